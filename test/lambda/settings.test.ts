import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { readSettings } from '../../src/lambda/settings.ts';

const role = { roleArn: 'arn:aws:iam::222222222222:role/canal-accepter', externalId: 'an-external-id' };
const environment = {
  CANAL_STACK: '111111111111/ap-northeast-1/dev',
  CANAL_TABLE: 'canal-dev',
  CANAL_SORACOM_SECRET: 'canal/dev/soracom',
  AWS_REGION: 'ap-northeast-1',
};

function fault(change: Record<string, string | undefined>): CanalError {
  try {
    readSettings({ ...environment, ...change });
  } catch (error) {
    if (error instanceof CanalError) return error;
    throw error;
  }
  throw new Error('these settings were expected to be refused');
}

describe('readSettings', () => {
  test('four variables are enough; the rest has defaults', () => {
    expect(readSettings(environment)).toEqual({
      stack: '111111111111/ap-northeast-1/dev',
      ownAccountId: '111111111111',
      table: 'canal-dev',
      soracomSecret: 'canal/dev/soracom',
      soracomEndpoint: 'https://api.soracom.io',
      coverage: 'japan',
      accounts: {},
      soracomAccountId: undefined,
      accepterRoles: undefined,
      vpgExpectedSeconds: 180,
      sweepFailedHours: 72,
      sweepRemoves: false,
      provisionMachine: undefined,
      removeMachine: undefined,
      bus: undefined,
      peopleTopic: undefined,
      pricing: { coverage: 'japan', rule: 'started-hours', firstPeeringIncluded: false, rates: [] },
      monthlyBudget: undefined,
      idleDays: 7,
      aws: {
        region: 'ap-northeast-1',
        endpoint: undefined,
        ec2Endpoint: undefined,
        stsEndpoint: undefined,
        credentials: undefined,
      },
    });
  });

  test('reads what is set, and passes over what is not ours', () => {
    const settings = readSettings({
      ...environment,
      CANAL_ACCOUNTS: JSON.stringify({ '222222222222': role }),
      CANAL_SORACOM_ACCOUNT: '999999999999',
      CANAL_COVERAGE: 'global',
      CANAL_VPG_EXPECTED_SECONDS: '60',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4700',
      AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:4701',
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      PATH: '/usr/bin',
    });
    expect(settings).toMatchObject({
      accounts: { '222222222222': role },
      soracomAccountId: '999999999999',
      coverage: 'global',
      vpgExpectedSeconds: 60,
      aws: {
        endpoint: 'http://127.0.0.1:4700',
        ec2Endpoint: 'http://127.0.0.1:4700',
        stsEndpoint: 'http://127.0.0.1:4701',
        credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
      },
    });
    expect(settings.aws.credentials).not.toHaveProperty('sessionToken');
  });

  test('half a pair of credentials is none; a session token comes with them', () => {
    expect(readSettings({ ...environment, AWS_ACCESS_KEY_ID: 'AKIA' }).aws.credentials).toBeUndefined();
    const all = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    expect(readSettings({ ...environment, ...all }).aws.credentials).toMatchObject({ sessionToken: 't' });
  });

  test('an empty variable counts as not set', () => {
    expect(readSettings({ ...environment, CANAL_COVERAGE: '', CANAL_SORACOM_ACCOUNT: '' })).toMatchObject({
      coverage: 'japan',
      soracomAccountId: undefined,
    });
    expect(fault({ CANAL_TABLE: '' }).message).toContain('CANAL_TABLE');
  });

  test('all faults are told at once, each with its variable', () => {
    const { name, message } = fault({
      CANAL_STACK: 'dev',
      CANAL_TABLE: undefined,
      CANAL_COVERAGE: 'mars',
      CANAL_ACCOUNTS: 'not JSON',
      CANAL_SORACOM_ACCOUNT: '12',
      CANAL_VPG_EXPECTED_SECONDS: 'soon',
      AWS_REGION: undefined,
    });
    expect(name).toBe('InvalidSettings');
    const lines = message.split('\n- ').slice(1);
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'CANAL_STACK',
      'CANAL_TABLE',
      'CANAL_COVERAGE',
      'CANAL_ACCOUNTS',
      'CANAL_SORACOM_ACCOUNT',
      'CANAL_VPG_EXPECTED_SECONDS',
      'AWS_REGION',
    ]);
  });

  test.each([
    ['no object', '[]', 'CANAL_ACCOUNTS'],
    ['a key that is no account', JSON.stringify({ app: role }), 'CANAL_ACCOUNTS.app'],
    [
      'no ExternalId',
      JSON.stringify({ '222222222222': { roleArn: role.roleArn } }),
      'CANAL_ACCOUNTS.222222222222.externalId',
    ],
    [
      'an ARN that is no role',
      JSON.stringify({ '222222222222': { ...role, roleArn: 'x' } }),
      'CANAL_ACCOUNTS.222222222222.roleArn',
    ],
    ['an unknown field', JSON.stringify({ '222222222222': { ...role, rolearn: 'x' } }), 'CANAL_ACCOUNTS.222222222222'],
    ["another account's role", JSON.stringify({ '333333333333': role }), 'CANAL_ACCOUNTS.333333333333.roleArn'],
  ])('accounts with %s are refused', (_what, text, field) => {
    expect(fault({ CANAL_ACCOUNTS: text }).message).toContain(`- ${field}: `);
  });

  test('no message quotes a value: one of them may be secret', () => {
    const { message } = fault({
      CANAL_STACK: 'a-wrong-stack',
      CANAL_ACCOUNTS: JSON.stringify({ '222222222222': { ...role, roleArn: 'a-wrong-role', externalId: 'x' } }),
      AWS_ENDPOINT_URL: 'a wrong url',
    });
    expect(message).not.toContain('a-wrong');
    expect(message).not.toContain('a wrong');
  });
});
