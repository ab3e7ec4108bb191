import { expect, test } from 'vitest';
import { json, login, rejection, standIn } from './stand-in.ts';

const groupId = '11111111-1111-4111-8111-111111111111';

test('of a group the four keys are read, and nothing else of its namespace', async () => {
  const air = {
    useVpg: true,
    vpgId: 'v',
    useCustomDns: false,
    dnsServers: ['10.0.0.53'],
    password: 'p',
    metadata: { enabled: true },
  };
  const { port, sent } = standIn([login(), json(200, { groupId, configuration: { SoracomAir: air }, tags: {} })]);
  expect(await port.airSettings(groupId)).toStrictEqual({
    useVpg: true,
    vpgId: 'v',
    useCustomDns: false,
    dnsServers: ['10.0.0.53'],
  });
  expect(sent[1]?.method).toBe('GET');
  expect(sent[1]?.url.pathname).toBe(`/v1/groups/${groupId}`);
});

test('a key that is absent there is absent here; one that is null is null', async () => {
  const { port } = standIn([login(), json(200, { configuration: { SoracomAir: { useVpg: false, vpgId: null } } })]);
  expect(await port.airSettings(groupId)).toStrictEqual({ useVpg: false, vpgId: null });
});

test.each([
  ['without a configuration', {}],
  ['with none', { configuration: null }],
  ['with another namespace', { configuration: { SoracomBeam: { x: {} } } }],
  ['with an empty namespace', { configuration: { SoracomAir: {} } }],
])('a group %s has none of the four', async (_, group) => {
  const { port } = standIn([login(), json(200, group)]);
  expect(await port.airSettings(groupId)).toStrictEqual({});
});

test('an unknown group is undefined', async () => {
  const { port } = standIn([login(), json(404, { code: 'SEM0051', message: 'No such group found' })]);
  expect(await port.airSettings(groupId)).toBeUndefined();
});

test('a group that is not an object is SoracomUnavailable', async () => {
  const { port } = standIn([login(), json(200, { configuration: 'none' })]);
  expect((await rejection(port.airSettings(groupId))).name).toBe('SoracomUnavailable');
});

test('the settings that are given are put, key by key', async () => {
  const { port, sent } = standIn([login(), json(200, {})]);
  await port.putAirSettings(groupId, { vpgId: 'v', useVpg: false, dnsServers: undefined });
  expect(sent[1]).toMatchObject({ method: 'PUT' });
  expect(sent[1]?.url.pathname).toBe(`/v1/groups/${groupId}/configuration/SoracomAir`);
  expect(sent[1]?.body).toEqual([
    { key: 'useVpg', value: false },
    { key: 'vpgId', value: 'v' },
  ]);
});

test('a key of another name is never put', async () => {
  const { port, sent } = standIn([login(), json(200, {})]);
  const prior = { useVpg: true, password: 'p' };
  await port.putAirSettings(groupId, prior);
  expect(sent[1]?.body).toEqual([{ key: 'useVpg', value: true }]);
});

test('nothing given is nothing put', async () => {
  const { port, sent } = standIn([]);
  await port.putAirSettings(groupId, {});
  expect(sent).toEqual([]);
});

test('putting the settings of an unknown group is NotFound', async () => {
  const { port } = standIn([login(), json(404, {})]);
  expect((await rejection(port.putAirSettings(groupId, { useVpg: true }))).name).toBe('NotFound');
});
