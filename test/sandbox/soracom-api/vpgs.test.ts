import { describe, expect, it } from 'vitest';
import { expectRefusal, setting, start, unknownId, vpgId } from './setting.ts';

const vpgs = '/virtual_private_gateways';
const peering = {
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-0a1111111111111a1',
  peerRegion: 'ap-northeast-1',
  destinationCidrBlock: '172.21.0.0/16',
};

describe('Creating a VPG', () => {
  it('answers it as it is being created, with the defaults of the official file', async () => {
    const { call, world } = await setting();
    const { status, body } = await call('POST', vpgs, { type: 15 });
    expect(status).toBe(201);
    expect(body).toEqual({
      vpgId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      operatorId: world.operatorId,
      type: 15,
      status: 'creating',
      useInternetGateway: true,
      deviceSubnetCidrRange: '10.128.0.0/9',
      ueSubnetCidrRange: '10.128.0.0/9',
      vpgSubnetCidrRange: '100.67.0.0/24',
      placement: { infrastructureProvider: 'aws', region: 'ap-northeast-1' },
      tags: {},
      gateOpened: false,
      fixedIpAddressesEnabled: false,
      junctionEnabled: false,
      virtualInterfaces: null,
      vpcPeeringConnections: null,
      sessionStats: { online: 0, lastUpdatedAt: start },
      createdTime: start,
      lastModifiedTime: start,
    });
  });

  it('takes every setting', async () => {
    const { call } = await setting();
    const { body } = await call('POST', vpgs, {
      type: 242,
      useInternetGateway: false,
      deviceSubnetCidrRange: '192.168.0.0/16',
      placement: { region: 'eu-central-1' },
      soracomTransitGateway: { asn: 64_513 },
      tags: { name: 'one', 'canal:network': 'two-vpcs' },
    });
    expect(body).toMatchObject({
      type: 242,
      useInternetGateway: false,
      deviceSubnetCidrRange: '192.168.0.0/16',
      placement: { region: 'eu-central-1' },
      tags: { name: 'one', 'canal:network': 'two-vpcs' },
    });
  });

  it('takes the request of 2016, which makes a Type-C', async () => {
    const { call } = await setting();
    const { status, body } = await call('POST', vpgs, { primaryServiceName: 'canal' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ type: 12, primaryServiceName: 'Canal', status: 'creating' });
  });

  it('gives each VPG a range of its own', async () => {
    const { call } = await setting();
    const ranges = [];
    for (const _ of [1, 2, 3]) ranges.push((await call('POST', vpgs, { type: 14 })).body.vpgSubnetCidrRange);
    expect(ranges).toEqual(['100.67.0.0/24', '100.67.1.0/24', '100.67.2.0/24']);
  });

  it.each([
    ['no type', {}, 'type: is required: 14 (Type-E), 15 (Type-F) or 242 (Type-F2).'],
    ['a type that cannot be created', { type: 12 }, 'type: must be 14 (Type-E), 15 (Type-F) or 242 (Type-F2).'],
    ['a type that is text', { type: '15' }, 'type: must be 14 (Type-E), 15 (Type-F) or 242 (Type-F2).'],
    ['another service', { primaryServiceName: 'direct' }, 'primaryServiceName: must be canal.'],
    [
      'both requests at once',
      { type: 15, primaryServiceName: 'canal' },
      'primaryServiceName: is of an older API and cannot stand beside type.',
    ],
    [
      'a public device subnet',
      { type: 15, deviceSubnetCidrRange: '100.64.0.0/16' },
      'deviceSubnetCidrRange: must be inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, so that it overlaps neither 100.64.0.0/10 nor 198.18.0.0/15.',
    ],
    [
      'a device subnet with host bits',
      { type: 15, deviceSubnetCidrRange: '10.128.0.1/9' },
      'deviceSubnetCidrRange: must be an IPv4 range such as 10.0.0.0/16, without host bits.',
    ],
    [
      'a Region without VPGs',
      { type: 15, placement: { region: 'us-east-1' } },
      'placement.region: Invalid option: expected one of "ap-northeast-1"|"eu-central-1"|"us-west-2"|"ap-southeast-2".',
    ],
    [
      'Type-E without internet gateway',
      { type: 14, useInternetGateway: false },
      'useInternetGateway: must be true: the internet gateway of Type-E cannot be switched off.',
    ],
    [
      'a transit gateway for Type-F',
      { type: 15, soracomTransitGateway: {} },
      'soracomTransitGateway: is for type 242 (Type-F2) alone.',
    ],
    [
      'unknown parameters',
      { type: 15, useInternetGatway: false, placement: { zone: 'a' } },
      'placement.zone is unknown; useInternetGatway is unknown.',
    ],
    [
      'too many tags',
      { type: 15, tags: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`tag${index}`, ''])) },
      'tags: must be at most 20.',
    ],
    [
      'a tag that is a number',
      { type: 15, tags: { a: 1 } },
      'tags.a: Invalid input: expected string, received number.',
    ],
  ])('refuses %s', async (_, body, fault) => {
    const { call, world } = await setting();
    expectRefusal(await call('POST', vpgs, body), 400, 'COM0001', `Invalid parameter: ${fault}`);
    expect(world.vpgs.size).toBe(0);
  });
});

describe('The life of a VPG', () => {
  it('goes from creating to running when its time has come', async () => {
    const { call, pass } = await setting({ behaviour: { vpgCreationSeconds: 180 } });
    const { vpgId: id } = (await call('POST', vpgs, { type: 15 })).body;
    pass(179);
    expect((await call('GET', `${vpgs}/${id}`)).body).toMatchObject({ status: 'creating', lastModifiedTime: start });
    pass(1);
    expect((await call('GET', `${vpgs}/${id}`)).body).toMatchObject({
      status: 'running',
      createdTime: start,
      lastModifiedTime: start + 180_000,
    });
  });

  it('ends in failed when the world says so', async () => {
    const { call, pass } = await setting({ behaviour: { vpgCreationFails: true } });
    const { vpgId: id } = (await call('POST', vpgs, { type: 15 })).body;
    pass(180);
    expect((await call('GET', `${vpgs}/${id}`)).body.status).toBe('failed');
    expect((await call('POST', `${vpgs}/${id}/terminate`)).status).toBe(200);
  });

  it('goes from terminating to terminated, and is still answered then', async () => {
    const { call, pass } = await setting({ vpgs: [{ vpgId }], behaviour: { vpgTerminationSeconds: 60 } });
    expect(await call('POST', `${vpgs}/${vpgId}/terminate`)).toMatchObject({ status: 200, body: undefined });
    pass(59);
    expect((await call('GET', `${vpgs}/${vpgId}`)).body.status).toBe('terminating');
    pass(1);
    expect((await call('GET', `${vpgs}/${vpgId}`)).body).toMatchObject({
      status: 'terminated',
      lastModifiedTime: start + 60_000,
    });
  });

  it('takes its peerings with it', async () => {
    const { call, world } = await setting({ vpgs: [{ vpgId }] });
    const { id } = (await call('POST', `${vpgs}/${vpgId}/vpc_peering_connections`, peering)).body;
    await call('POST', `${vpgs}/${vpgId}/terminate`);
    expect((await call('GET', `${vpgs}/${vpgId}`)).body.vpcPeeringConnections).toBeNull();
    expect(world.peerings.get(id)).toMatchObject({ deletedAt: start, deletedBy: 'requester' });
  });

  it.each([
    ['being created', 0, 'creating'],
    ['terminating', 180, 'terminating'],
    ['terminated', 240, 'terminated'],
  ])('is not ended while it is %s', async (_, seconds, status) => {
    const { call, pass } = await setting({ behaviour: { vpgCreationSeconds: 180, vpgTerminationSeconds: 60 } });
    const { vpgId: id } = (await call('POST', vpgs, { type: 15 })).body;
    if (seconds > 0) {
      pass(180);
      await call('POST', `${vpgs}/${id}/terminate`);
      pass(seconds - 180);
    }
    expectRefusal(
      await call('POST', `${vpgs}/${id}/terminate`),
      400,
      'SEM0002',
      `The VPG ${id} cannot be terminated while it is ${status}`,
    );
  });

  it.each([
    ['GET', ''],
    ['POST', '/terminate'],
    ['DELETE', '/tags/a'],
    ['DELETE', '/vpc_peering_connections/pcx-1'],
  ])('needs a VPG: %s %s of an unknown one is refused', async (method, rest) => {
    const { call } = await setting();
    const answer = await call(method, `${vpgs}/${unknownId}${rest}`);
    expectRefusal(answer, 404, 'SEM0001', `No such VPG found: ${unknownId}`);
  });
});

describe('Listing VPGs', () => {
  const three = [
    { vpgId: 'vpg-1', tags: { stack: 'a', name: 'first' } },
    { vpgId: 'vpg-2', tags: { stack: 'ab' } },
    { vpgId: 'vpg-3', tags: { stack: 'b' } },
  ];
  const idsOf = (body: { vpgId: string }[]) => body.map((vpg) => vpg.vpgId);

  it.each([
    ['', ['vpg-1', 'vpg-2', 'vpg-3']],
    ['?', ['vpg-1', 'vpg-2', 'vpg-3']],
    ['?tag_name=stack&tag_value=a', ['vpg-1']],
    ['?tag_name=stack&tag_value=a&tag_value_match_mode=exact', ['vpg-1']],
    ['?tag_name=stack&tag_value=a&tag_value_match_mode=prefix', ['vpg-1', 'vpg-2']],
    ['?tag_name=name&tag_value=&tag_value_match_mode=prefix', ['vpg-1']],
    ['?tag_name=stack&tag_value=c', []],
    ['?tag_name=constructor&tag_value=a', []],
  ])('with %j shows %j', async (query, ids) => {
    const { call } = await setting({ vpgs: three });
    const { body, headers } = await call('GET', `${vpgs}${query}`);
    expect(idsOf(body)).toEqual(ids);
    expect(headers).not.toHaveProperty('x-soracom-next-key');
  });

  it('goes on page by page, each naming where the next one begins', async () => {
    const { call } = await setting({ vpgs: three });
    const first = await call('GET', `${vpgs}?limit=2`);
    expect(idsOf(first.body)).toEqual(['vpg-1', 'vpg-2']);
    expect(first.headers).toMatchObject({
      'x-soracom-next-key': 'vpg-2',
      link: '</v1/virtual_private_gateways?limit=2&last_evaluated_key=vpg-2>; rel=next',
    });
    const second = await call('GET', `${vpgs}?limit=2&last_evaluated_key=vpg-2`);
    expect(idsOf(second.body)).toEqual(['vpg-3']);
    expect(second.headers).not.toHaveProperty('x-soracom-next-key');
  });

  it('goes on behind a VPG that has lost its tag meanwhile', async () => {
    const tagged = three.map((vpg) => ({ ...vpg, tags: { stack: 'a' } }));
    const { call } = await setting({ vpgs: tagged });
    const query = '?tag_name=stack&tag_value=a&limit=1';
    expect((await call('GET', `${vpgs}${query}`)).headers['x-soracom-next-key']).toBe('vpg-1');
    await call('DELETE', `${vpgs}/vpg-1/tags/stack`);
    expect(idsOf((await call('GET', `${vpgs}${query}&last_evaluated_key=vpg-1`)).body)).toEqual(['vpg-2']);
  });

  it('finds a new VPG by its tag only some time later, though it shows it at once', async () => {
    const { call, pass } = await setting({ behaviour: { tagListedAfterSeconds: 90 } });
    await call('POST', vpgs, { type: 15, tags: { stack: 'a' } });
    pass(89);
    expect((await call('GET', vpgs)).body).toHaveLength(1);
    expect((await call('GET', `${vpgs}?tag_name=stack&tag_value=a`)).body).toEqual([]);
    pass(1);
    expect((await call('GET', `${vpgs}?tag_name=stack&tag_value=a`)).body).toHaveLength(1);
  });

  it.each([
    ['tag_name=a', 'tag_name and tag_value must be given together.'],
    ['tag_value=a', 'tag_name and tag_value must be given together.'],
    [
      'tag_name=a&tag_value=b&tag_value_match_mode=suffix',
      'tag_value_match_mode: Invalid option: expected one of "exact"|"prefix".',
    ],
    ['limit=0', 'limit: must be a whole number of at least 1.'],
    ['limit=ten', 'limit: must be a whole number of at least 1.'],
    ['limit=1&limit=2', 'limit: Invalid input: expected string, received array.'],
    ['last_evaluated_key=nowhere', 'last_evaluated_key: nowhere is not in this list.'],
    ['status=running', 'status is unknown.'],
  ])('refuses %s', async (query, fault) => {
    const { call } = await setting();
    expectRefusal(await call('GET', `${vpgs}?${query}`), 400, 'COM0001', `Invalid parameter: ${fault}`);
  });
});

describe("A VPG's tags", () => {
  it('are added, replaced and removed one by one', async () => {
    const { call, pass } = await setting({ vpgs: [{ vpgId, tags: { name: 'one', kept: 'yes' } }] });
    pass(10);
    const updates = [
      { tagName: 'name', tagValue: 'two' },
      { tagName: 'a b/c', tagValue: 'd' },
    ];
    expect(await call('PUT', `${vpgs}/${vpgId}/tags`, updates)).toMatchObject({ status: 204, body: undefined });
    expect((await call('GET', `${vpgs}/${vpgId}`)).body).toMatchObject({
      tags: { name: 'two', kept: 'yes', 'a b/c': 'd' },
      lastModifiedTime: start + 10_000,
    });
    expect((await call('DELETE', `${vpgs}/${vpgId}/tags/a%20b%2Fc`)).status).toBe(204);
    expect((await call('DELETE', `${vpgs}/${vpgId}/tags/never-there`)).status).toBe(204);
    expect((await call('GET', `${vpgs}/${vpgId}`)).body.tags).toEqual({ name: 'two', kept: 'yes' });
  });

  it('are at most 20', async () => {
    const { call } = await setting({ vpgs: [{ vpgId, tags: { first: '' } }] });
    const updates = Array.from({ length: 20 }, (_, index) => ({ tagName: `tag${index}`, tagValue: '' }));
    expectRefusal(await call('PUT', `${vpgs}/${vpgId}/tags`, updates), 400, 'SEM0002', 'A VPG has at most 20 tags');
    expect((await call('PUT', `${vpgs}/${vpgId}/tags`, updates.slice(1))).status).toBe(204);
  });

  it('of an unknown VPG are refused', async () => {
    const { call } = await setting();
    expect((await call('PUT', `${vpgs}/${unknownId}/tags`, [])).status).toBe(404);
  });
});
