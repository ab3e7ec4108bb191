import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { ApiRequest, Operation } from '../../src/api/network-api.ts';
import type { ApiPorts } from '../../src/api/ports.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { httpApi } from '../../src/lambda/http-api.ts';
import { installation } from '../../src/lambda/installation.ts';
import { edge } from '../../src/lambda/lambda.ts';
import type { LogLine } from '../../src/lambda/surroundings.ts';
import { apiSetting } from '../support/runs.ts';

const environment = {
  CANAL_STACK: '111111111111/ap-northeast-1/dev',
  CANAL_TABLE: 'canal-dev',
  CANAL_SORACOM_SECRET: 'canal/dev/soracom',
  AWS_REGION: 'ap-northeast-1',
};
const never = new Promise<never>(() => undefined);
const context = { awsRequestId: 'request-1' } as unknown as Context;

function setting(
  operation: Operation<ApiPorts> = async () => ({ status: 200, body: {} }),
  given: Record<string, string> = environment,
) {
  const lines: LogLine[] = [];
  const requests: ApiRequest[] = [];
  const { ports } = apiSetting();
  let opened = 0;
  const handler = httpApi(
    'network-api',
    {
      'POST /things': (request, with_) => {
        requests.push(request);
        return operation(request, with_);
      },
    },
    {
      records: () => {
        opened += 1;
        return ports.records;
      },
      runs: () => ports.runs,
      accounts: () => ports.accounts,
      installation,
    },
  ).bind({
    environment: given,
    now: () => 42,
    log: (line) => lines.push(line),
    fetch: () => Promise.reject(new Error('nobody is asked')),
  });
  const send = async (event: object = {}, deadline = never) => {
    const whole = { routeKey: 'POST /things', requestContext: {}, isBase64Encoded: false, ...event };
    const answer = (await handler(whole, context, deadline)) as APIGatewayProxyStructuredResultV2;
    return { ...answer, body: JSON.parse(answer.body ?? '') as Record<string, unknown> };
  };
  return { send, lines, requests, opened: () => opened };
}

describe('A request', () => {
  test('reaches its operation free of API Gateway', async () => {
    const { send, requests } = setting();
    await send({
      body: '{"name":"plant"}',
      pathParameters: { name: 'plant' },
      queryStringParameters: { cursor: 'abc' },
      requestContext: { authorizer: { iam: { userArn: 'arn:aws:iam::111111111111:user/me' } } },
    });
    expect(requests).toEqual([
      {
        path: { name: 'plant' },
        query: { cursor: 'abc' },
        body: { name: 'plant' },
        askedBy: 'arn:aws:iam::111111111111:user/me',
      },
    ]);
  });

  test.each([[{}], [{ body: '' }], [{ requestContext: undefined }]])(
    'with hardly anything in it (%o) is a request, too',
    async (event) => {
      const { send, requests } = setting();
      expect((await send(event)).statusCode).toBe(200);
      expect(requests).toEqual([{ path: {}, query: {}, body: undefined, askedBy: 'a caller without credentials' }]);
    },
  );

  test.each([
    [{ iam: { userArn: 'arn:aws:sts::1:assumed-role/r/me' } }, 'arn:aws:sts::1:assumed-role/r/me'],
    [{ jwt: { claims: { sub: 'me', iss: 'https://id.example' } } }, 'me (https://id.example)'],
    [{ jwt: { claims: { sub: 'me' } } }, 'me'],
    [{ jwt: { claims: { client_id: 'ci', iss: 'https://id.example' } } }, 'ci (https://id.example)'],
    [{ jwt: { claims: { iss: 'https://id.example' } } }, 'a bearer (https://id.example)'],
    [{ jwt: { claims: {} } }, 'a caller without credentials'],
    [{}, 'a caller without credentials'],
  ])('with the authorizer %j is asked by %s', async (authorizer, askedBy) => {
    const { send, requests } = setting();
    await send({ requestContext: { authorizer } });
    expect(requests[0]?.askedBy).toBe(askedBy);
  });

  test('may be encoded in base64', async () => {
    const { send, requests } = setting();
    await send({ body: Buffer.from('{"name":"植物"}').toString('base64'), isBase64Encoded: true });
    expect(requests[0]?.body).toEqual({ name: '植物' });
  });

  test('opens the doors once, and gives the operation the installation and time', async () => {
    const { send, opened } = setting(async (_, { installation: { coverage }, now }) => ({
      status: 200,
      body: { coverage, now: now() },
    }));
    expect((await send()).body).toEqual({ coverage: 'japan', now: 42 });
    await send();
    expect(opened()).toBe(1);
  });
});

describe('An answer', () => {
  test('is JSON, with the headers that the operation gives and the installation that answers', async () => {
    const { send } = setting(async () => ({ status: 202, headers: { location: '/things/1' }, body: { made: true } }));
    expect(await send()).toEqual({
      statusCode: 202,
      headers: {
        'canal-stack': '111111111111/ap-northeast-1/dev',
        'content-type': 'application/json',
        location: '/things/1',
      },
      body: { made: true },
    });
  });

  test('is logged by its code alone', async () => {
    const { send, lines } = setting();
    await send({ body: '{"name":"a secret"}' });
    expect(lines).toEqual([
      { level: 'info', code: 'NETWORK_API_STARTED', requestId: 'request-1' },
      { level: 'info', code: 'NETWORK_API_COMPLETED', requestId: 'request-1' },
    ]);
  });
});

describe('A problem', () => {
  const problemJson = { 'content-type': 'application/problem+json' };

  test.each(['{', 'name: plant', '{"a":1,}'])('the body %s is not JSON', async (body) => {
    const { send, requests } = setting();
    expect(await send({ body })).toMatchObject({
      statusCode: 400,
      headers: problemJson,
      body: {
        status: 400,
        detail: expect.stringMatching(/^The body is not JSON: .*\. A network file in YAML becomes JSON by "npx yaml/),
        faults: [{ error: 'InvalidInput', field: 'body', message: expect.stringMatching(/^is not JSON: /) }],
      },
    });
    expect(requests).toEqual([]);
  });

  test('a body of 64 KiB is taken, a byte more is not; bytes count, not characters', async () => {
    const { send } = setting();
    const json = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    expect((await send({ body: json(65_536) })).statusCode).toBe(200);
    expect(await send({ body: json(65_537) })).toMatchObject({ statusCode: 413, headers: problemJson });
    expect((await send({ body: `"${'植'.repeat(22_000)}"` })).statusCode).toBe(413);
    expect((await send({ body: Buffer.from(json(65_537)).toString('base64'), isBase64Encoded: true })).statusCode).toBe(
      413,
    );
  });

  test.each(['GET /things', 'POST /things/', '$default', 'toString', 'constructor'])(
    '%s is no route',
    async (routeKey) => {
      const { send, requests } = setting();
      expect(await send({ routeKey })).toMatchObject({ statusCode: 404, headers: problemJson });
      expect(requests).toEqual([]);
    },
  );

  test('an error of ours is told, and is no failure of the function', async () => {
    const { send, lines } = setting(() => Promise.reject(new CanalError('NetworkBusy', 'Run 1 is in progress.')));
    expect(await send()).toMatchObject({
      statusCode: 409,
      headers: problemJson,
      body: { title: 'Conflict', error: 'NetworkBusy', detail: 'Run 1 is in progress.' },
    });
    expect(lines.map(({ code }) => code)).toEqual(['NETWORK_API_STARTED', 'NETWORK_API_COMPLETED']);
  });

  test.each([
    ['a bug', new TypeError('at /home/somebody: x is not a function')],
    ['a setting', new CanalError('InvalidSettings', 'CANAL_PROVISION_MACHINE: at /home/somebody')],
  ])('%s hides its inside, and leaves it in the log', async (_what, error) => {
    const { send, lines } = setting(() => Promise.reject(error));
    const answer = await send();
    expect(answer.statusCode).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('somebody');
    expect(lines).toContainEqual({
      level: 'error',
      code: 'API_REQUEST_FAILED',
      error: error.name,
      message: error.message,
    });
  });

  test('a table that does not answer is 503, and logged', async () => {
    const { send, lines } = setting(() => Promise.reject(new CanalError('StoreUnavailable', 'no answer')));
    expect((await send()).statusCode).toBe(503);
    expect(lines).toContainEqual(expect.objectContaining({ code: 'API_REQUEST_FAILED', error: 'StoreUnavailable' }));
  });

  test('a request whose time is up is 503 with what to do, and logged; the function does not fail', async () => {
    const { send, lines } = setting(() => never);
    expect(await send({}, Promise.reject(new Error('out of time')))).toMatchObject({
      statusCode: 503,
      headers: { ...problemJson, 'canal-stack': environment.CANAL_STACK },
      body: { title: 'Service Unavailable', error: 'StepTimedOut', detail: expect.stringMatching(/Ask again;/) },
    });
    expect(lines.slice(1).map(({ code, error }) => [code, error])).toEqual([
      ['API_REQUEST_FAILED', 'StepTimedOut'],
      ['NETWORK_API_COMPLETED', undefined],
    ]);
  });

  test('on AWS the time is up half a second before Lambda would end the function', async () => {
    const onAws = { ...context, getRemainingTimeInMillis: () => 510 } as unknown as Context;
    const late = edge(
      'network-api',
      () => undefined,
      false,
      () => never,
      () => 'late',
    );
    expect(await late({}, onAws, never)).toBe('late');
  });

  test('settings that are wrong fail the function: API Gateway then answers by itself', async () => {
    const { send, lines } = setting(undefined, {});
    await expect(send()).rejects.toMatchObject({ name: 'InvalidSettings' });
    expect(lines.at(-1)).toMatchObject({ code: 'NETWORK_API_FAILED', error: 'InvalidSettings' });
  });
});
