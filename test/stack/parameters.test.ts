import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { openingWith } from '../ec2/opening.ts';

interface Read {
  readonly faults: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}
type Parameters = ((input: {
  options: { stage?: string; region?: string; param?: string[] };
  resolveVariable: (name: string) => Promise<unknown>;
}) => Promise<Record<string, unknown>>) & {
  read: (given: Record<string, string>, readFile?: (path: string) => string) => Read;
};
const parameters = createRequire(import.meta.url)('../../scripts/parameters.cjs') as Parameters;

const defaults = {
  stage: 'dev',
  region: 'ap-northeast-1',
  coverage: 'japan',
  soracomAccount: '',
  logRetentionDays: '90',
  sweep: 'report',
  sweepFailedHours: '72',
  rates: '',
  metering: 'started-hours',
  firstPeeringIncluded: 'false',
  monthlyBudget: '',
  idleDays: '7',
  peerRegions: '',
  accepterRoles: 'canal-accepter*',
  accounts: '',
  jwtIssuer: '',
  jwtAudience: '',
  jwtScopes: '',
  tags: '',
};
const read = (more: Partial<typeof defaults> = {}, file = '') => parameters.read({ ...defaults, ...more }, () => file);
const account = (more: object = {}, id = '222222222222') =>
  JSON.stringify({
    [id]: { roleArn: 'arn:aws:iam::222222222222:role/canal-accepter', externalId: '0123456789abcdef', ...more },
  });

describe('The parameters of a deployment', () => {
  it('are right by default', () => {
    expect(read()).toEqual({
      faults: [],
      values: {
        stage: 'dev',
        region: 'ap-northeast-1',
        coverage: 'japan',
        soracomEndpoint: 'https://api.soracom.io',
        soracomAccount: '',
        requesterAccounts: '*',
        logRetentionDays: 90,
        sweep: 'report',
        sweepFailedHours: '72',
        rates: '[]',
        metering: 'started-hours',
        firstPeeringIncluded: 'false',
        monthlyBudget: '',
        budgetAnnotations: '',
        idleDays: '7',
        peerRegions: ['ap-northeast-1'],
        accepterRoles: 'canal-accepter*',
        accounts: '{}',
        authorizer: { type: 'aws_iam' },
        authorizers: {},
        tags: {},
      },
    });
  });

  it('become what serverless.yml takes', () => {
    const { faults, values } = read(
      {
        stage: 'prod-2',
        coverage: 'global',
        soracomAccount: '999999999999',
        logRetentionDays: '365',
        peerRegions: 'ap-northeast-1, us-west-2',
        accepterRoles: 'team/peering',
        accounts: 'accounts.json',
        tags: 'team=iot, cost center=4 2',
      },
      account({ roleArn: 'arn:aws:iam::222222222222:role/team/peering' }),
    );
    expect(faults).toEqual([]);
    expect(values).toMatchObject({
      soracomEndpoint: 'https://g.api.soracom.io',
      requesterAccounts: '999999999999',
      logRetentionDays: 365,
      peerRegions: ['ap-northeast-1', 'us-west-2'],
      tags: { team: 'iot', 'cost center': '4 2' },
    });
    expect(JSON.parse(String(values.accounts))).toHaveProperty('222222222222.externalId', '0123456789abcdef');
  });

  it.each<[keyof typeof defaults, string]>([
    ['stage', 'Prod'],
    ['stage', 'prod_1'],
    ['stage', '1st'],
    ['stage', 'a-name-that-is-too-long'],
    ['stage', ''],
    ['stage', 'sandbox'],
    ['stage', 'live'],
    ['region', 'tokyo'],
    ['region', 'ap-northeast'],
    ['region', 'cn-north-1'],
    ['region', 'us-gov-west-1'],
    ['region', 'eusc-de-east-1'],
    ['coverage', 'Japan'],
    ['coverage', 'toString'],
    ['coverage', ''],
    ['soracomAccount', '123'],
    ['sweep', 'delete'],
    ['sweepFailedHours', '0'],
    ['sweepFailedHours', '9000'],
    ['sweepFailedHours', 'three days'],
    ['metering', 'minutes'],
    ['firstPeeringIncluded', 'yes'],
    ['monthlyBudget', '0'],
    ['monthlyBudget', '20,000'],
    ['monthlyBudget', '2000000000'],
    ['idleDays', '0'],
    ['idleDays', '400'],
    ['logRetentionDays', '91'],
    ['logRetentionDays', 'forever'],
    ['logRetentionDays', ''],
    ['peerRegions', 'ap-northeast-1,osaka'],
    ['accepterRoles', '*'],
    ['accepterRoles', 'a*'],
    ['accepterRoles', 'canal-*-accepter'],
    ['accepterRoles', ''],
    ['accepterRoles', 'x'.repeat(129)],
    ['tags', 'team'],
    ['tags', 'aws:x=1'],
    ['tags', 'canal:stack=x'],
  ])('are refused by name when they are wrong: %s=%s', (name, value) => {
    const { faults } = read({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(
      new RegExp(`^${name}: must be .+, not ${JSON.stringify(value).replaceAll(/[*]/g, '\\*')}\\.$`),
    );
  });

  it('let the API take tokens in the place of AWS credentials', () => {
    const issuer = { jwtIssuer: 'https://login.example.com/tenant', jwtAudience: 'canal, canal-ci' };
    const jwt = {
      type: 'jwt',
      identitySource: '$request.header.Authorization',
      issuerUrl: issuer.jwtIssuer,
      audience: ['canal', 'canal-ci'],
    };
    expect(read(issuer)).toMatchObject({
      faults: [],
      values: { authorizer: { name: 'tokens' }, authorizers: { tokens: jwt } },
    });
    const { values } = read({ ...issuer, jwtScopes: 'canal.write' });
    expect(values.authorizer).toEqual({ name: 'tokens', scopes: ['canal.write'] });
  });

  it.each([
    [{ jwtIssuer: 'http://login.example.com', jwtAudience: 'x' }, 'jwtIssuer: must be the https address'],
    [{ jwtIssuer: 'https://login.example.com' }, 'jwtAudience: must be given with jwtIssuer'],
    [{ jwtAudience: 'canal' }, 'jwtAudience: belongs to jwtIssuer'],
    [{ jwtScopes: 'canal' }, 'jwtScopes: belongs to jwtIssuer'],
  ])('refuse tokens that are told by halves: %j', (more, words) => {
    const { faults } = read(more);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(words);
  });

  it.each([
    ['no file', undefined, 'cannot be read as a JSON file'],
    ['no JSON', '{', 'cannot be read as a JSON file'],
    ['a list', '[]', 'must hold an object'],
    ['nothing', 'null', 'must hold an object'],
    ['a short account', account({}, '222'), '222 must be the 12 digits of an account'],
    [
      'a role of another account',
      account({}, '333333333333'),
      '333333333333.roleArn must be the ARN of a role of this',
    ],
    ['no role', account({ roleArn: 'x' }), '222222222222.roleArn must be the ARN of a role of this account'],
    [
      'a role that we may not assume',
      account({ roleArn: 'arn:aws:iam::222222222222:role/admin' }),
      '222222222222.roleArn must be a role that accepterRoles (canal-accepter*) lets us assume',
    ],
    ['no ExternalId', account({ externalId: undefined }), '222222222222.externalId must be a text of 2 or more'],
    ['an unknown field', account({ region: 'x' }), '222222222222.region is not known'],
    ['too much', account({ externalId: 'x'.repeat(3200) }), 'fit into a function'],
  ])('refuse a file of accounts with %s', (_, file, words) => {
    const { faults } = parameters.read({ ...defaults, accounts: 'a.json' }, () => {
      if (file === undefined) throw new Error('ENOENT: no such file');
      return file;
    });
    expect(faults.join('\n')).toContain(words);
    for (const fault of faults) expect(fault).toMatch(/^accounts: a\.json /);
  });

  const rate = (more: object = {}) =>
    JSON.stringify([{ item: 'vpg', vpgType: 15, price: 50, validFrom: '2026-11-01', source: 'our contract', ...more }]);

  it.each([
    ['no file', undefined, 'cannot be read as a JSON file'],
    ['no JSON', '[', 'cannot be read as a JSON file'],
    ['an object', '{}', 'must hold a list'],
    ['nothing', '[null]', '[0].item must be one of peering, vpg, vpg-setup'],
    ['an unknown item', rate({ item: 'sim' }), '[0].item must be one of'],
    ['a type in words', rate({ vpgType: 'F' }), '[0].vpgType must be the number'],
    ['no price', rate({ price: '50' }), '[0].price must be a number'],
    ['a price below zero', rate({ price: -1 }), '[0].price must be a number from 0 to 1000000'],
    ['a price in parts of a yen', rate({ price: 0.5 }), '[0].price must be in whole yen'],
    ['a day that is none', rate({ validFrom: '2026-02-30' }), '[0].validFrom must be a day such as'],
    ['an empty source', rate({ source: '' }), '[0].source must be a text'],
    ['an unknown field', rate({ currency: 'JPY' }), '[0].currency is not known'],
    ['too much', `[${Array(40).fill(rate().slice(1, -1)).join()}]`, 'are left in a function'],
    // 2,729 bytes of text; Lambda counts the quotes twice, and would refuse the deployment.
    ['too many quotes', `[${Array(31).fill(rate().slice(1, -1)).join()}]`, 'are left in a function'],
  ])('refuse a file of rates with %s', (_, file, words) => {
    const { faults } = parameters.read({ ...defaults, rates: 'r.json' }, () => {
      if (file === undefined) throw new Error('ENOENT: no such file');
      return file;
    });
    expect(faults[0]).toContain(words);
    for (const fault of faults) expect(fault).toMatch(/^rates: r\.json /);
  });

  it('hand rates on that the functions take', () => {
    const file = rate();
    const { faults, values } = parameters.read({ ...defaults, rates: 'r.json' }, () => file);
    expect(faults).toEqual([]);
    const { settings } = openingWith({ CANAL_RATES: String(values.rates) });
    expect(settings.pricing.rates).toEqual(JSON.parse(file));
  });

  it('are all told at once, with those that do not exist', async () => {
    const given: Record<string, unknown> = { ...defaults, coverage: 'mars' };
    const asked = parameters({
      options: { region: 'tokyo', param: ['covrage=japan', 'coverage=mars'] },
      resolveVariable: async (name) => given[/^param:(\w+)/.exec(name)?.[1] ?? ''],
    });
    const error = await asked.then(
      () => undefined,
      (one: unknown) => one as Error,
    );
    expect(error?.message.trim().split('\n')).toEqual([
      expect.stringMatching(/^- covrage: there is no such parameter\. There are coverage, soracomAccount,/),
      '- region: must be an AWS Region such as ap-northeast-1, not "tokyo".',
      '- coverage: must be japan or global, not "mars".',
    ]);
    expect(error?.stack).toBe(error?.message);
  });
});
