import { describe, expect, it } from 'vitest';
import { type Peering, peeringStatus } from '../../../src/sandbox/world/peering.ts';
import { expectRefusal, setting, start, unknownId, vpgId } from './setting.ts';

const vpg = `/virtual_private_gateways/${vpgId}`;
const peerings = `${vpg}/vpc_peering_connections`;
const app = {
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-0a1111111111111a1',
  peerRegion: 'ap-northeast-1',
  destinationCidrBlock: '172.21.0.0/16',
};
const dns = {
  ...app,
  peerOwnerId: '222222222222',
  peerVpcId: 'vpc-0b2222222222222b1',
  destinationCidrBlock: '10.0.0.0/16',
};

describe('Requesting a peering', () => {
  it('answers what was asked and the id, and shows it in the VPG', async () => {
    const { call, pass } = await setting({ vpgs: [{ vpgId }] });
    pass(5);
    const { status, body } = await call('POST', peerings, app);
    expect(status).toBe(201);
    expect(body).toEqual({ ...app, id: expect.stringMatching(/^pcx-[0-9a-f]{17}$/) });
    expect((await call('GET', vpg)).body).toMatchObject({
      vpcPeeringConnections: { [body.id]: body },
      lastModifiedTime: start + 5000,
    });
  });

  it("takes the VPG's Region when none is named", async () => {
    const { call } = await setting({ vpgs: [{ vpgId, region: 'eu-central-1' }] });
    const { peerRegion: _, ...others } = app;
    expect((await call('POST', peerings, others)).body.peerRegion).toBe('eu-central-1');
  });

  it('makes the other face of it at AWS, asked for by SORACOM', async () => {
    const { call, world } = await setting({ vpgs: [{ vpgId }] });
    const { id } = (await call('POST', peerings, app)).body;
    expect(world.peerings.get(id)).toMatchObject({
      ...app,
      vpgId,
      requester: { ownerId: world.soracomAccountId, cidrBlock: '100.67.0.0/24', region: 'ap-northeast-1' },
    });
  });

  it('shows several of one VPG by their ids', async () => {
    const { call } = await setting({ vpgs: [{ vpgId }] });
    const ids = [(await call('POST', peerings, app)).body.id, (await call('POST', peerings, dns)).body.id];
    expect(Object.keys((await call('GET', vpg)).body.vpcPeeringConnections)).toEqual(ids);
  });

  it('never tells what became of it: a request that AWS lets fail is shown all the same', async () => {
    const { call, world } = await setting({ vpgs: [{ vpgId }] });
    const { id } = (await call('POST', peerings, { ...app, peerVpcId: 'vpc-0123456789abcdef0' })).body;
    expect(peeringStatus(world.peerings.get(id) as Peering, start)).toBe('failed');
    expect((await call('GET', vpg)).body.vpcPeeringConnections).toHaveProperty(id);
  });

  it.each([
    [
      'an account id that is too short',
      { peerOwnerId: '1111' },
      'peerOwnerId: must be an AWS account id of 12 digits.',
    ],
    [
      'an account id that is a number',
      { peerOwnerId: 111111111111 },
      'peerOwnerId: Invalid input: expected string, received number.',
    ],
    ['no account', { peerOwnerId: undefined }, 'peerOwnerId: Invalid input: expected string, received undefined.'],
    ['no VPC', { peerVpcId: undefined }, 'peerVpcId: Invalid input: expected string, received undefined.'],
    ['what is no VPC', { peerVpcId: 'app' }, 'peerVpcId: must be the id of a VPC, such as vpc-0123456789abcdef0.'],
    ['what is no Region', { peerRegion: 'Tokyo' }, 'peerRegion: must be an AWS Region, such as ap-northeast-1.'],
    [
      'no range',
      { destinationCidrBlock: undefined },
      'destinationCidrBlock: Invalid input: expected string, received undefined.',
    ],
    [
      'a public range',
      { destinationCidrBlock: '8.8.0.0/16' },
      'destinationCidrBlock: must be inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.',
    ],
    ['a large range', { destinationCidrBlock: '10.0.0.0/15' }, 'destinationCidrBlock: must be /16 or smaller.'],
    [
      "the article's slip of the pen",
      { destinationCidrBlock: '10.0.0.0/166' },
      'destinationCidrBlock: must be an IPv4 range such as 10.0.0.0/16, without host bits.',
    ],
    [
      'a range without a length',
      { destinationCidrBlock: '10.0.0.0' },
      'destinationCidrBlock: must be an IPv4 range such as 10.0.0.0/16, without host bits.',
    ],
    ['an unknown parameter', { vpcId: 'vpc-1' }, 'vpcId is unknown.'],
  ])('refuses %s', async (_, change, fault) => {
    const { call, world } = await setting({ vpgs: [{ vpgId }] });
    expectRefusal(await call('POST', peerings, { ...app, ...change }), 400, 'COM0001', `Invalid parameter: ${fault}`);
    expect(world.peerings.size).toBe(0);
  });

  it.each(['10.0.0.0/16', '10.0.128.0/17'])(
    'refuses %s beside a peering for 10.0.0.0/16',
    async (destinationCidrBlock) => {
      const { call } = await setting({ vpgs: [{ vpgId }] });
      const { id } = (await call('POST', peerings, dns)).body;
      expectRefusal(
        await call('POST', peerings, { ...app, destinationCidrBlock }),
        400,
        'SEM0002',
        `destinationCidrBlock ${destinationCidrBlock} overlaps 10.0.0.0/16 of ${id}`,
      );
      expect((await call('POST', peerings, { ...app, destinationCidrBlock: '10.1.0.0/16' })).status).toBe(201);
    },
  );

  it('lets two VPGs have the same destination', async () => {
    const { call } = await setting({ vpgs: [{ vpgId }, { vpgId: 'other' }] });
    expect((await call('POST', peerings, app)).status).toBe(201);
    const other = await call('POST', '/virtual_private_gateways/other/vpc_peering_connections', app);
    expect(other.status).toBe(201);
  });

  it("refuses a destination inside the VPG's device subnet", async () => {
    const { call } = await setting({ vpgs: [{ vpgId }] });
    expectRefusal(
      await call('POST', peerings, { ...app, destinationCidrBlock: '10.200.0.0/16' }),
      400,
      'SEM0002',
      "destinationCidrBlock 10.200.0.0/16 overlaps the VPG's device subnet 10.128.0.0/9",
    );
  });

  it.each([12, 13, 15])('is possible for a VPG of type %i', async (type) => {
    const { call } = await setting({ vpgs: [{ vpgId, type }] });
    expect((await call('POST', peerings, app)).status).toBe(201);
  });

  it.each([14, 242])('is refused for a VPG of type %i', async (type) => {
    const { call } = await setting({ vpgs: [{ vpgId, type }] });
    const message = `The VPG ${vpgId} is of type ${type}, which has no VPC peering connections`;
    expectRefusal(await call('POST', peerings, app), 400, 'SEM0002', message);
  });

  it('is refused until the VPG runs, and once it is terminated', async () => {
    const { call, pass } = await setting({ behaviour: { vpgCreationSeconds: 180 } });
    const { vpgId: id } = (await call('POST', '/virtual_private_gateways', { type: 15 })).body;
    const ask = () => call('POST', `/virtual_private_gateways/${id}/vpc_peering_connections`, app);
    pass(179);
    expectRefusal(await ask(), 400, 'SEM0002', `The VPG ${id} is not running: it is creating`);
    pass(1);
    expect((await ask()).status).toBe(201);
    await call('POST', `/virtual_private_gateways/${id}/terminate`);
    expectRefusal(await ask(), 400, 'SEM0002', `The VPG ${id} is not running: it is terminating`);
  });

  it('is refused for an unknown VPG', async () => {
    const { call } = await setting();
    const answer = await call('POST', `/virtual_private_gateways/${unknownId}/vpc_peering_connections`, app);
    expectRefusal(answer, 404, 'SEM0001', `No such VPG found: ${unknownId}`);
  });
});

describe('Deleting a peering', () => {
  it('ends it at AWS and shows it no longer', async () => {
    const { call, world, pass } = await setting({ vpgs: [{ vpgId }] });
    const { id } = (await call('POST', peerings, app)).body;
    pass(30);
    expect(await call('DELETE', `${peerings}/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect((await call('GET', vpg)).body.vpcPeeringConnections).toBeNull();
    const peering = world.peerings.get(id) as Peering;
    expect(peering).toMatchObject({ deletedAt: start + 30_000, deletedBy: 'requester' });
    expect(peeringStatus(peering, start + 30_000)).toBe('deleted');
    expectRefusal(
      await call('DELETE', `${peerings}/${id}`),
      404,
      'SEM0001',
      `No such VPC peering connection found: ${id}`,
    );
  });

  it.each([
    ['rejected', { rejectedAt: start + 1000 }],
    ['deleted', { deletedAt: start + 1000, deletedBy: 'accepter' }],
    ['expired', { expiresAt: start }],
  ] as const)('leaves one that is %s at AWS as it is there', async (status, change) => {
    const { call, world, pass } = await setting({ vpgs: [{ vpgId }] });
    const { id } = (await call('POST', peerings, app)).body;
    Object.assign(world.peerings.get(id) as Peering, change);
    pass(60);
    expect((await call('GET', vpg)).body.vpcPeeringConnections).toHaveProperty(id);
    expect((await call('DELETE', `${peerings}/${id}`)).status).toBe(204);
    const peering = world.peerings.get(id) as Peering;
    expect(peeringStatus(peering, start + 60_000)).toBe(status);
    expect(peering).toMatchObject({ ...change, forgottenBySoracom: true });
  });

  it('makes room for another peering of the same destination', async () => {
    const { call } = await setting({ vpgs: [{ vpgId }] });
    const { id } = (await call('POST', peerings, app)).body;
    await call('DELETE', `${peerings}/${id}`);
    expect((await call('POST', peerings, app)).status).toBe(201);
  });

  it("does not reach another VPG's peering", async () => {
    const { call } = await setting({ vpgs: [{ vpgId }, { vpgId: 'other' }] });
    const { id } = (await call('POST', peerings, app)).body;
    expect((await call('DELETE', `/virtual_private_gateways/other/vpc_peering_connections/${id}`)).status).toBe(404);
    expect((await call('GET', vpg)).body.vpcPeeringConnections).toHaveProperty(id);
  });
});
