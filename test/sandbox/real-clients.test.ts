import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRouteTablesCommand, DescribeVpcPeeringConnectionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';
import { signed } from '../support/signed.ts';

// One sandbox behind one real socket, and clients as a person's programs make them: nothing but the URL is special.
let scenario: Scenario;
let url: string;
const as = (accessKeyId: string) => ({
  endpoint: url,
  region: 'ap-northeast-1',
  credentials: { accessKeyId, secretAccessKey: 'anything' },
});

beforeAll(async () => {
  scenario = await openScenario();
  url = await scenario.listen(0);
});
afterAll(() => scenario.close());

describe('A sandbox behind a real socket', () => {
  it('runs a network that is started by hand with the SDK, and shows it in every service', async () => {
    const states = new SFNClient(as('111111111111'));
    const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
    const machine = stateMachines.find(({ name }) => name === 'canal-sandbox-provision-network');
    const started = await states.send(
      new StartExecutionCommand({
        stateMachineArn: machine?.stateMachineArn,
        name: 'by-hand',
        input: JSON.stringify(twoVpcs()),
      }),
    );
    const executionArn = started.executionArn ?? '';
    await scenario.machines.settled(executionArn);
    const described = await states.send(new DescribeExecutionCommand({ executionArn }));
    expect(described.status).toBe('SUCCEEDED');
    expect(JSON.parse(described.output ?? '')).toMatchObject({ name: 'two-vpcs', state: 'ready', run: 1 });
    const { executions = [] } = await states.send(
      new ListExecutionsCommand({ stateMachineArn: machine?.stateMachineArn, statusFilter: 'SUCCEEDED' }),
    );
    expect(executions.map(({ name }) => name)).toEqual(['by-hand']);
    const { events = [] } = await states.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    expect(events[0]?.type).toBe('ExecutionSucceeded');

    const customer = new EC2Client(as('222222222222'));
    const { VpcPeeringConnections: peerings = [] } = await customer.send(
      new DescribeVpcPeeringConnectionsCommand({ Filters: [{ Name: 'tag:canal:network', Values: ['two-vpcs'] }] }),
    );
    expect(peerings.map(({ Status }) => Status?.Code)).toEqual(['active']);
    const { RouteTables: tables = [] } = await customer.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'route.vpc-peering-connection-id', Values: ['pcx-*'] }] }),
    );
    expect(tables.map(({ RouteTableId }) => RouteTableId)).toEqual(['rtb-0b2222222222222b1']);

    const db = new DynamoDBClient(as('111111111111'));
    const { Items = [] } = await db.send(new ScanCommand({ TableName: 'canal-sandbox' }));
    const own = Items.filter(({ pk }) => pk?.S === 'NETWORK#two-vpcs');
    expect(own.map(({ sk }) => sk?.S).sort()).toEqual([
      'GROUP#00000000-0000-4000-8000-000000000001',
      'PEERING#app',
      'PEERING#dns',
      'RECORD',
    ]);
    const answer = await fetch(`${url}/networks/two-vpcs`, { headers: signed() });
    expect(await answer.json()).toMatchObject({ state: 'ready' });
  });

  it('tells who one is by the access key, and lends a role for its ExternalId alone', async () => {
    const sts = new STSClient(as('111111111111'));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('111111111111');
    const role = {
      RoleArn: 'arn:aws:iam::222222222222:role/canal-accepter',
      RoleSessionName: 'me',
      ExternalId: 'canal-external-id-222222222222',
    };
    const { Credentials } = await sts.send(new AssumeRoleCommand(role));
    const there = new STSClient({
      ...as(''),
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    expect((await there.send(new GetCallerIdentityCommand({}))).Account).toBe('222222222222');
    await expect(sts.send(new AssumeRoleCommand({ ...role, ExternalId: 'wrong' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('keeps the AuthKey in Secrets Manager', async () => {
    const secrets = new SecretsManagerClient(as('111111111111'));
    const found = await secrets.send(new GetSecretValueCommand({ SecretId: 'canal/sandbox/soracom-auth-key' }));
    expect(Object.keys(JSON.parse(found.SecretString ?? ''))).toEqual(['authKeyId', 'authKey']);
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'another' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const SecretId = 'arn:aws:secretsmanager:ap-northeast-1:111111111111:secret:canal/sandbox/soracom-auth-key';
    const put = await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: found.SecretString }));
    expect(put).toMatchObject({ VersionId: expect.stringMatching(/^[0-9a-f-]{36}$/), VersionStages: ['AWSCURRENT'] });
    expect(await secrets.send(new GetSecretValueCommand({ SecretId }))).toMatchObject({
      SecretString: found.SecretString,
    });
    await expect(
      secrets.send(new PutSecretValueCommand({ SecretId, SecretBinary: new Uint8Array(1) })),
    ).rejects.toThrow('give SecretString');
    await expect(secrets.send(new ListSecretsCommand({}))).rejects.toThrow(
      'answers GetSecretValue and PutSecretValue alone, not ListSecrets',
    );
  });

  it('refuses other services of the Query protocol in XML, which their clients read', async () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=111111111111/20260105/us-east-1/iam/aws4_request',
    };
    const answer = await fetch(url, { method: 'POST', headers, body: 'Action=ListUsers&Version=2010-05-08' });
    expect(answer.headers.get('content-type')).toBe('text/xml');
    expect(await answer.text()).toMatch(/<Code>InvalidAction<.*does not imitate iam;/);
  });

  it.each([
    ['nothing that exists', { method: 'GET', path: '/nowhere' }, 404],
    [
      'a service that is not imitated',
      { method: 'POST', path: '/', headers: { 'x-amz-target': 'Logs_20140328.PutLogEvents' } },
      400,
    ],
    [
      'a form without an action',
      { method: 'POST', path: '/', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'x=1' },
      403,
    ],
    ['a broken JSON body', { method: 'POST', path: '/networks', headers: signed(), body: '{"name":' }, 400],
    [
      'a network that curl calls a form',
      {
        method: 'POST',
        path: '/networks',
        headers: { ...signed(), 'content-type': 'application/x-www-form-urlencoded' },
        body: '{"name":"x"}',
      },
      400,
    ],
    [
      'a body for an operation that is unknown',
      { method: 'POST', path: '/', headers: { 'x-amz-target': 'AWSStepFunctions.Fly' }, body: '{}' },
      400,
    ],
    ['a path that is no text', { method: 'GET', path: '/networks/%E0%A4%A', headers: signed() }, 400],
    ['a huge name', { method: 'GET', path: `/networks/${'x'.repeat(5000)}`, headers: signed() }, 404],
  ])('answers %s with an error, and goes on', async (_, { path, ...request }, status) => {
    const answer = await fetch(`${url}${path}`, request as RequestInit);
    expect(answer.status).toBe(status);
    expect((await answer.text()).length).toBeGreaterThan(0);
    expect((await fetch(`${url}/networks/none`, { headers: signed() })).status).toBe(404);
  });
});
