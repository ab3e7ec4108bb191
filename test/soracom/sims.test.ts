import { expect, test } from 'vitest';
import { json, login, rejection, standIn } from './stand-in.ts';

const groupId = '11111111-1111-4111-8111-111111111111';
const simId = '8981100000000000001';
const online = { simId, groupId, sessionStatus: { online: true, vpgId: 'v', dnsServers: ['10.0.0.53'], imsi: '1' } };

test('a SIM is read with the session that it has', async () => {
  const { port, sent } = standIn([login(), json(200, online)]);
  expect(await port.sim(simId)).toStrictEqual({ simId, groupId, online: true, vpgId: 'v', dnsServers: ['10.0.0.53'] });
  expect(sent[1]?.url.pathname).toBe(`/v1/sims/${simId}`);
});

test('a session without a VPG and without DNS servers has neither', async () => {
  const { port } = standIn([login(), json(200, { simId, sessionStatus: { online: true, vpgId: null } })]);
  expect(await port.sim(simId)).toStrictEqual({ simId, online: true, dnsServers: [] });
});

test.each([
  ['that is offline', { online: false, vpgId: 'v', dnsServers: ['10.0.0.53'] }],
  ['of which it is not told', {}],
  ['without a session status', undefined],
  ['with none', null],
])('a SIM %s has no session, whatever is left of the last one', async (_, sessionStatus) => {
  const { port } = standIn([login(), json(200, { simId, sessionStatus })]);
  expect(await port.sim(simId)).toStrictEqual({ simId, online: false, dnsServers: [] });
});

test('an unknown SIM is undefined', async () => {
  const { port } = standIn([login(), json(404, {})]);
  expect(await port.sim(simId)).toBeUndefined();
});

test('a SIM tells the subscription of its active profile, if SORACOM does', async () => {
  const subscribers = { '440101': { subscription: 'plan-D' }, '440102': { subscription: 'plan01s' } };
  const profiles = { '8981': { primaryImsi: '440102', subscribers }, '8942': { primaryImsi: '440101' } };
  const { port } = standIn([
    login(),
    json(200, { simId, activeProfileId: '8981', profiles }),
    json(200, { simId, activeProfileId: '8942', profiles }),
  ]);
  expect(await port.sim(simId)).toMatchObject({ subscription: 'plan01s' });
  expect(await port.sim(simId)).not.toHaveProperty('subscription');
});

test('the SIMs of a group come page by page, with the cursor of the next', async () => {
  const { port, sent } = standIn([
    login(),
    json(200, [online], { 'x-soracom-next-key': '44010+1' }),
    json(200, [{ simId: '2' }]),
  ]);
  const first = await port.simsOfGroup(groupId, 100);
  expect(first).toStrictEqual({
    sims: [{ simId, groupId, online: true, vpgId: 'v', dnsServers: ['10.0.0.53'] }],
    cursor: '44010+1',
  });
  const second = await port.simsOfGroup(groupId, 100, first.cursor);
  expect(second).toStrictEqual({ sims: [{ simId: '2', online: false, dnsServers: [] }] });
  expect(sent[1]?.url.pathname).toBe(`/v1/groups/${groupId}/subscribers`);
  expect(sent.slice(1).map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
    { limit: '100' },
    { limit: '100', last_evaluated_key: '44010+1' },
  ]);
});

test('the SIMs that are online are searched for, page by page', async () => {
  const { port, sent } = standIn([
    login(),
    json(200, [online], { 'x-soracom-next-key': simId }),
    json(200, [{ simId: '2', groupId: null, sessionStatus: { online: true, vpgId: 'w' } }]),
  ]);
  const first = await port.onlineSims(100);
  expect([first.sims.map((sim) => sim.groupId), first.cursor]).toEqual([[groupId], simId]);
  const second = await port.onlineSims(100, first.cursor);
  expect(second).toStrictEqual({ sims: [{ simId: '2', online: true, vpgId: 'w', dnsServers: [] }] });
  expect(sent[1]?.url.pathname).toBe('/v1/query/sims');
  expect(sent.slice(1).map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
    { session_status: 'ONLINE', limit: '100' },
    { session_status: 'ONLINE', limit: '100', last_evaluated_key: simId },
  ]);
});

test('the SIMs of an unknown group are NotFound; the permission that is named is the real one', async () => {
  const { port } = standIn([login(), json(404, {}), json(403, {})]);
  expect((await rejection(port.simsOfGroup(groupId, 100))).name).toBe('NotFound');
  expect((await rejection(port.simsOfGroup(groupId, 100))).message).toContain('"Group:listSubscribers"');
});

test('a page that is no list is SoracomUnavailable', async () => {
  const { port } = standIn([login(), json(200, { sims: [] })]);
  expect((await rejection(port.simsOfGroup(groupId, 100))).name).toBe('SoracomUnavailable');
});

test('a session is asked to end; what the answer still shows of it does not matter', async () => {
  const { port, sent } = standIn([login(), json(200, online), new Response(null, { status: 204 })]);
  expect(await port.deleteSession(simId)).toBe('asked');
  expect(await port.deleteSession(simId)).toBe('asked');
  expect(sent[1]).toMatchObject({ method: 'POST', body: undefined });
  expect(sent[1]?.url.pathname).toBe(`/v1/sims/${simId}/delete_session`);
});

const offline = { code: 'SEM0016', message: 'The specified subscriber is offline' };

test.each([
  [200, offline],
  [400, offline],
  [400, { httpStatus: 400, errorMessage: offline }],
  [403, offline],
  [404, offline],
  [409, offline],
  [500, offline],
])('%i with SEM0016 says that the SIM is offline', async (status, body) => {
  const { port } = standIn([login(), json(status, body)]);
  expect(await port.deleteSession(simId)).toBe('offline');
});

test.each([
  [400, { code: 'SEM0017', message: 'no' }, 'SoracomRejected'],
  [404, {}, 'NotFound'],
  [429, {}, 'SoracomThrottled'],
  [500, {}, 'SoracomUnavailable'],
])('%i without it is an error', async (status, body, name) => {
  const { port } = standIn([login(), json(status, body)]);
  expect((await rejection(port.deleteSession(simId))).name).toBe(name);
});
