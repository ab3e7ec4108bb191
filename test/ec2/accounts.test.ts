import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient, STSServiceException } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { roleSessionName } from '../../src/ec2/accounts.ts';
import { peerAccounts as peerAccountsOf } from '../../src/ec2/live.ts';
import { roleActions } from '../../src/ec2/role.ts';
import { customer, openingWith, ownAccount, rejection, role, wire } from './opening.ts';

const peerAccounts = peerAccountsOf(({ settings }) => ({
  async registered(accountId) {
    const found = Object.hasOwn(settings.accounts, accountId) ? settings.accounts[accountId] : undefined;
    return found && { accountId, ...found, source: 'settings' };
  },
}));

const mocks = () => ({ ec2: mockClient(EC2Client), sts: mockClient(STSClient) });
let { ec2, sts } = {} as ReturnType<typeof mocks>;

beforeEach(() => {
  ({ ec2, sts } = mocks());
  ec2.on(DescribeVpcsCommand).resolves({});
});
afterEach(() => {
  ec2.restore();
  sts.restore();
});

const borrowed = {
  AccessKeyId: 'ASIABORROWED',
  SecretAccessKey: 'borrowed-secret-key',
  SessionToken: 'borrowed-token',
  Expiration: new Date(0), // long past by the real clock, as in a sandbox
};
const grant = () => sts.on(AssumeRoleCommand).resolves({ Credentials: borrowed });
/** The configuration of the client that sent the nth command. */
const configOf = (n: number) => (ec2.send.getCall(n).thisValue as unknown as EC2Client).config;

test('opening the door calls nobody', () => {
  peerAccounts(openingWith());
  expect(sts).not.toHaveReceivedAnyCommand();
  expect(ec2).not.toHaveReceivedAnyCommand();
});

test('our own account is opened with the credentials of the settings, in the Region that is asked for', async () => {
  const account = await peerAccounts(openingWith()).open(ownAccount, 'eu-central-1', 'run');
  await account.vpc('vpc-1');
  expect(sts).not.toHaveReceivedAnyCommand();
  expect(await configOf(0).region()).toBe('eu-central-1');
  expect(await configOf(0).credentials()).toMatchObject({ accessKeyId: 'AKIAOWN', secretAccessKey: 'own-secret-key' });
});

test('a registered account is opened through its role, with its ExternalId', async () => {
  grant();
  const account = await peerAccounts(openingWith()).open(customer, 'us-west-2', 'two-vpcs-1');
  await account.vpc('vpc-1');
  expect(sts).toHaveReceivedCommandExactlyOnceWith(AssumeRoleCommand, {
    RoleArn: role.roleArn,
    ExternalId: role.externalId,
    RoleSessionName: 'two-vpcs-1',
    DurationSeconds: 900,
  });
  expect(await configOf(0).region()).toBe('us-west-2');
  const credentials = await configOf(0).credentials();
  expect(credentials).toMatchObject({
    accessKeyId: 'ASIABORROWED',
    secretAccessKey: 'borrowed-secret-key',
    sessionToken: 'borrowed-token',
  });
  expect(credentials).not.toHaveProperty('expiration');
});

test('STS is asked in our own Region, and once for each opening', async () => {
  grant();
  const accounts = peerAccounts(openingWith());
  const account = await accounts.open(customer, 'us-west-2', 'run');
  await account.vpc('vpc-1');
  await account.vpc('vpc-2');
  expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 1);
  await accounts.open(customer, 'us-west-2', 'run');
  expect(sts).toHaveReceivedCommandTimes(AssumeRoleCommand, 2);
  expect(await (sts.send.getCall(0).thisValue as unknown as STSClient).config.region()).toBe('ap-northeast-1');
});

test('the calls of one opening share a client; two openings do not', async () => {
  const accounts = peerAccounts(openingWith());
  const first = await accounts.open(ownAccount, 'ap-northeast-1', 'run');
  await first.vpc('vpc-1');
  await first.vpc('vpc-2');
  await (await accounts.open(ownAccount, 'ap-northeast-1', 'run')).vpc('vpc-1');
  expect(configOf(0)).toBe(configOf(1));
  expect(configOf(0)).not.toBe(configOf(2));
});

test.each(['333333333333', 'constructor', '__proto__', ''])('the account "%s" is not registered', async (accountId) => {
  const error = await rejection(peerAccounts(openingWith()).open(accountId, 'ap-northeast-1', 'run'));
  expect(error.name).toBe('NotFound');
  expect(error.message).toContain(
    `The AWS account ${accountId} is not registered. Register the role that lets us in: canal account add ${accountId} --role-arn`,
  );
  expect(sts).not.toHaveReceivedAnyCommand();
});

const refusal = (name: string, httpStatusCode: number, $fault: 'client' | 'server' = 'client') =>
  new STSServiceException({ name, message: 'As STS says.', $fault, $metadata: { httpStatusCode } });

test.each([
  [refusal('AccessDenied', 403), 'Ec2Denied', 'ExternalId that the account is registered with'],
  [refusal('ExpiredToken', 403), 'Ec2Denied', role.roleArn],
  [refusal('RegionDisabledException', 403), 'Ec2Denied', role.roleArn],
  [refusal('Throttling', 400), 'Ec2Throttled', 'STS takes no more calls'],
  [refusal('InternalFailure', 500, 'server'), 'Ec2Unavailable', 'STS failed'],
  [refusal('ValidationError', 400), 'Ec2Rejected', 'ValidationError: As STS says'],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'Ec2Unavailable', 'STS gave no usable answer'],
])('AssumeRole that fails with %s is %s', async (cause, name, said) => {
  sts.on(AssumeRoleCommand).rejects(cause);
  const error = await rejection(peerAccounts(openingWith()).open(customer, 'us-west-2', 'run'));
  expect(error.name).toBe(name);
  expect(error.message).toContain(said);
  expect(error.message).toContain(customer);
  expect(error.message).not.toContain(role.externalId);
  expect(error.cause).toBe(cause);
  expect(ec2).not.toHaveReceivedAnyCommand();
});

test('a bug on the way to STS comes through as it is', async () => {
  const bug = new TypeError('x is undefined');
  sts.on(AssumeRoleCommand).rejects(bug);
  expect(await rejection(peerAccounts(openingWith()).open(customer, 'us-west-2', 'run'))).toBe(bug);
});

test.each([[undefined], [{}], [{ ...borrowed, SessionToken: undefined }], [{ ...borrowed, AccessKeyId: '' }]])(
  'credentials that are incomplete (%j) are Ec2Unavailable',
  async (Credentials) => {
    sts.on(AssumeRoleCommand).resolves({ Credentials: Credentials as never });
    const error = await rejection(peerAccounts(openingWith()).open(customer, 'us-west-2', 'run'));
    expect(error.name).toBe('Ec2Unavailable');
    expect(error.message).toContain(role.roleArn);
    expect(error.message).not.toContain('borrowed');
  },
);

test('STS calls AssumeRole alone', () => {
  expect(roleActions).toEqual(['sts:AssumeRole']);
});

test.each([
  ['two-vpcs-1', 'two-vpcs-1'],
  [
    'arn:aws:states:ap-northeast-1:111111111111:execution:canal-dev-provision:two-vpcs-1',
    'canal-dev-provision-two-vpcs-1',
  ],
  ['a b/c', 'a-b-c'],
  ['', 'canal-'],
  ['x', 'canal-x'],
])('the session name of "%s" ends in "%s"', (given, end) => {
  expect(roleSessionName(given).endsWith(end)).toBe(true);
});

test('any name becomes one that STS takes, and one that STS takes stays as it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 200 })), (given) => {
      expect(roleSessionName(given)).toMatch(/^[A-Za-z0-9_+=,.@-]{2,64}$/);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{2,64}$/), (given) => {
      expect(roleSessionName(given)).toBe(given);
    }),
  );
});

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIABORROWED</AccessKeyId><SecretAccessKey>borrowed-secret-key</SecretAccessKey><SessionToken>borrowed-token</SessionToken>
<Expiration>1970-01-01T00:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const vpcs = `<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet><item><vpcId>vpc-1</vpcId>
<cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet></DescribeVpcsResponse>`;

test('on the wire, STS is signed with our key and EC2 with the borrowed one, each at its own endpoint', async () => {
  ec2.restore();
  sts.restore();
  const { handler, sent } = wire([
    [200, assumed],
    [200, vpcs],
    [200, vpcs],
  ]);
  const opening = openingWith(
    { AWS_ENDPOINT_URL_STS: 'http://sts.example', AWS_ENDPOINT_URL_EC2: 'http://ec2.example' },
    handler,
  );
  const account = await peerAccounts(opening).open(customer, 'us-west-2', 'run');
  expect(await account.vpc('vpc-1')).toEqual({ vpcId: 'vpc-1', cidrBlocks: ['10.0.0.0/16'] });
  await account.vpc('vpc-1');
  expect(sent.map(({ hostname, form }) => `${hostname} ${form.Action}`)).toEqual([
    'sts.example AssumeRole',
    'ec2.example DescribeVpcs',
    'ec2.example DescribeVpcs',
  ]);
  const scopes = sent.map(({ headers }) =>
    /Credential=([^/]+)\/\d+\/([^,]+),/.exec(headers.authorization ?? '')?.slice(1),
  );
  expect(scopes).toEqual([
    ['AKIAOWN', 'ap-northeast-1/sts/aws4_request'],
    ['ASIABORROWED', 'us-west-2/ec2/aws4_request'],
    ['ASIABORROWED', 'us-west-2/ec2/aws4_request'],
  ]);
  expect(sent[1]?.headers['x-amz-security-token']).toBe('borrowed-token');
});
