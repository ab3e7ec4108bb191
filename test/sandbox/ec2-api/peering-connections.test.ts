import {
  AcceptVpcPeeringConnectionCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand,
  type DescribeVpcPeeringConnectionsCommandInput,
  type EC2Client,
  RejectVpcPeeringConnectionCommand,
  type VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, customer, dnsVpc, ours, refusal, setting, start } from './setting.ts';

const describe = async (client: EC2Client, input: DescribeVpcPeeringConnectionsCommandInput = {}) =>
  (await client.send(new DescribeVpcPeeringConnectionsCommand(input))).VpcPeeringConnections ?? [];
const one = async (client: EC2Client, id: string) =>
  (await describe(client, { VpcPeeringConnectionIds: [id] })).at(0)?.Status;
const accept = (client: EC2Client, id: string) =>
  client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
const reject = (client: EC2Client, id: string) =>
  client.send(new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
const remove = (client: EC2Client, id: string) =>
  client.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
const ids = (found: readonly VpcPeeringConnection[]) =>
  found.map(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId);
const [minute, hour, day] = [60, 3600, 24 * 3600];

test('a new peering cannot be found until EC2 shows it, then it waits to be accepted', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(3);
  expect(await describe(ec2())).toEqual([]);
  expect(await refusal(one(ec2(), id))).toEqual({
    code: 'InvalidVpcPeeringConnectionID.NotFound',
    message: `The vpcPeeringConnection ID '${id}' does not exist`,
    status: 400,
  });
  expect((await refusal(accept(ec2(), id))).code).toBe('InvalidVpcPeeringConnectionID.NotFound');
  pass(1);
  expect(await one(ec2(), id)).toEqual({
    Code: 'pending-acceptance',
    Message: `Pending Acceptance by ${ours}`,
  });
});

test('a waiting peering tells who asks and until when, but no ranges', async () => {
  const { ec2, request, pass, world } = setting();
  const { id } = request();
  pass(4);
  expect(await describe(ec2())).toEqual([
    {
      VpcPeeringConnectionId: id,
      RequesterVpcInfo: {
        OwnerId: world.soracomAccountId,
        VpcId: world.vpgs.get('vpg-1')?.requesterVpcId,
        Region: 'ap-northeast-1',
      },
      AccepterVpcInfo: { OwnerId: ours, VpcId: appVpc, Region: 'ap-northeast-1' },
      Status: { Code: 'pending-acceptance', Message: `Pending Acceptance by ${ours}` },
      ExpirationTime: new Date(start + 7 * day * 1000),
      Tags: [],
    },
  ]);
});

test('the moment of expiry is told in whole seconds', async () => {
  const { ec2, request, pass } = setting();
  pass(0.048);
  request();
  pass(4);
  expect((await describe(ec2())).map(({ ExpirationTime }) => ExpirationTime)).toEqual([
    new Date(start + 7 * day * 1000),
  ]);
});

test('an accepted peering is provisioning for some seconds, and tells the ranges of both sides once it is active', async () => {
  const file = {
    accounts: [
      {
        accountId: ours,
        vpcs: [{ vpcId: appVpc, cidrBlock: '172.21.0.0/16', secondaryCidrBlocks: ['172.22.0.0/16'] }],
      },
    ],
  };
  const { ec2, request, pass, world } = setting(file);
  const { id } = request();
  pass(4);
  const { VpcPeeringConnection: accepted } = await accept(ec2(), id);
  expect(accepted?.Status).toEqual({ Code: 'provisioning', Message: 'Provisioning' });
  expect(accepted?.RequesterVpcInfo?.CidrBlock).toBeUndefined();
  expect(accepted?.ExpirationTime).toBeUndefined();
  pass(2);
  expect((await one(ec2(), id))?.Code).toBe('provisioning');
  pass(1);
  const [active] = await describe(ec2());
  const off = {
    AllowDnsResolutionFromRemoteVpc: false,
    AllowEgressFromLocalClassicLinkToRemoteVpc: false,
    AllowEgressFromLocalVpcToRemoteClassicLink: false,
  };
  expect(active?.Status).toEqual({ Code: 'active', Message: 'Active' });
  expect(active?.RequesterVpcInfo).toEqual({
    OwnerId: world.soracomAccountId,
    VpcId: world.vpgs.get('vpg-1')?.requesterVpcId,
    Region: 'ap-northeast-1',
    CidrBlock: '100.67.0.0/24',
    CidrBlockSet: [{ CidrBlock: '100.67.0.0/24' }],
    PeeringOptions: off,
  });
  expect(active?.AccepterVpcInfo).toEqual({
    OwnerId: ours,
    VpcId: appVpc,
    Region: 'ap-northeast-1',
    CidrBlock: '172.21.0.0/16',
    CidrBlockSet: [{ CidrBlock: '172.21.0.0/16' }, { CidrBlock: '172.22.0.0/16' }],
    PeeringOptions: off,
  });
});

test('a peering is seen by the accepter alone, and in its Region alone', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  for (const client of [ec2(customer), ec2(ours, 'us-west-2'), ec2(customer, 'us-west-2')]) {
    expect(await describe(client)).toEqual([]);
    expect((await refusal(one(client, id))).code).toBe('InvalidVpcPeeringConnectionID.NotFound');
  }
  expect((await refusal(accept(ec2(customer), id))).code).toBe('InvalidVpcPeeringConnectionID.NotFound');
  expect(await refusal(accept(ec2(ours, 'us-west-2'), id))).toEqual({
    code: 'OperationNotPermitted',
    message: `User ${ours} cannot accept peering ${id}`,
    status: 400,
  });
  expect((await one(ec2(), id))?.Code).toBe('pending-acceptance');
});

test('a peering with a VPC of another account and Region is accepted there', async () => {
  const file = {
    accounts: [
      {
        accountId: customer,
        vpcs: [{ vpcId: dnsVpc, region: 'us-west-2', cidrBlock: '10.0.0.0/16' }],
      },
    ],
  };
  const { ec2, request, pass } = setting(file);
  const { id } = request({ peerOwnerId: customer, peerVpcId: dnsVpc, peerRegion: 'us-west-2' });
  pass(4);
  await accept(ec2(customer, 'us-west-2'), id);
  pass(3);
  const [active] = await describe(ec2(customer, 'us-west-2'));
  expect(active?.Status?.Code).toBe('active');
  expect([active?.RequesterVpcInfo?.Region, active?.AccepterVpcInfo?.Region]).toEqual(['ap-northeast-1', 'us-west-2']);
});

test('only a waiting peering can be accepted', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  await accept(ec2(), id);
  expect(await refusal(accept(ec2(), id))).toEqual({
    code: 'InvalidStateTransition',
    message: `Invalid state transition for ${id}, attempted to transition from provisioning to active`,
    status: 400,
  });
  pass(3);
  expect((await refusal(accept(ec2(), id))).message).toContain('from active to active');
  expect((await refusal(reject(ec2(), id))).message).toContain('from active to rejected');
});

test('a request that nobody accepts expires after seven days and is shown for two days more', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(7 * day - 1);
  expect((await one(ec2(), id))?.Code).toBe('pending-acceptance');
  pass(1);
  const [expired] = await describe(ec2());
  expect(expired?.Status).toEqual({ Code: 'expired', Message: 'Expired' });
  expect(expired?.ExpirationTime).toBeUndefined();
  expect((await refusal(accept(ec2(), id))).message).toContain('from expired to active');
  pass(2 * day - 1);
  expect((await one(ec2(), id))?.Code).toBe('expired');
  pass(1);
  expect(await describe(ec2())).toEqual([]);
});

test('a rejected peering is over, and the accepter sees it for two hours', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  expect((await reject(ec2(), id)).Return).toBe(true);
  expect(await one(ec2(), id)).toEqual({ Code: 'rejected', Message: `Rejected by ${ours}` });
  expect((await refusal(accept(ec2(), id))).message).toContain('from rejected to active');
  expect((await refusal(remove(ec2(), id))).message).toBe(
    `Invalid state transition for ${id}, attempted to transition from rejected to deleting`,
  );
  pass(2 * hour - 1);
  expect((await one(ec2(), id))?.Code).toBe('rejected');
  pass(1);
  expect((await refusal(one(ec2(), id))).code).toBe('InvalidVpcPeeringConnectionID.NotFound');
});

test('the accepter can delete an active peering, not a waiting one, and then sees it for two hours', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  expect((await refusal(remove(ec2(), id))).code).toBe('OperationNotPermitted');
  await accept(ec2(), id);
  expect((await refusal(remove(ec2(), id))).message).toContain('from provisioning to deleting');
  pass(3);
  expect((await remove(ec2(), id)).Return).toBe(true);
  const [deleted] = await describe(ec2());
  expect(deleted?.Status).toEqual({ Code: 'deleted', Message: `Deleted by ${ours}` });
  expect(deleted?.RequesterVpcInfo?.CidrBlock).toBeUndefined();
  expect((await refusal(remove(ec2(), id))).message).toContain('from deleted to deleting');
  pass(2 * hour);
  expect(await describe(ec2())).toEqual([]);
});

test('a peering that SORACOM deletes is shown to the accepter for two days', async () => {
  const { ec2, request, pass, world, clock } = setting();
  const peering = request();
  pass(minute);
  peering.deletedAt = clock.now();
  peering.deletedBy = 'requester';
  expect(await one(ec2(), peering.id)).toEqual({ Code: 'deleted', Message: `Deleted by ${world.soracomAccountId}` });
  pass(2 * day - 1);
  expect((await one(ec2(), peering.id))?.Code).toBe('deleted');
  pass(1);
  expect(await describe(ec2())).toEqual([]);
});

test('overlapping ranges let a peering fail: it says why for two hours and takes no acceptance', async () => {
  const file = { vpgs: [{ vpgId: 'vpg-1', vpgSubnetCidrRange: '172.21.5.0/24' }] };
  const { ec2, request, pass } = setting(file);
  const { id } = request();
  pass(4);
  expect(await one(ec2(), id)).toEqual({
    Code: 'failed',
    Message: 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range',
  });
  expect((await refusal(accept(ec2(), id))).message).toContain('from failed to active');
  expect((await refusal(reject(ec2(), id))).message).toContain('from failed to rejected');
  expect((await refusal(remove(ec2(), id))).message).toContain('from failed to deleting');
  pass(2 * hour - 4);
  expect(await describe(ec2())).toEqual([]);
});

test('a world can keep to the guide and hide failed peerings from the accepter', async () => {
  const file = {
    behaviour: { failedPeeringShownToAccepter: false },
    vpgs: [{ vpgId: 'vpg-1', vpgSubnetCidrRange: '172.21.5.0/24' }],
  };
  const { ec2, request, pass } = setting(file);
  const { id } = request();
  pass(4);
  expect((await refusal(one(ec2(), id))).code).toBe('InvalidVpcPeeringConnectionID.NotFound');
});

test('a VPC takes no more active peerings than its quota', async () => {
  const { ec2, request, pass } = setting({
    behaviour: { activePeeringsPerVpc: 1 },
    vpgs: [{ vpgId: 'vpg-1' }, { vpgId: 'vpg-2' }],
  });
  const [first, second] = [request(), request({}, 'vpg-2')];
  pass(4);
  await accept(ec2(), first.id);
  expect((await refusal(accept(ec2(), second.id))).code).toBe('ActiveVpcPeeringConnectionPerVpcLimitExceeded');
  expect((await one(ec2(), second.id))?.Code).toBe('pending-acceptance');
  pass(3);
  await remove(ec2(), first.id);
  await accept(ec2(), second.id);
});

test('a malformed id is refused by its own code, before anything is looked up', async () => {
  const { ec2 } = setting();
  for (const id of ['pcx-1', 'vpc-0a1111111111111a1', 'pcx-0a1111111111111a1z']) {
    expect(await refusal(accept(ec2(), id))).toEqual({
      code: 'InvalidVpcPeeringConnectionId.Malformed',
      message: `Invalid id: "${id}" (expecting "pcx-...")`,
      status: 400,
    });
  }
  expect((await refusal(describe(ec2(), { VpcPeeringConnectionIds: ['pcx-00000000', 'pcx-11111111'] }))).message).toBe(
    "The vpcPeeringConnection IDs 'pcx-00000000, pcx-11111111' do not exist",
  );
});

test('filters tell peerings apart by side, status and id', async () => {
  const { ec2, request, pass, world } = setting();
  const [first, second] = [request(), request({}, 'vpg-2')];
  pass(4);
  await accept(ec2(), second.id);
  pass(3);
  const by = async (Name: string, ...Values: string[]) => ids(await describe(ec2(), { Filters: [{ Name, Values }] }));
  expect(await by('status-code', 'active')).toEqual([second.id]);
  expect(await by('status-code', 'pending-acceptance', 'provisioning')).toEqual([first.id]);
  expect(await by('status-message', 'Pending*')).toEqual([first.id]);
  expect(await by('vpc-peering-connection-id', first.id)).toEqual([first.id]);
  expect(await by('requester-vpc-info.vpc-id', second.requester.vpcId)).toEqual([second.id]);
  expect(await by('requester-vpc-info.owner-id', world.soracomAccountId)).toHaveLength(2);
  expect(await by('accepter-vpc-info.owner-id', customer)).toEqual([]);
  expect(await by('accepter-vpc-info.vpc-id', appVpc)).toHaveLength(2);
  expect(await by('requester-vpc-info.cidr-block', '100.67.1.0/24')).toEqual([second.id]);
  expect(await by('accepter-vpc-info.cidr-block', '172.21.0.0/16')).toEqual([second.id]);
  expect(await by('expiration-time', '2026-01-12T*')).toEqual([first.id]);
  expect(
    ids(
      await describe(ec2(), {
        Filters: [
          { Name: 'accepter-vpc-info.vpc-id', Values: [appVpc] },
          { Name: 'status-code', Values: ['active'] },
        ],
      }),
    ),
  ).toEqual([second.id]);
  expect(
    ids(
      await describe(ec2(), {
        VpcPeeringConnectionIds: [first.id],
        Filters: [{ Name: 'status-code', Values: ['active'] }],
      }),
    ),
  ).toEqual([]);
});
