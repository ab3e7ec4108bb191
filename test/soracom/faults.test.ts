import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorKinds } from '../../src/canal/errors.ts';
import type { Soracom } from '../../src/steps/ports.ts';
import { authKey, json, login, rejection, standIn } from './stand-in.ts';

const group = '11111111-1111-4111-8111-111111111111';
const flat = { code: 'SEM0001', message: 'As SORACOM says.' };
const nested = { httpStatus: 400, errorMessage: flat };
const put = (port: Soracom) => port.putAirSettings(group, { useVpg: true });

const statuses = [
  [302, 'SoracomRejected'],
  [400, 'SoracomRejected'],
  [403, 'SoracomDenied'],
  [404, 'NotFound'],
  [409, 'SoracomRejected'],
  [422, 'SoracomRejected'],
  [429, 'SoracomThrottled'],
  [500, 'SoracomUnavailable'],
  [502, 'SoracomUnavailable'],
  [503, 'SoracomUnavailable'],
] as const;

const bodies: [string, string | null, string][] = [
  ['a flat error', JSON.stringify(flat), ': SEM0001, As SORACOM says'],
  ['a nested error', JSON.stringify(nested), ': SEM0001, As SORACOM says'],
  ['a code alone', JSON.stringify({ code: 'SEM0001' }), ': SEM0001'],
  ['a message alone', JSON.stringify({ message: 'As SORACOM says.' }), ': As SORACOM says'],
  ['an error of other types', JSON.stringify({ code: 7, errorMessage: 'SEM0001' }), ''],
  ['null', 'null', ''],
  ['a list', '[]', ''],
  ['no body', null, ''],
  ['a page of HTML', '<html><body>Bad Gateway</body></html>', ''],
  ['a cut body', '{"code": "SEM0', ''],
];

test.each(statuses.flatMap(([status, name]) => bodies.map(([what, body, said]) => [status, what, name, body, said])))(
  '%i with %s is %s',
  async (status, _what, name, body, said) => {
    const { port, unused } = standIn([login(), new Response(body as string | null, { status: status as number })]);
    const error = await rejection(put(port));
    expect(error.name).toBe(name);
    expect(error.message).toContain('Group:putConfigurationParameters');
    if (said !== '') expect(error.message).toContain(`${said}.`);
    expect(error.message).not.toMatch(/undefined|html|\[object/);
    expect(unused()).toBe(0);
  },
);

test('each sentence names the next thing to do', async () => {
  const sentences: Record<string, string> = {};
  for (const [status, name] of statuses) {
    const { port } = standIn([login(), json(status, flat)]);
    sentences[`${name} ${status}`] = (await rejection(put(port))).message;
  }
  expect(sentences).toMatchObject({
    'SoracomRejected 400':
      'SORACOM rejected Group:putConfigurationParameters with 400: SEM0001, As SORACOM says. Its message says what to change.',
    'SoracomDenied 403':
      'SORACOM does not let the AuthKey\'s user call Group:putConfigurationParameters: SEM0001, As SORACOM says. Allow "Group:putConfigurationParameters" in the user\'s permissions.',
    'NotFound 404':
      'SORACOM knows no such thing for Group:putConfigurationParameters: SEM0001, As SORACOM says. Check the ids in the network file, and that the endpoint is the one of their coverage.',
    'SoracomThrottled 429':
      'SORACOM takes no more calls of Group:putConfigurationParameters in this minute: SEM0001, As SORACOM says. Wait a minute, then start the run again.',
    'SoracomUnavailable 500':
      'SORACOM gave no usable answer to Group:putConfigurationParameters: it answered 500: SEM0001, As SORACOM says. Start the run again later; it continues where it stopped.',
  });
});

test('429 tells what SORACOM tells of its limit', async () => {
  const headers = {
    'x-soracom-ratelimit-limit': '60',
    'x-soracom-ratelimit-remaining': '0',
    'x-soracom-ratelimit-seconds-before-refresh': '12',
  };
  const { port } = standIn([login(), json(429, flat, headers)]);
  expect((await rejection(put(port))).message).toContain(
    '(the limit is 60 calls a minute, 0 are left, it is renewed in 12 s)',
  );
});

test.each([
  ['a refused connection', Object.assign(new TypeError('fetch failed'), { cause: new Error('connect ECONNREFUSED') })],
  ['an abort', new DOMException('This operation was aborted', 'AbortError') as Error],
])('%s is SoracomUnavailable and keeps its cause', async (_, broken) => {
  const { port, unused } = standIn([login(), broken]);
  const error = await rejection(put(port));
  expect(error.name).toBe('SoracomUnavailable');
  expect(error.message).toContain(broken.message);
  expect(error.message).toContain((broken.cause as Error | undefined)?.message ?? '');
  expect(error.cause).toBe(broken);
  expect(unused()).toBe(0);
});

test('an answer that breaks off is SoracomUnavailable', async () => {
  const body = new ReadableStream({ start: (controller) => controller.error(new Error('terminated')) });
  const { port } = standIn([login(), new Response(body, { status: 200 })]);
  const error = await rejection(put(port));
  expect(error).toMatchObject({ name: 'SoracomUnavailable', message: expect.stringContaining('terminated') });
});

test('what is thrown is never retried here: one request for each call', async () => {
  for (const [status] of statuses) {
    const { port, sent } = standIn([login(), json(status, flat)]);
    await rejection(put(port));
    expect(sent).toHaveLength(2);
  }
});

test('an error that fetch throws about a token that it cannot send goes no further', async () => {
  const { port } = standIn([login(), new TypeError('Headers.append: "token-number-1" is an invalid header value.')]);
  const error = await rejection(put(port));
  expect(error.message).toContain('"***" is an invalid header value');
  expect(error.cause).toBeUndefined();
});

test('whatever SORACOM echoes, no message and no log line holds the AuthKey or a token, and every error is ours', async () => {
  const secret = fc.constantFrom(authKey.authKey, authKey.authKeyId, 'token-number-1', 'api-key-number-1');
  const echo = fc.tuple(fc.string(), secret, fc.string()).map(([a, s, b]) => `${a}${s}${b}`);
  const body = fc.oneof(
    fc.record({ code: echo, message: echo }),
    fc.record({ httpStatus: fc.nat(), errorMessage: fc.record({ code: echo, message: echo }) }),
    fc.record({ apiKey: echo }),
    echo,
  );
  const status = fc.constantFrom(200, 201, 302, 400, 403, 404, 409, 429, 500, 503);
  await fc.assert(
    fc.asyncProperty(status, body, fc.boolean(), async (code, echoed, atLogin) => {
      const answer = json(code, echoed);
      const loginEchoes = [authKey.authKey, authKey.authKeyId];
      const shown = atLogin ? loginEchoes : ['token-number-1', 'api-key-number-1'];
      const { port, log } = standIn(atLogin ? [answer] : [login(), answer]);
      const error = await rejection(port.createVpg(vpgWish, {}));
      expect(Object.keys(errorKinds)).toContain(error.name);
      const seen = `${error.message}\n${error.stack}\n${JSON.stringify(log)}`;
      for (const hidden of shown) expect(seen).not.toContain(hidden);
    }),
  );
});

const vpgWish = {
  type: 15,
  useInternetGateway: true,
  deviceSubnetCidrRange: '10.128.0.0/9',
  region: 'ap-northeast-1',
} as const;
