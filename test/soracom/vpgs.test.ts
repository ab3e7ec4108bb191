import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VpgWish } from '../../src/canal/network.ts';
import { PeeringWish } from '../../src/canal/peering-wish.ts';
import { json, login, rejection, standIn } from './stand-in.ts';

const vpgId = '12345678-abcd-4abc-8abc-1234567890ab';

/** As the article of 2016 shows a VPG, with today's type and ranges (official file of 2026-06-04). */
const answer = {
  createdTime: 1461244065377,
  lastModifiedTime: 1461244354568,
  operatorId: 'OP0012345678',
  primaryServiceName: 'Canal',
  status: 'running',
  tags: { 'canal:network': 'two-vpcs' },
  type: 15,
  useInternetGateway: true,
  deviceSubnetCidrRange: '10.128.0.0/9',
  ueSubnetCidrRange: '10.128.0.0/9',
  vpgSubnetCidrRange: '100.64.152.0/25',
  placement: { region: 'ap-northeast-1' },
  virtualInterfaces: null,
  vpcPeeringConnections: {
    'pcx-11111111': {
      destinationCidrBlock: '172.21.0.0/16',
      id: 'pcx-11111111',
      peerOwnerId: '111111111111',
      peerRegion: 'ap-northeast-1',
      peerVpcId: 'vpc-11111111',
    },
    'pcx-22222222': {
      destinationCidrBlock: '10.0.0.0/16',
      id: 'pcx-22222222',
      peerOwnerId: '222222222222',
      peerVpcId: 'vpc-22222222',
    },
  },
  vpgId,
};

const vpg = {
  vpgId,
  status: 'running',
  type: 15,
  useInternetGateway: true,
  deviceSubnetCidrRange: '10.128.0.0/9',
  vpgSubnetCidrRange: '100.64.152.0/25',
  region: 'ap-northeast-1',
  createdTime: 1461244065377,
  lastModifiedTime: 1461244354568,
  tags: { 'canal:network': 'two-vpcs' },
  peerings: [
    {
      id: 'pcx-11111111',
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-11111111',
      peerRegion: 'ap-northeast-1',
      destinationCidrBlock: '172.21.0.0/16',
    },
    {
      id: 'pcx-22222222',
      peerOwnerId: '222222222222',
      peerVpcId: 'vpc-22222222',
      destinationCidrBlock: '10.0.0.0/16',
    },
  ],
};

test('a VPG is read with its peerings', async () => {
  const { port, sent } = standIn([login(), json(200, answer)]);
  expect(await port.vpg(vpgId)).toEqual(vpg);
  expect(sent[1]).toMatchObject({ method: 'GET', body: undefined });
  expect(sent[1]?.url.pathname).toBe(`/v1/virtual_private_gateways/${vpgId}`);
});

test('an unknown VPG is undefined', async () => {
  const { port } = standIn([login(), new Response('', { status: 404 })]);
  expect(await port.vpg(vpgId)).toBeUndefined();
});

test('a VPG of which little is told is read as the API creates one by default', async () => {
  const bare = { vpgId, status: 'creating', type: 12, createdTime: 1, vpcPeeringConnections: null, placement: null };
  const { port } = standIn([login(), json(200, bare)]);
  expect(await port.vpg(vpgId)).toEqual({
    vpgId,
    status: 'creating',
    type: 12,
    useInternetGateway: true,
    deviceSubnetCidrRange: '10.128.0.0/9',
    createdTime: 1,
    tags: {},
    peerings: [],
  });
});

test('the device subnet is found under its older name too', async () => {
  const { deviceSubnetCidrRange: _, ...older } = { ...answer, ueSubnetCidrRange: '10.64.0.0/10' };
  const { port } = standIn([login(), json(200, older)]);
  expect(await port.vpg(vpgId)).toMatchObject({ deviceSubnetCidrRange: '10.64.0.0/10' });
});

test('an internet gateway that is off is off', async () => {
  const { port } = standIn([login(), json(200, { ...answer, useInternetGateway: false })]);
  expect(await port.vpg(vpgId)).toMatchObject({ useInternetGateway: false });
});

test('a status that SORACOM has added since is passed on', async () => {
  const { port } = standIn([login(), json(200, { ...answer, status: 'hibernating' })]);
  expect(await port.vpg(vpgId)).toMatchObject({ status: 'hibernating' });
});

test('an empty range, a tag without a value and a peering told as plain text do no harm', async () => {
  const odd = { ...answer, vpgSubnetCidrRange: '', tags: { a: null }, vpcPeeringConnections: { 'pcx-3': 'whatever' } };
  const { port } = standIn([login(), json(200, odd)]);
  const found = await port.vpg(vpgId);
  expect(found).not.toHaveProperty('vpgSubnetCidrRange');
  expect(found?.tags).toEqual({ a: '' });
  expect(found?.peerings).toEqual([{ id: 'pcx-3', peerOwnerId: '', peerVpcId: '', destinationCidrBlock: '' }]);
});

test.each([
  ['no body', new Response('')],
  ['HTML', new Response('<html>')],
  ['a list', json(200, [answer])],
  ['no id', json(200, { ...answer, vpgId: undefined })],
  ['a time as text', json(200, { ...answer, createdTime: '2016-04-21T13:07:45Z' })],
])('a success with %s is SoracomUnavailable', async (_, success) => {
  const { port } = standIn([login(), success]);
  const error = await rejection(port.vpg(vpgId));
  expect(error.name).toBe('SoracomUnavailable');
  expect(error.message).toContain('VirtualPrivateGateway:getVirtualPrivateGateway');
  expect(error.cause).toBeInstanceOf(Error);
});

test('VPGs are listed by one exact tag, page by page', async () => {
  const other = { ...answer, vpgId: '22222222-abcd-4abc-8abc-1234567890ab' };
  const { port, sent } = standIn([
    login(),
    json(200, [answer], { 'x-soracom-next-key': 'a key/with=signs&more' }),
    json(200, [], { 'x-soracom-next-key': 'second' }),
    json(200, [other]),
  ]);
  const found = await port.vpgsTagged('canal:network', 'two-vpcs');
  expect(found.map((one) => one.vpgId)).toEqual([vpgId, other.vpgId]);
  const queries = sent.slice(1).map(({ url }) => Object.fromEntries(url.searchParams));
  const by = { tag_name: 'canal:network', tag_value: 'two-vpcs', tag_value_match_mode: 'exact', limit: '100' };
  expect(queries).toEqual([
    by,
    { ...by, last_evaluated_key: 'a key/with=signs&more' },
    { ...by, last_evaluated_key: 'second' },
  ]);
});

test('no VPG with the tag is an empty list', async () => {
  const { port } = standIn([login(), json(200, [], { 'x-soracom-next-key': '' })]);
  expect(await port.vpgsTagged('canal:network', 'two-vpcs')).toEqual([]);
});

test('404 to a list is NotFound: the endpoint is wrong, not the list empty', async () => {
  const { port } = standIn([login(), json(404, {})]);
  expect((await rejection(port.vpgsTagged('a', 'b'))).name).toBe('NotFound');
});

test('a VPG is created as wished, with its tags', async () => {
  const { port, sent } = standIn([login(), json(201, { ...answer, status: 'creating' })]);
  const tags = { 'canal:network': 'two-vpcs', 'canal:stack': '111111111111/ap-northeast-1/dev' };
  const created = await port.createVpg(VpgWish.parse({ useInternetGateway: false, region: 'eu-central-1' }), tags);
  expect(created).toEqual({ ...vpg, status: 'creating' });
  expect(sent[1]).toMatchObject({ method: 'POST' });
  expect(sent[1]?.url.pathname).toBe('/v1/virtual_private_gateways');
  expect(sent[1]?.body).toEqual({
    type: 15,
    useInternetGateway: false,
    deviceSubnetCidrRange: '10.128.0.0/9',
    placement: { region: 'eu-central-1' },
    tags,
  });
});

const wish = PeeringWish.parse({
  name: 'app',
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-11111111',
  destinationCidrBlock: '172.21.0.0/16',
});

test('a peering is created as wished; our own name and route tables stay with us', async () => {
  const made = answer.vpcPeeringConnections['pcx-11111111'];
  const { port, sent } = standIn([login(), json(201, made)]);
  expect(await port.createPeering(vpgId, wish)).toEqual(vpg.peerings[0]);
  expect(sent[1]).toMatchObject({
    method: 'POST',
    body: {
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-11111111',
      peerRegion: 'ap-northeast-1',
      destinationCidrBlock: '172.21.0.0/16',
    },
  });
  expect(sent[1]?.body).not.toHaveProperty('name');
  expect(sent[1]?.url.pathname).toBe(`/v1/virtual_private_gateways/${vpgId}/vpc_peering_connections`);
});

test('a peering in a VPG that is gone is NotFound', async () => {
  const { port } = standIn([login(), json(404, {})]);
  expect((await rejection(port.createPeering(vpgId, wish))).name).toBe('NotFound');
});

test('a new peering without an id is SoracomUnavailable', async () => {
  const { port } = standIn([login(), json(201, { peerVpcId: 'vpc-11111111' })]);
  expect((await rejection(port.createPeering(vpgId, wish))).name).toBe('SoracomUnavailable');
});

test.each([204, 404])('a peering whose deletion is answered %i counts as deleted', async (status) => {
  const { port, sent } = standIn([login(), new Response(null, { status })]);
  expect(await port.deletePeering(vpgId, 'pcx-11111111')).toBeUndefined();
  expect(sent[1]).toMatchObject({ method: 'DELETE', body: undefined });
  expect(sent[1]?.url.pathname).toBe(`/v1/virtual_private_gateways/${vpgId}/vpc_peering_connections/pcx-11111111`);
});

test('a peering that SORACOM does not delete is an error', async () => {
  const { port } = standIn([login(), json(400, { code: 'SEM0099', message: 'no' })]);
  expect((await rejection(port.deletePeering(vpgId, 'pcx-11111111'))).name).toBe('SoracomRejected');
});

test('any id stays in its own part of the path', async () => {
  const ids = fc.string({ minLength: 1 }).filter((id) => !/^\.{1,2}$/.test(id));
  await fc.assert(
    fc.asyncProperty(ids, async (id) => {
      const { port, sent } = standIn([login(), json(404, {})]);
      await port.vpg(id);
      const { pathname, search, hash, origin } = new URL(sent[1]?.url ?? 'none:');
      const parts = pathname.split('/');
      expect([origin, search, hash]).toEqual(['https://api.soracom.io', '', '']);
      expect(parts.slice(0, 3)).toEqual(['', 'v1', 'virtual_private_gateways']);
      expect(parts.slice(3).map(decodeURIComponent)).toEqual([id]);
    }),
  );
});

test.each(['', '.', '..'])('"%s" is refused as an id before anything is asked', async (id) => {
  const { port, sent } = standIn([]);
  expect((await rejection(port.vpg(id))).name).toBe('NotFound');
  expect(sent).toEqual([]);
});
