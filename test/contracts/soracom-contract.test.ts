import { describe, expect, it } from 'vitest';
import type { WireRequest, WireResponse } from '../../src/sandbox/wire.ts';
import { checkAnswer, checkExchange, checkRequest } from './soracom-contract.ts';

const token = { 'x-soracom-api-key': 'api-1', 'x-soracom-token': 'token' };
const json = { 'content-type': 'application/json' };

function request(method: string, path: string, body?: unknown, headers: Record<string, string> = token): WireRequest {
  return {
    method,
    path: `/v1${path}`,
    headers: body === undefined ? headers : { ...json, ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

const answer = (status: number, body?: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: body === undefined ? '' : JSON.stringify(body),
});

/** Rows of request, answer if there is one, and what is told of them, so that the title can say it. */
const titled = (rows: readonly (readonly [WireRequest, string] | readonly [WireRequest, WireResponse, string])[]) =>
  rows.map((row) => ({
    one: row[0],
    given: row.length === 3 ? row[1] : answer(204),
    violation: row.length === 3 ? row[2] : row[1],
  }));

const vpg = { vpgId: 'v', type: 15, status: 'running', createdTime: 1_767_571_200_000 };
const peering = {
  id: 'pcx-1',
  destinationCidrBlock: '10.0.0.0/16',
  peerOwnerId: '111111111111',
  peerRegion: 'ap-northeast-1',
  peerVpcId: 'vpc-1',
};
const air = '/groups/g/configuration/SoracomAir';

describe('A request', () => {
  it.each([
    request('POST', '/auth', { authKeyId: 'a', authKey: 'b', tokenTimeoutSeconds: 172_800 }, {}),
    request('POST', '/virtual_private_gateways', { type: 15, tags: { name: 'x' }, placement: {} }),
    request('POST', '/virtual_private_gateways', { primaryServiceName: 'canal' }),
    request('GET', '/virtual_private_gateways?tag_name=a&tag_value=b&tag_value_match_mode=exact&limit=100'),
    request('PUT', air, [
      { key: 'useVpg', value: true },
      { key: 'vpgId', value: 'v' },
      { key: 'dnsServers', value: ['10.0.0.53'] },
    ]),
    request('GET', '/query/sims?status=active&status=inactive&limit=100'),
  ])('as the contract has it is in order: $method $path', (one) => {
    expect(checkRequest(one)).toEqual([]);
  });

  it.each(
    titled([
      [request('PATCH', '/sims'), 'PATCH /v1/sims is no operation of the contract'],
      [request('GET', '/sims/'), 'GET /v1/sims/ is no operation of the contract'],
      [
        request('GET', '/groups', undefined, { 'x-soracom-token': 't' }),
        'request of listGroups: the header X-Soracom-API-Key is missing',
      ],
      [request('GET', '/groups?limit=many'), 'request of listGroups: limit is "many" and not of type integer'],
      [
        request('GET', '/groups?limit=1&limit=2'),
        'request of listGroups: the query parameter limit is given more than once',
      ],
      [request('GET', '/groups?page=2'), 'request of listGroups: the query parameter page is unknown'],
      [request('GET', '/query/sims?limit=101'), 'request of searchSims: limit is above 100'],
      [request('POST', '/sims/1/activate', {}), 'request of activateSim: a body where none is expected'],
      [request('POST', '/groups', undefined, { ...token, ...json }), 'request of createGroup: the body is not JSON'],
      [
        request('POST', '/virtual_private_gateways', { type: 13 }),
        'request of createVirtualPrivateGateway: type is 13 and not one of 14, 15, 242',
      ],
      [request('POST', '/virtual_private_gateways', {}), 'request of createVirtualPrivateGateway: type is missing'],
      [
        request('POST', '/virtual_private_gateways', { type: 15, name: 'x' }),
        'request of createVirtualPrivateGateway: name is unknown',
      ],
      [
        request('POST', '/virtual_private_gateways', { type: 15, tags: { a: 1 } }),
        'request of createVirtualPrivateGateway: tags.a is 1 and not of type string',
      ],
      [request('PUT', '/groups/g/tags', [{ tagName: 'a' }]), 'request of putGroupTags: [0].tagValue is missing'],
      [
        request('PUT', '/groups/g/configuration/SoracomSea', []),
        'request of putConfigurationParameters: namespace is "SoracomSea" and not one of',
      ],
      [
        request('PUT', air, [{ key: 'useVPG', value: true }]),
        'request of putConfigurationParameters: useVPG is unknown',
      ],
      [
        request('PUT', air, [{ key: 'useVpg', value: 'true' }]),
        'request of putConfigurationParameters: useVpg is "true" and not of type boolean',
      ],
      [
        request('PUT', air, { useVpg: true }),
        'request of putConfigurationParameters: the body is {"useVpg":true} and not of type list',
      ],
    ]),
  )('that is not as the contract has it is told: $violation', ({ one, violation }) => {
    const violations = checkRequest(one);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(violation);
  });

  it('whose body is not said to be JSON is told', () => {
    const one = { ...request('POST', '/groups', {}), headers: token };
    expect(checkRequest(one)).toEqual(['request of createGroup: its Content-Type is not JSON']);
  });
});

describe('An answer', () => {
  const get = request('GET', '/virtual_private_gateways/v');
  it.each([
    [get, answer(200, vpg)],
    [get, answer(200, { ...vpg, status: 'creating', vpcPeeringConnections: null, virtualInterfaces: null })],
    [get, answer(200, { ...vpg, vpcPeeringConnections: { 'pcx-1': peering } })],
    [get, answer(200, { ...vpg, vpcPeeringConnections: { 'pcx-1': 'pcx-1' } })],
    [get, answer(404, { code: 'SEM0001', message: 'No such VPG found' })],
    [get, answer(429, { code: 'AGW0003', message: 'Slow down' })],
    [request('DELETE', '/groups/g/tags/a'), answer(204)],
    [request('POST', '/virtual_private_gateways/v/terminate'), answer(200)],
    [request('GET', '/groups'), answer(200, [], { 'x-soracom-next-key': 'g' })],
    [request('GET', '/nowhere'), answer(404, { code: 'AGW0001', message: 'Nothing here' })],
  ])('as the contract or a record beyond it has it is in order: %#', (one, given) => {
    expect(checkAnswer(one, given)).toEqual([]);
  });

  it.each(
    titled([
      [get, answer(201, vpg), 'status 201 is not expected'],
      [get, answer(200), 'the body is not JSON'],
      [get, answer(200, { ...vpg, status: 'updating' }), 'status is "updating" and not one of running'],
      [
        get,
        answer(200, { ...vpg, createdTime: 1_767_571_200 }),
        'createdTime is 1767571200: too small for milliseconds',
      ],
      [get, answer(200, { ...vpg, state: 'x' }), 'state is unknown'],
      [get, answer(200, { ...vpg, tags: null }), 'tags is null and not of type map'],
      [get, answer(404, {}), 'code is missing'],
      [get, answer(404), 'the body is not JSON'],
      [get, answer(200, vpg, { 'x-soracom-next-key': 'v' }), 'x-soracom-next-key on what is no list'],
      [request('GET', '/virtual_private_gateways'), answer(200, vpg), 'the body is {'],
      [
        request('POST', '/virtual_private_gateways/v/vpc_peering_connections'),
        answer(201, { ...peering, peerRegion: undefined }),
        'peerRegion is missing',
      ],
      [request('DELETE', '/groups/g/tags/a'), answer(204, {}), 'a body where none is expected'],
    ]),
  )('that is not is told: $violation', ({ one, given, violation }) => {
    expect(checkAnswer(one, given).join('\n')).toContain(violation);
  });

  it('is told together with its request', () => {
    const one = request('GET', '/virtual_private_gateways/v?x=1');
    expect(checkExchange(one, answer(200, { ...vpg, x: 1 }))).toEqual([
      'request of getVirtualPrivateGateway: the query parameter x is unknown',
      'answer of getVirtualPrivateGateway: x is unknown',
    ]);
  });
});
