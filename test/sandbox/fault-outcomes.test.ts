import { describe, expect, it } from 'vitest';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, type Scenario } from '../support/scenario.ts';

const account = '111111111111';
const region = 'ap-northeast-1';
const scenarioOf = eachScenario();

interface Request {
  readonly path?: string;
  readonly method?: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** A call that makes something at a service, and how many of those there are. */
interface Call {
  readonly service: string;
  readonly operation: string;
  readonly request: (scenario: Scenario, number: number) => Request;
  readonly made: (scenario: Scenario) => number | Promise<number>;
}

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260105/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  'x-amz-date': '20260105T000000Z',
});
const json = (service: string, target: string, body: object): Request => ({
  headers: { ...signed(service), 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
  body: JSON.stringify(body),
});
const form = (service: string, fields: Record<string, string>): Request => ({
  headers: { ...signed(service), 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});
const host = 'i-0c3333333333333c1';
const [machine, queue, topic] = [
  `arn:aws:states:${region}:${account}:stateMachine:canal-sandbox-provision-network`,
  'canal-sandbox-refused-requests',
  'people',
];
/** The texts that the secret was seen to have. */
const secrets = new Set<string>();

const calls: readonly Call[] = [
  {
    service: 'soracom',
    operation: 'createGroup',
    request: ({ world }, number) => {
      const token = { apiKey: 'key', token: 'token', expiresAt: Number.POSITIVE_INFINITY };
      world.tokens.set('key', token);
      const headers = { 'x-soracom-api-key': 'key', 'x-soracom-token': 'token', 'content-type': 'application/json' };
      return { path: '/v1/groups', headers, body: JSON.stringify({ tags: { name: `g${number}` } }) };
    },
    made: ({ world }) => world.groups.size,
  },
  {
    service: 'ec2',
    operation: 'CreateRouteTable',
    request: () => form('ec2', { Action: 'CreateRouteTable', Version: '2016-11-15', VpcId: 'vpc-0a1111111111111a1' }),
    made: ({ world }) => world.region(account, region).routeTables.size,
  },
  {
    service: 'sts',
    operation: 'AssumeRole',
    request: () =>
      form('sts', {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: 'arn:aws:iam::222222222222:role/canal-accepter',
        RoleSessionName: 'me',
        ExternalId: 'canal-external-id-222222222222',
      }),
    made: ({ world }) => world.roleSessions.size,
  },
  {
    service: 'states',
    operation: 'StartExecution',
    request: (_, number) =>
      json('states', 'AWSStepFunctions.StartExecution', { stateMachineArn: machine, name: `n${number}`, input: '{}' }),
    made: ({ machines }) => machines.machines().flatMap((one) => machines.executions(one)).length,
  },
  {
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    request: (_, number) =>
      json('secretsmanager', 'secretsmanager.PutSecretValue', {
        SecretId: 'canal/sandbox/soracom-auth-key',
        SecretString: `text ${number}`,
        ClientRequestToken: 'a-token',
      }),
    async made({ fetch }) {
      const read = json('secretsmanager', 'secretsmanager.GetSecretValue', {
        SecretId: 'canal/sandbox/soracom-auth-key',
      });
      secrets.add(await (await fetch('/', { method: 'POST', ...read })).text());
      return secrets.size;
    },
  },
  {
    service: 'events',
    operation: 'PutEvents',
    request: () =>
      json('events', 'AWSEvents.PutEvents', {
        Entries: [{ Source: 'a.test', DetailType: 'Nothing', Detail: '{}', EventBusName: 'default' }],
      }),
    made: () => eventsPut,
  },
  {
    service: 'sns',
    operation: 'Publish',
    request: ({ topics }) =>
      form('sns', { Action: 'Publish', Version: '2010-03-31', TopicArn: [...topics.arns][0] ?? topic, Message: 'm' }),
    made: ({ topics }) => topics.messages.length,
  },
  {
    service: 'sqs',
    operation: 'SendMessage',
    request: ({ url }) =>
      json('sqs', 'AmazonSQS.SendMessage', { QueueUrl: `${url}/${account}/${queue}`, MessageBody: 'm' }),
    made: ({ queues }) => queues.byName.get(queue)?.messages.length ?? 0,
  },
  {
    service: 's3',
    operation: 'PutObject',
    request: ({ world }, number) => ({
      path: `/${[...world.buckets.keys()][0]}/dns/${number}`,
      method: 'PUT',
      headers: signed('s3'),
      body: 'a body',
    }),
    made: ({ world }) => [...world.buckets.values()][0]?.objects.size ?? 0,
  },
  {
    service: 'ssm',
    operation: 'SendCommand',
    request: ({ world }) =>
      json('ssm', 'AmazonSSM.SendCommand', {
        DocumentName: 'canal-sandbox-deliver-dns',
        InstanceIds: [host],
        Parameters: { bucket: [[...world.buckets.keys()][0]], key: ['dns/a/b.tar'], sha256: ['0'.repeat(64)] },
      }),
    made: ({ world }) => world.commands.size,
  },
];
let eventsPut = 0;

describe('A fault', () => {
  it.each(calls)('of $service happens as the file says: $operation', async (call) => {
    const { service, operation, request, made } = call;
    const outcomes = [
      { error: 'OnDemand', status: 429, message: 'As asked for.' },
      { cut: 'before' },
      { noAnswer: 'before' },
      { cut: 'after' },
      { noAnswer: 'after' },
      { delay: 20 },
      { malformed: true },
    ];
    secrets.clear();
    eventsPut = 0;
    const scenario = await scenarioOf({
      world: defaultWorldFile(),
      faults: { faults: { [`${service}.${operation}`]: outcomes } },
    });
    scenario.buses.onEvent(() => {
      eventsPut += 1;
    });
    let number = 0;
    const ask = async () => {
      number += 1;
      const { path = '/', method = 'POST', ...more } = request(scenario, number);
      const answer = await scenario.fetch(path, { method, ...more });
      return { status: answer.status, text: await answer.text() };
    };
    const silent = async () => {
      let answered = false;
      void ask().then(
        () => {
          answered = true;
        },
        () => undefined,
      );
      await scenario.clock.turn(() => scenario.clock.sleep(60_000));
      return !answered;
    };
    const before = await made(scenario);
    const more = async () => (await made(scenario)) - before;

    const refused = await ask();
    expect([refused.status, await more()]).toEqual([429, 0]);
    expect(refused.text).toContain('OnDemand');
    expect(refused.text).toContain('As asked for.');
    await expect(ask()).rejects.toThrow();
    expect([await silent(), await more()]).toEqual([true, 0]);
    await expect(ask()).rejects.toThrow();
    expect(await more()).toBe(1);
    expect([await silent(), await more()]).toEqual([true, 2]);
    const since = scenario.clock.now();
    expect((await ask()).status).toBeLessThan(300);
    expect([scenario.clock.now() - since >= 20_000, await more()]).toEqual([true, 3]);
    expect((await ask()).text).toBe('{"cut off in the mid');
    expect(await more()).toBe(4);
    expect((await ask()).status).toBeLessThan(300);
    expect(await more()).toBe(5);
  });
});
