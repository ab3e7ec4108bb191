import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireRequest } from '../../../src/sandbox/wire.ts';
import { checkAnswer, contractOperations } from '../../contracts/soracom-contract.ts';
import { expectRefusal, groupId, setting, vpgId } from './setting.ts';

const request = (method: string, path: string, body = ''): WireRequest => ({ method, path, headers: {}, body });

describe("The sandbox's SORACOM", () => {
  it.each(contractOperations)('calls $method $path by its official name, $operationId', async (operation) => {
    const { service } = await setting();
    const path = `/v1${operation.path.replaceAll(/\{\w+\}/g, 'some-id')}?limit=1`;
    expect(service.operation(request(operation.method, path))).toBe(operation.operationId);
  });

  it.each([
    ['GET', '/v1'],
    ['GET', '/v1/'],
    ['GET', '/v1/subscribers'],
    ['GET', '/v1/sims/'],
    ['GET', '/v1//sims'],
    ['GET', '/v1/sims/1/2'],
    ['GET', '/v1/sims/%E0%A4%A'],
    ['GET', '/v2/sims'],
  ])('does not know %s %s', async (method, path) => {
    const { service, exchange } = await setting();
    expect(service.operation(request(method, path))).toBe('unknown');
    expectRefusal(
      await exchange(request(method, path)),
      404,
      'AGW0001',
      `The sandbox's SORACOM has no ${method} ${path}; docs/sandbox.md lists what it imitates.`,
    );
  });

  it.each([
    ['DELETE', '/groups', 'POST, GET'],
    ['DELETE', `/groups/${groupId}/configuration/SoracomAir`, 'PUT'],
    ['PATCH', '/sims', 'GET'],
  ])('says that %s %s is not allowed, and what is', async (method, path, allow) => {
    const { service, exchange } = await setting();
    expect(service.operation(request(method, `/v1${path}`))).toBe('unknown');
    const answer = await exchange(request(method, `/v1${path}`));
    expectRefusal(answer, 405, 'AGW0002', `Method not allowed: ${method}`);
    expect(answer.headers.allow).toBe(allow);
  });

  it('refuses a body that is not JSON', async () => {
    const { exchange, credentials } = await setting();
    for (const body of ['', '{', 'type=15']) {
      const answer = await exchange({ ...request('POST', '/v1/groups', body), headers: credentials() });
      expectRefusal(answer, 400, 'COM0001', 'Invalid parameter: the request body is not JSON.');
    }
  });

  it('refuses a body and a query where none is asked for, but takes an empty object', async () => {
    const { call } = await setting({ vpgs: [{ vpgId }] });
    const terminate = `/virtual_private_gateways/${vpgId}/terminate`;
    const message = 'Invalid parameter: this operation takes no request body.';
    expectRefusal(await call('POST', terminate, { force: true }), 400, 'COM0001', message);
    expectRefusal(
      await call('GET', `/groups/${groupId}?verbose=1`),
      400,
      'COM0001',
      'Invalid parameter: verbose is unknown.',
    );
  });

  it('takes the empty object that some clients send for no body', async () => {
    const { service, credentials } = await setting({ vpgs: [{ vpgId }] });
    const path = `/v1/virtual_private_gateways/${vpgId}/terminate`;
    expect((await service.answer({ ...request('POST', path, '{}'), headers: credentials() })).status).toBe(200);
  });

  it("puts errors on demand into SORACOM's shape", async () => {
    const { service } = await setting();
    const answer = service.refuse({ status: 429, code: 'AGW0429', message: 'Slow down' }, request('GET', '/v1/sims'));
    expect(answer).toEqual({
      status: 429,
      headers: { 'content-type': 'application/json' },
      body: '{"code":"AGW0429","message":"Slow down"}',
    });
  });

  it('answers 500 and the reason when it has a defect itself', async () => {
    const { call, world } = await setting();
    world.groups.set('broken', undefined as never);
    Object.defineProperty(world.groups, 'values', {
      value: () => {
        throw new Error('broken on purpose');
      },
    });
    expectRefusal(
      await call('GET', '/groups'),
      500,
      'AGW0005',
      "The sandbox's SORACOM has a defect: broken on purpose",
    );
  });

  it('works with the requests of soracom-cli', async () => {
    const { exchange, world } = await setting();
    const json = { 'content-type': 'application/json', 'user-agent': 'soracom-cli/1.0.0', 'x-soracom-lang': 'en' };
    const body = JSON.stringify(world.authKey);
    const login = await exchange({ method: 'POST', path: '/v1/auth?', headers: json, body });
    const { 'content-type': _, ...plain } = json;
    const headers = { ...plain, 'x-soracom-api-key': login.body.apiKey, 'x-soracom-token': login.body.token };
    const list = await exchange({ method: 'GET', path: '/v1/groups?', headers, body: '' });
    expect(list.body).toHaveLength(1);
    const put = await exchange({
      method: 'PUT',
      path: `/v1/groups/${groupId}/configuration/SoracomAir?`,
      headers: { ...headers, 'content-type': 'application/json' },
      body: '[{"key":"useVpg","value":true}]',
    });
    expect(put.body.configuration.SoracomAir.useVpg).toBe(true);
    const [simId] = world.sims.keys();
    const path = `/v1/sims/${simId}/delete_session?`;
    expect((await exchange({ method: 'POST', path, headers, body: '' })).status).toBe(200);
  });

  it('answers every request in its own shape, and never breaks', async () => {
    const { service, credentials } = await setting({ vpgs: [{ vpgId }] });
    const part = fc.oneof(
      fc.constantFrom(...contractOperations.flatMap(({ path }) => path.split('/')), vpgId, groupId, 'SoracomAir'),
      fc.string(),
    );
    const path = fc.oneof(
      fc
        .constantFrom(...contractOperations.map((one) => one.path))
        .chain((pattern) => part.map((id) => pattern.replaceAll(/\{\w+\}/g, encodeURIComponent(id)))),
      fc.array(part).map((parts) => `/${parts.join('/')}`),
    );
    const field = fc.constantFrom(
      'type',
      'tags',
      'placement',
      'key',
      'value',
      'tagName',
      'destinationCidrBlock',
      '__proto__',
    );
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(field, fc.jsonValue()).map((value) => JSON.stringify(value)),
      fc.array(fc.dictionary(field, fc.jsonValue())).map((value) => JSON.stringify(value)),
    );
    const asked = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', ''),
      path: fc
        .tuple(path, fc.oneof(fc.constant(''), fc.webQueryParameters()))
        .map(([at, query]) => `/v1${at}?${query}`),
      headers: fc.constantFrom({}, credentials()),
      body,
    });
    await fc.assert(
      fc.asyncProperty(asked, async (one) => {
        const answer = await service.answer(one);
        expect(answer.status).toBeLessThan(500);
        expect(checkAnswer(one, answer)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
