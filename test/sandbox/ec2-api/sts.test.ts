import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { inProcess } from '../../support/in-process.ts';
import { lent } from './lent.ts';
import { code, customer, ours, refusal, setting, start } from './setting.ts';

const RoleArn = `arn:aws:iam::${customer}:role/canal-accepter`;
const ExternalId = `canal-external-id-${customer}`;
const input = { RoleArn, RoleSessionName: 'two-vpcs-1', ExternalId };
type Input = ConstructorParameters<typeof AssumeRoleCommand>[0];

test('a role is assumed with its ExternalId, for an hour unless it is told otherwise', async () => {
  const { sts, world } = setting();
  const made = await sts().send(new AssumeRoleCommand(input));
  expect(made.AssumedRoleUser).toEqual({
    AssumedRoleId: expect.stringMatching(/^AROA[0-9A-F]{17}:two-vpcs-1$/),
    Arn: `arn:aws:sts::${customer}:assumed-role/canal-accepter/two-vpcs-1`,
  });
  expect(made.Credentials).toEqual({
    AccessKeyId: expect.stringMatching(/^ASIA[0-9A-F]{16}$/),
    SecretAccessKey: expect.stringMatching(/^.{40}$/),
    SessionToken: expect.stringMatching(/^.{16,}$/),
    Expiration: new Date(start + 3600_000),
  });
  expect(world.roleSessions.get(made.Credentials?.AccessKeyId ?? '')).toEqual({
    accountId: customer,
    roleArn: RoleArn,
    sessionName: 'two-vpcs-1',
    secretAccessKey: made.Credentials?.SecretAccessKey,
    sessionToken: made.Credentials?.SessionToken,
    expiresAt: start + 3600_000,
  });
  const longer = await sts().send(new AssumeRoleCommand({ ...input, DurationSeconds: 43200 }));
  expect(longer.Credentials?.Expiration).toEqual(new Date(start + 43_200_000));
  expect(longer.Credentials?.AccessKeyId).not.toBe(made.Credentials?.AccessKeyId);
});

test.each<[string, string, Partial<Input>]>([
  ['a wrong ExternalId', ours, { ExternalId: 'guessed' }],
  ['an ExternalId in other letters', ours, { ExternalId: ExternalId.toUpperCase() }],
  ['a role that is not there', ours, { RoleArn: `arn:aws:iam::${customer}:role/nobody` }],
  ['an account that the role does not trust', customer, {}],
])('%s is denied in the same words', async (_, account, wrong) => {
  const { sts, world } = setting();
  const wanted = { ...input, ...wrong };
  expect(await refusal(sts(account).send(new AssumeRoleCommand(wanted)))).toEqual({
    code: 'AccessDenied',
    message: `User: arn:aws:iam::${account}:user/sandbox is not authorized to perform: sts:AssumeRole on resource: ${wanted.RoleArn}`,
    status: 403,
  });
  expect(world.roleSessions.size).toBe(0);
});

test('an ExternalId that is left out is denied', async () => {
  const { sts } = setting();
  const call = sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'two-vpcs-1' }));
  expect((await refusal(call)).code).toBe('AccessDenied');
});

test.each<[string, Input, string]>([
  ['a short session', { ...input, DurationSeconds: 899 }, "'durationSeconds' failed"],
  ['a long session', { ...input, DurationSeconds: 43201 }, "'durationSeconds' failed"],
  ['a session name with a space', { ...input, RoleSessionName: 'two vpcs' }, "Value 'two vpcs' at 'roleSessionName'"],
  ['a session name of one letter', { ...input, RoleSessionName: 'x' }, 'greater than or equal to 2'],
  ['a session name of 65 letters', { ...input, RoleSessionName: 'x'.repeat(65) }, 'less than or equal to 64'],
  ['an ExternalId of one letter', { ...input, ExternalId: 'x' }, "'externalId' failed"],
  [
    'what is no ARN',
    { ...input, RoleArn: 'arn:aws:s3:::a-bucket-of-mine' },
    'arn:aws:s3:::a-bucket-of-mine is invalid',
  ],
])('%s is a validation error', async (_, wanted, message) => {
  const { sts } = setting();
  const refused = await refusal(sts().send(new AssumeRoleCommand(wanted)));
  expect([refused.code, refused.status]).toEqual(['ValidationError', 400]);
  expect(refused.message).toContain(message);
});

test('everyone may ask who they are', async () => {
  const { sts, services, pass } = setting();
  expect(await sts(customer).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: customer,
    Arn: `arn:aws:iam::${customer}:user/sandbox`,
    UserId: expect.stringMatching(/^AIDA[0-9A-F]{17}$/),
  });
  const { Credentials: credentials, AssumedRoleUser: user } = await sts().send(new AssumeRoleCommand(input));
  const session = new STSClient({
    region: 'us-west-2',
    endpoint: 'http://sandbox.invalid',
    maxAttempts: 1,
    credentials: lent(credentials),
    requestHandler: inProcess(services.sts),
  });
  expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: customer,
    Arn: user?.Arn,
    UserId: user?.AssumedRoleId,
  });
  const chained = new AssumeRoleCommand({ ...input, DurationSeconds: 3601 });
  expect((await refusal(session.send(chained))).message).toContain('role chaining');
  pass(3600);
  expect(await refusal(session.send(new GetCallerIdentityCommand({})))).toEqual({
    code: 'ExpiredToken',
    message: 'The security token included in the request is expired',
    status: 403,
  });
});

test('an answer and an error have the shapes of STS', async () => {
  const { raw } = setting();
  const identity = await raw('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' });
  expect(identity.body).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<GetCallerIdentityResponse xmlns="https:\/\/sts.amazonaws.com\/doc\/2011-06-15\/"><GetCallerIdentityResult><Arn>[^<]+<\/Arn><UserId>\w+<\/UserId><Account>111111111111<\/Account><\/GetCallerIdentityResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/GetCallerIdentityResponse>$/,
  );
  const refused = await raw('sts', { Action: 'GetFederationToken', Version: '2011-06-15' });
  expect(refused.status).toBe(400);
  expect(refused.body).toContain(
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidAction</Code>',
  );
});

test.each([
  ['no Action', { Version: '2011-06-15' }, undefined, 400, 'MissingAction'],
  ['another Version', { Action: 'GetCallerIdentity', Version: '2016-11-15' }, undefined, 400, 'InvalidAction'],
  ['a policy', { Action: 'AssumeRole', Version: '2011-06-15', Policy: '{}' }, undefined, 400, 'ValidationError'],
  ['no RoleArn', { Action: 'AssumeRole', Version: '2011-06-15' }, undefined, 400, 'ValidationError'],
  ['no signature', { Action: 'GetCallerIdentity', Version: '2011-06-15' }, {}, 403, 'MissingAuthenticationToken'],
  [
    'an odd signature',
    { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    { authorization: 'x' },
    403,
    'InvalidClientTokenId',
  ],
] as const)('%s is refused', async (_, form, headers, status, expected) => {
  const { raw } = setting();
  const answer = await raw('sts', form, headers);
  expect([answer.status, code(answer)]).toEqual([status, expected]);
});

test('credentials that have ended are forgotten in time, and still said to have ended', async () => {
  const { sts, world, pass, services } = setting();
  const lend = () => sts().send(new AssumeRoleCommand({ ...input, DurationSeconds: 900 }));
  const { Credentials: first } = await lend();
  for (let count = 0; count < 40; count += 1) {
    pass(901);
    for (let each = 0; each < 50; each += 1) {
      world.addRoleSession(`ASIA${count}/${each}`, {
        accountId: customer,
        roleArn: RoleArn,
        sessionName: 'x',
        secretAccessKey: 'x',
        sessionToken: 'x',
        expiresAt: world.clock.now() + 900_000,
      });
    }
  }
  expect(world.roleSessions.size).toBeLessThanOrEqual(1000);
  expect(world.roleSessions.has(first?.AccessKeyId ?? '')).toBe(false);
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken } = first ?? {};
  const late = new STSClient({
    region: 'ap-northeast-1',
    endpoint: 'http://sandbox.invalid',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey, ...(SessionToken ? { sessionToken: SessionToken } : {}) },
    requestHandler: inProcess(services.sts),
  });
  expect((await refusal(late.send(new GetCallerIdentityCommand({})))).code).toBe('ExpiredToken');
  await lend();
});
