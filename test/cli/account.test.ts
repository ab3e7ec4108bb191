import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const url = 'http://127.0.0.1:4700';
const id = '222222222222';
const roleArn = `arn:aws:iam::${id}:role/canal-accepter`;
const told = { accountId: id, roleArn, externalIdSet: true, source: 'table', changedBy: 'me' };

async function account(line: readonly string[], script: Record<string, readonly Scripted[]> = {}) {
  const api = scriptedApi(script);
  const set = stage({ fetch: api.fetch, env: { CANAL_ENDPOINT: url } });
  const exitCode = await cli(['account', ...line], '1', set.surroundings);
  return { exitCode, stdout: set.stdout().replace(/^SIMULATED: .*\n\n/, ''), stderr: set.stderr(), asked: api.asked };
}

describe('canal account', () => {
  it('adds an account, and does not repeat the ExternalId', async () => {
    const line = ['add', id, '--role-arn', roleArn, '--external-id', 'not-for-everybody'];
    const { exitCode, stdout, asked } = await account(line, { [`PUT /accounts/${id}`]: [{ status: 201, body: told }] });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `Account ${id} is registered: ${roleArn}, with its ExternalId (not shown).\n`,
    });
    expect(asked[0]?.body).toEqual({ roleArn, externalId: 'not-for-everybody' });
  });

  it('lists the accounts of all pages under one another', async () => {
    const deployed = { ...told, accountId: '333333333333', source: 'settings', changedBy: undefined };
    const { stdout, asked } = await account(['list'], {
      'GET /accounts': [{ body: { accounts: [told], cursor: 'next' } }, { body: { accounts: [deployed] } }],
    });
    expect(stdout).toBe(
      [
        'ACCOUNT       ROLE                                           EXTERNAL ID  REGISTERED BY',
        `222222222222  ${roleArn}  set          me`,
        `333333333333  ${roleArn}  set          the deployment`,
        '',
      ].join('\n'),
    );
    expect(asked.map((one) => one.url)).toEqual([`${url}/accounts`, `${url}/accounts?cursor=next`]);
  });

  it('says what it means that there are none', async () => {
    const { stdout } = await account(['list'], { 'GET /accounts': [{ body: { accounts: [] } }] });
    expect(stdout).toBe("No accounts are registered: only the installation's own account can be reached.\n");
  });

  it('gives the list as one JSON document', async () => {
    const { stdout } = await account(['list', '--json'], { 'GET /accounts': [{ body: { accounts: [told] } }] });
    expect(JSON.parse(stdout)).toEqual({ accounts: [told], simulated: true });
  });

  it.each([
    [false, ''],
    [true, ' The deployment still names it, and that registration counts now.'],
  ])('removes an account; the deployment still naming it (%s) is said', async (registered, said) => {
    const { stdout } = await account(['remove', id], {
      [`DELETE /accounts/${id}`]: [{ body: { accountId: id, registered } }],
    });
    expect(stdout).toBe(`Account ${id} is removed. Networks with VPCs in it stay as they are.${said}\n`);
  });

  it.each([
    [['add', id], 'account add 222222222222 --role-arn ARN --external-id ID'],
    [['add', '--role-arn', roleArn, '--external-id', 'xy'], 'account add 222222222222 --role-arn ARN --external-id ID'],
    [['list', id], 'account list'],
    [['list', '--role-arn', roleArn], 'account list'],
    [['remove'], 'account remove 222222222222'],
    [['remove', id, '--external-id', 'xy'], 'account remove 222222222222'],
  ])('refuses %j and shows how it must look', async (line, right) => {
    expect(await account(line)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: `It must look like: npm run -s canal -- ${right}\n`,
      asked: [],
    });
  });

  it('knows no other action', async () => {
    const { exitCode, stderr } = await account(['drop', id]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Allowed choices are add, list, remove.');
  });

  it('passes on what the API refuses, also as JSON', async () => {
    const faults = [{ error: 'InvalidInput', field: 'roleArn', message: 'must be a role' }];
    const body = { title: 'x', status: 400, detail: 'The account was not registered: roleArn: must be a role', faults };
    const line = ['add', id, '--role-arn', 'x', '--external-id', 'xy', '--json'];
    const { exitCode, stdout } = await account(line, { [`PUT /accounts/${id}`]: [{ status: 400, body }] });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({ name: 'ApiRefused', message: body.detail, faults });
  });
});
