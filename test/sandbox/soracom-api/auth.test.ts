import { describe, expect, it } from 'vitest';
import { expectRefusal, setting, unknownId } from './setting.ts';

describe('Logging in', () => {
  it('gives a pair of key and token, and the operator', async () => {
    const { logIn, world } = await setting();
    const { status, body } = await logIn();
    expect(status).toBe(200);
    expect(body).toEqual({
      apiKey: expect.stringMatching(/^api-[0-9a-f-]{36}$/),
      token: expect.stringMatching(/^[0-9a-f]{64}$/),
      operatorId: world.operatorId,
    });
  });

  it.each([
    ['a wrong key', { authKey: 'secret-wrong' }],
    ['an empty key', { authKey: '' }],
    ['a wrong key id', { authKeyId: 'keyId-wrong' }],
    ['no key', { authKey: undefined }],
    ['no key id', { authKeyId: undefined }],
    ["a root account's password", { authKeyId: undefined, authKey: undefined, email: 'a@example.com', password: 'p' }],
  ])('refuses %s', async (_, change) => {
    const { logIn } = await setting();
    expectRefusal(await logIn(change), 401, 'AUM0003', 'Authentication failed');
  });

  it.each([
    [172_801, 'Invalid parameter: tokenTimeoutSeconds: Too big: expected number to be <=172800.'],
    [0, 'Invalid parameter: tokenTimeoutSeconds: Too small: expected number to be >=1.'],
    ['3600', 'Invalid parameter: tokenTimeoutSeconds: Invalid input: expected number, received string.'],
  ])('refuses a token of %j seconds', async (tokenTimeoutSeconds, message) => {
    const { logIn } = await setting();
    expectRefusal(await logIn({ tokenTimeoutSeconds }), 400, 'COM0001', message);
  });

  it('refuses a parameter that it does not know', async () => {
    const { logIn } = await setting();
    expectRefusal(await logIn({ authkey: 'x' }), 400, 'COM0001', 'Invalid parameter: authkey is unknown.');
  });

  it('does not keep tokens that have expired', async () => {
    const { logIn, pass, world } = await setting();
    await logIn({ tokenTimeoutSeconds: 60 });
    expect(world.tokens.size).toBe(2);
    pass(60);
    await logIn();
    expect(world.tokens.size).toBe(2);
  });
});

describe('A token', () => {
  it.each([
    ['by default', undefined, 86_400],
    ['when one hour is asked for', 3600, 3600],
    ['when the longest is asked for', 172_800, 172_800],
  ])('%s is good for so long and no longer', async (_, tokenTimeoutSeconds, seconds) => {
    const { logIn, call, pass } = await setting();
    await logIn(tokenTimeoutSeconds === undefined ? {} : { tokenTimeoutSeconds });
    pass(seconds - 1);
    expect((await call('GET', '/groups')).status).toBe(200);
    pass(1);
    const message = 'The API key or the token is invalid, or it has expired';
    expectRefusal(await call('GET', '/groups'), 401, 'AUM0002', message);
  });

  it('is good no longer after logging out, and others stay good', async () => {
    const { logIn, call, credentials, exchange } = await setting();
    const other = credentials();
    await logIn();
    expect(await call('POST', '/auth/logout')).toMatchObject({ status: 204, body: undefined });
    expect((await call('GET', '/groups')).status).toBe(401);
    expect((await exchange({ method: 'GET', path: '/v1/groups', headers: other, body: '' })).status).toBe(200);
  });

  it.each([
    ['both headers', []],
    ['the key', ['x-soracom-token']],
    ['the token', ['x-soracom-api-key']],
  ])('is required: a request without %s is refused', async (_, kept) => {
    const { exchange, credentials } = await setting();
    const headers = Object.fromEntries(Object.entries(credentials()).filter(([name]) => kept.includes(name as never)));
    const answer = await exchange({ method: 'GET', path: `/v1/sims/${unknownId}`, headers, body: '' });
    expectRefusal(answer, 401, 'AUM0001', 'Token is required in the request header');
  });

  it('of another key is refused', async () => {
    const { exchange, credentials, logIn } = await setting();
    const first = credentials();
    await logIn();
    const headers = { ...first, 'x-soracom-token': credentials()['x-soracom-token'] ?? '' };
    expect(await exchange({ method: 'GET', path: '/v1/groups', headers, body: '' })).toMatchObject({
      status: 401,
      body: { code: 'AUM0002' },
    });
  });

  it('is asked for before anything else of the request is looked at', async () => {
    const { call, forget } = await setting();
    forget();
    expect((await call('POST', '/virtual_private_gateways', { type: 'x' })).status).toBe(401);
  });
});
