import { expect, test } from 'vitest';
import { soracom } from '../../src/soracom/live.ts';
import { authKey, json, login, rejection, secretName, standIn } from './stand-in.ts';

const sim = { simId: '8981100000000000001', sessionStatus: { online: true, dnsServers: [] } };

test('opening the port asks nobody anything', () => {
  const { sent, reads } = standIn([]);
  expect(sent).toEqual([]);
  expect(reads).toEqual([]);
});

test('the first call reads the secret and logs in with it', async () => {
  const { port, sent, reads } = standIn([login(), json(200, sim)]);
  await port.sim(sim.simId);
  expect(reads).toEqual([{ SecretId: secretName }]);
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://api.soracom.io/v1/auth',
    'GET https://api.soracom.io/v1/sims/8981100000000000001',
  ]);
  expect(sent[0]?.body).toEqual({ ...authKey, tokenTimeoutSeconds: 14_400 });
  expect(sent[0]?.headers.get('content-type')).toBe('application/json');
});

test('a call carries the key and the token of the login, and asks for English messages', async () => {
  const { port, sent } = standIn([login(7), json(200, sim)]);
  await port.sim(sim.simId);
  const headers = Object.fromEntries(sent[1]?.headers ?? []);
  expect(headers).toEqual({
    accept: 'application/json',
    'x-soracom-api-key': 'api-key-number-7',
    'x-soracom-token': 'token-number-7',
    'x-soracom-lang': 'en',
  });
});

test('no redirection is followed: it would hand the token to another host', async () => {
  const { port, sent } = standIn([login(), json(302, {}, { location: 'https://elsewhere.example/' })]);
  expect((await rejection(port.sim('1'))).name).toBe('SoracomRejected');
  expect(sent.map(({ redirect }) => redirect)).toEqual(['manual', 'manual']);
});

test('one login serves all calls that follow', async () => {
  const { port, sent, reads } = standIn([login(), json(200, sim), json(200, sim), json(404, {})]);
  await port.sim('1');
  await port.sim('2');
  await port.vpg('3');
  expect(sent.filter(({ url }) => url.pathname === '/v1/auth')).toHaveLength(1);
  expect(reads).toHaveLength(1);
});

test('two openings do not share a token', async () => {
  const { opening, sent } = standIn([login(1), json(200, sim), login(2), json(200, sim)]);
  await soracom(opening).sim('1');
  await soracom(opening).sim('1');
  expect(sent.map(({ headers }) => headers.get('x-soracom-token'))).toEqual([
    null,
    'token-number-1',
    null,
    'token-number-2',
  ]);
});

test('a call that is answered 401 is repeated once, as it was, with a new token', async () => {
  const refused = json(401, { code: 'AUM0001', message: 'Token is expired.' });
  const { port, sent } = standIn([login(1), json(200, {}), refused, login(2), json(200, {}), json(200, {})]);
  await port.putAirSettings('g', { useVpg: true });
  await port.putAirSettings('g', { useVpg: false });
  await port.putAirSettings('g', { useVpg: true });
  expect(sent.map(({ url, headers }) => `${url.pathname} ${headers.get('x-soracom-token') ?? ''}`.trim())).toEqual([
    '/v1/auth',
    '/v1/groups/g/configuration/SoracomAir token-number-1',
    '/v1/groups/g/configuration/SoracomAir token-number-1',
    '/v1/auth',
    '/v1/groups/g/configuration/SoracomAir token-number-2',
    '/v1/groups/g/configuration/SoracomAir token-number-2',
  ]);
  expect(sent[4]?.body).toEqual(sent[2]?.body);
  expect(sent[4]?.method).toBe('PUT');
});

test('the login after a 401 reads the secret again, so that a replaced AuthKey is found', async () => {
  const replaced = { authKeyId: 'keyId-newer', authKey: 'secret-newer' };
  const { port, sent } = standIn([login(1), json(401, {}), login(2), json(200, sim)], {
    secret: [JSON.stringify(authKey), JSON.stringify(replaced)],
  });
  await port.sim('1');
  expect(sent[2]?.body).toEqual({ ...replaced, tokenTimeoutSeconds: 14_400 });
});

test('a second 401 is SoracomDenied, without a third try; the next call logs in anew', async () => {
  const { port, sent, unused } = standIn([
    login(1),
    json(401, {}),
    login(2),
    json(401, { code: 'AUM0002', message: 'Invalid token.' }),
    login(3),
    json(200, sim),
  ]);
  const error = await rejection(port.sim('1'));
  expect(error.name).toBe('SoracomDenied');
  expect(error.message).toBe(
    "SORACOM refused a token for Sim:getSim that it had just issued: AUM0002, Invalid token. Check that the AuthKey belongs to this endpoint's coverage and is still valid.",
  );
  expect(sent).toHaveLength(4);
  await port.sim('1');
  expect(sent[5]?.headers.get('x-soracom-token')).toBe('token-number-3');
  expect(unused()).toBe(0);
});

test('a login that never comes back does not hold up the next call', async () => {
  const { port, sent } = standIn(['never', login(), json(200, sim)]);
  void port.sim('1');
  while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(await port.sim('1')).toMatchObject({ online: true });
});

test.each([
  ['an AuthKey that is refused', json(401, { code: 'AUM0003', message: 'Auth failed.' }), 'SoracomDenied', secretName],
  ['a login that is forbidden', json(403, {}), 'SoracomDenied', 'put-secret-value'],
  ['too many logins', json(429, {}, { 'x-soracom-ratelimit-limit': '10' }), 'SoracomThrottled', 'limit is 10 calls'],
  ['a failing service', json(503, { code: 'AGW0001', message: 'no' }), 'SoracomUnavailable', '503'],
  ['another refusal', json(400, { code: 'COM0001', message: 'Bad request.' }), 'SoracomRejected', 'COM0001'],
  ['a login without a token', json(200, { apiKey: 'api-key' }), 'SoracomUnavailable', 'no apiKey and token'],
  ['a login that is not JSON', new Response('token-in-plain-text'), 'SoracomUnavailable', 'no apiKey and token'],
  ['no answer', new TypeError('fetch failed'), 'SoracomUnavailable', 'fetch failed'],
] as const)('logging in: %s', async (_, answer, name, said) => {
  const { port, sent } = standIn([answer instanceof Response ? answer.clone() : answer]);
  const error = await rejection(port.sim('1'));
  expect(error.name).toBe(name);
  expect(error.message).toContain(said);
  expect(error.message).not.toContain('token-in-plain-text');
  expect(sent).toHaveLength(1);
});

test('after a failed login the next call tries again', async () => {
  const { port } = standIn([json(500, {}), login(), json(200, sim)]);
  await rejection(port.sim('1'));
  expect(await port.sim('1')).toMatchObject({ simId: sim.simId });
});

test.each(['https://g.api.soracom.io', 'https://g.api.soracom.io/'])(
  'calls go to the endpoint %s',
  async (endpoint) => {
    const { port, sent } = standIn([login(), json(200, sim)], { endpoint });
    await port.sim('1');
    expect(sent[1]?.url.href).toBe('https://g.api.soracom.io/v1/sims/1');
  },
);
