import { DescribeVpcPeeringConnectionsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inProcess } from '../../support/in-process.ts';
import { lent } from './lent.ts';
import { code, customer, dnsVpc, ours, refusal, setting, signed } from './setting.ts';

const form = { Version: '2016-11-15', Action: 'DescribeVpcs' };

test('an answer has the shape of EC2: namespace, requestId, sets of items', async () => {
  const { raw } = setting();
  const { status, headers, body } = await raw('ec2', { ...form, 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': 'x' });
  const requestId = headers['x-amzn-requestid'];
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect([status, headers['content-type']]).toEqual([200, 'text/xml;charset=UTF-8']);
  expect(body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId><vpcSet/></DescribeVpcsResponse>`,
  );
});

test('an error has the shape of EC2, and names what is wrong', async () => {
  const { raw } = setting();
  const { status, headers, body } = await raw('ec2', { ...form, Action: 'RunInstances<1>' });
  expect(status).toBe(400);
  expect(body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>InvalidAction</Code><Message>The action RunInstances&lt;1&gt; is not valid for this web service.</Message></Error></Errors><RequestID>${headers['x-amzn-requestid']}</RequestID></Response>`,
  );
});

test.each([
  ['an Action that is a word of JavaScript', { ...form, Action: 'constructor' }, 'InvalidAction'],
  ['no Action', { Version: '2016-11-15' }, 'MissingAction'],
  ['no Version', { Action: 'DescribeVpcs' }, 'MissingParameter'],
  ['another Version', { ...form, Version: '2010-01-01' }, 'NoSuchVersion'],
  ['an unknown parameter', { ...form, Colour: 'red' }, 'UnknownParameter'],
  ['a parameter in the wrong case', { ...form, 'vpcId.1': 'vpc-00000000' }, 'UnknownParameter'],
  ['a list where one is meant', { ...form, 'Version.1': 'x' }, 'UnknownParameter'],
  ['an unknown filter', { ...form, 'Filter.1.Name': 'colour', 'Filter.1.Value.1': 'red' }, 'InvalidParameterValue'],
  [
    'a filter that is a word of JavaScript',
    { ...form, 'Filter.1.Name': 'toString', 'Filter.1.Value.1': 'x' },
    'InvalidParameterValue',
  ],
  ['a filter without a name', { ...form, 'Filter.1.Value.1': 'red' }, 'InvalidFilter'],
  ['a filter without a value', { ...form, 'Filter.1.Name': 'state' }, 'InvalidFilter'],
  ['a flag that is no flag', { ...form, DryRun: 'maybe' }, 'InvalidParameterValue'],
  ['a number that is no number', { ...form, MaxResults: 'ten' }, 'InvalidParameterValue'],
])('%s is refused', async (_, sent, expected) => {
  const { raw } = setting();
  const answer = await raw('ec2', sent);
  expect([answer.status, code(answer)]).toEqual([400, expected]);
});

test('an unknown filter is named in the message', async () => {
  const { ec2 } = setting();
  const call = ec2().send(new DescribeVpcsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }));
  expect((await refusal(call)).message).toBe("The filter 'colour' is invalid");
});

test('more than 200 filter values are too many', async () => {
  const { ec2 } = setting();
  const values = (count: number) => ({
    Filters: [{ Name: 'vpc-id', Values: Array.from({ length: count }, (_, number) => `vpc-${number}`) }],
  });
  await ec2().send(new DescribeVpcsCommand(values(200)));
  expect((await refusal(ec2().send(new DescribeVpcsCommand(values(201))))).code).toBe('FilterLimitExceeded');
});

test('a request that nobody signed is not answered', async () => {
  const { raw } = setting();
  const unsigned = await raw('ec2', form, {});
  expect([unsigned.status, code(unsigned)]).toEqual([403, 'MissingAuthenticationToken']);
  const odd = await raw('ec2', form, { authorization: 'Basic Zm9v' });
  expect([odd.status, code(odd)]).toEqual([401, 'AuthFailure']);
});

test('a role session works in its account until it ends, and only with its token', async () => {
  const { sts, pass, services } = setting();
  const { Credentials: credentials } = await sts().send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${customer}:role/canal-accepter`,
      RoleSessionName: 'run-1',
      ExternalId: `canal-external-id-${customer}`,
      DurationSeconds: 900,
    }),
  );
  const accessKeyId = credentials?.AccessKeyId ?? '';
  const client = (sessionToken: string) =>
    new EC2Client({
      region: 'ap-northeast-1',
      endpoint: 'http://sandbox.invalid',
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey: credentials?.SecretAccessKey ?? '', sessionToken },
      requestHandler: inProcess(services.ec2),
    });
  const describe = async (token = credentials?.SessionToken ?? '') =>
    (await client(token).send(new DescribeVpcsCommand({}))).Vpcs?.map(({ VpcId }) => VpcId);
  expect(await describe()).toEqual([dnsVpc]);
  expect(await refusal(describe('stolen'))).toMatchObject({ code: 'AuthFailure', status: 401 });
  pass(899);
  expect(await describe()).toEqual([dnsVpc]);
  pass(1);
  expect(await refusal(describe())).toEqual({ code: 'RequestExpired', message: 'Request has expired.', status: 400 });
});

test('what a role is denied is unauthorized, also as a dry run', async () => {
  const role = { roleName: 'narrow', externalId: 'external', trusts: [ours], denies: ['DescribeVpcs'] };
  const { sts, services } = setting({ accounts: [{ accountId: ours }, { accountId: customer, roles: [role] }] });
  const input = { RoleArn: `arn:aws:iam::${customer}:role/narrow`, RoleSessionName: 'run-1', ExternalId: 'external' };
  const { Credentials: credentials } = await sts().send(new AssumeRoleCommand(input));
  const client = new EC2Client({
    region: 'ap-northeast-1',
    endpoint: 'http://sandbox.invalid',
    maxAttempts: 1,
    credentials: lent(credentials),
    requestHandler: inProcess(services.ec2),
  });
  for (const DryRun of [false, true]) {
    expect(await refusal(client.send(new DescribeVpcsCommand({ DryRun })))).toEqual({
      code: 'UnauthorizedOperation',
      message: `You are not authorized to perform this operation. User: arn:aws:sts::${customer}:assumed-role/narrow/run-1 is not authorized to perform: ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action`,
      status: 403,
    });
  }
  expect((await client.send(new DescribeVpcPeeringConnectionsCommand({}))).VpcPeeringConnections).toEqual([]);
});

test('the operation is the Action of the form, or unknown', () => {
  const { ec2, sts } = setting().services;
  const request = (body: string) => ({ method: 'POST', path: '/', headers: {}, body });
  expect(ec2.operation(request('Action=CreateRoute&Version=2016-11-15'))).toBe('CreateRoute');
  expect(sts.operation(request('Version=2011-06-15&Action=AssumeRole'))).toBe('AssumeRole');
  expect(ec2.operation(request('{}'))).toBe('unknown');
  expect(sts.operation(request(''))).toBe('unknown');
});

test("a fault on demand comes in the vendor's shape, and the SDK reads it", async () => {
  const { services } = setting();
  const { ec2 } = services;
  const fault = { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' };
  const client = new EC2Client({
    region: 'ap-northeast-1',
    endpoint: 'http://sandbox.invalid',
    maxAttempts: 1,
    credentials: { accessKeyId: ours, secretAccessKey: 'sandbox' },
    requestHandler: inProcess({ ...ec2, answer: async (request) => ec2.refuse(fault, request) }),
  });
  expect(await refusal(client.send(new DescribeVpcsCommand({})))).toEqual({
    code: fault.code,
    message: fault.message,
    status: 503,
  });
});

test('whatever is sent, it is answered in XML and never with a defect', async () => {
  const { raw, services } = setting();
  const names = fc.constantFrom(
    'VpcId',
    'RouteTableId.1',
    'Filter.1.Name',
    'Filter.1.Value.1',
    'NextToken',
    'DryRun',
    'MaxResults',
    'VpcPeeringConnectionId',
    'DestinationCidrBlock',
    'Tag.1.Key',
    'ResourceId.1',
    'GatewayId',
    'TagSpecification.1.Tag.1.Key',
    'SubnetId',
    'RoleArn',
    'RoleSessionName',
    'DurationSeconds',
    'GroupId',
    'GroupId.1',
    'IpPermissions.1.IpProtocol',
    'IpPermissions.1.FromPort',
    'IpPermissions.1.ToPort',
    'IpPermissions.1.IpRanges.1.CidrIp',
  );
  const actions = fc.constantFrom(
    'DescribeVpcs',
    'DescribeRouteTables',
    'CreateRoute',
    'CreateTags',
    'AssumeRole',
    'AcceptVpcPeeringConnection',
    'CreateRouteTable',
    'AssociateRouteTable',
    'DescribeTags',
    'DescribeSecurityGroups',
    'AuthorizeSecurityGroupIngress',
    'DescribeNetworkInterfaces',
    'DescribeNetworkAcls',
    '__proto__',
  );
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'vpc-id',
      'tag:Name',
      '*?*\\',
      ours,
      'true',
      '5',
      'vpc-0a1111111111111a1',
      'rtb-0a1111111111111a1',
      'sg-0a1111111111111a1',
      'tcp',
      '10.0.0.0/8',
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('ec2' as const, 'sts' as const),
      actions,
      fc.dictionary(names, values, { maxKeys: 5 }),
      async (service, Action, more) => {
        const Version = service === 'ec2' ? '2016-11-15' : '2011-06-15';
        const answer = await raw(service, { Action, Version, ...more }, { authorization: signed(ours, service) });
        expect(answer.status).toBeLessThan(500);
        expect(answer.body).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<\w/);
        expect(answer.body).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
      },
    ),
    { numRuns: 200 },
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (body) => {
      const { status } = await services.ec2.answer({
        method: 'POST',
        path: '/',
        headers: { authorization: signed(ours, 'ec2') },
        body,
      });
      expect(status).toBe(400);
    }),
  );
});
