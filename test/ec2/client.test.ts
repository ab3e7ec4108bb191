import {
  AcceptVpcPeeringConnectionCommand,
  CreateRouteCommand,
  CreateTagsCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  EC2Client,
  EC2ServiceException,
  ReplaceRouteCommand,
  type VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ec2ActionOf, ec2Actions, ec2Client } from '../../src/ec2/client.ts';
import type { PeerAccount } from '../../src/steps/ports.ts';
import { openingWith, ownAccount, rejection } from './opening.ts';

const mock = () => mockClient(EC2Client);
let ec2 = {} as ReturnType<typeof mock>;
let account: PeerAccount;

beforeEach(() => {
  ec2 = mock();
  account = ec2Client(openingWith(), { accountId: ownAccount, region: 'ap-northeast-1' });
});
afterEach(() => {
  ec2.restore();
});

const vpcId = 'vpc-0123456789abcdef0';
const pcx = 'pcx-0123456789abcdef0';
const rtb = 'rtb-0123456789abcdef0';

const refusal = (name: string, message = 'As EC2 says.', httpStatusCode = 400) =>
  new EC2ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode } });

describe('a VPC', () => {
  test('is read with its primary and secondary ranges, each once, but not those that are leaving', async () => {
    ec2.on(DescribeVpcsCommand).resolves({
      Vpcs: [
        {
          VpcId: vpcId,
          CidrBlock: '172.21.0.0/16',
          CidrBlockAssociationSet: [
            { CidrBlock: '172.21.0.0/16', CidrBlockState: { State: 'associated' } },
            { CidrBlock: '100.64.0.0/16', CidrBlockState: { State: 'associating' } },
            { CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'disassociating' } },
            { CidrBlock: '10.2.0.0/16', CidrBlockState: { State: 'failed' } },
            { CidrBlock: '10.3.0.0/16' },
          ],
        },
      ],
    });
    expect(await account.vpc(vpcId)).toEqual({ vpcId, cidrBlocks: ['172.21.0.0/16', '100.64.0.0/16', '10.3.0.0/16'] });
    expect(ec2).toHaveReceivedCommandExactlyOnceWith(DescribeVpcsCommand, { VpcIds: [vpcId] });
  });

  test.each(['InvalidVpcID.NotFound', 'InvalidVpcId.NotFound'])('that is %s is undefined', async (code) => {
    ec2.on(DescribeVpcsCommand).rejects(refusal(code));
    expect(await account.vpc(vpcId)).toBeUndefined();
  });

  test.each([[{}], [{ Vpcs: [] }]])('is undefined when the answer is %j', async (answer) => {
    ec2.on(DescribeVpcsCommand).resolves(answer);
    expect(await account.vpc(vpcId)).toBeUndefined();
  });

  test('with a malformed id is an error, not absent', async () => {
    ec2.on(DescribeVpcsCommand).rejects(refusal('InvalidVpcID.Malformed', 'Invalid id: "vpc-x"'));
    const error = await rejection(account.vpc('vpc-x'));
    expect(error.name).toBe('Ec2Rejected');
    expect(error.message).toContain('InvalidVpcID.Malformed: Invalid id: "vpc-x"');
  });
});

test('the subnets of a VPC are listed over all pages', async () => {
  ec2
    .on(DescribeSubnetsCommand)
    .resolvesOnce({ Subnets: [{ SubnetId: 'subnet-1' }], NextToken: 'more' })
    .resolvesOnce({ NextToken: 'still more' })
    .resolvesOnce({ Subnets: [{ SubnetId: 'subnet-2' }, {}], NextToken: '' });
  expect(await account.subnetIds(vpcId)).toEqual(['subnet-1', 'subnet-2']);
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  expect(ec2).toHaveReceivedCommandTimes(DescribeSubnetsCommand, 3);
  expect(ec2).toHaveReceivedNthCommandWith(DescribeSubnetsCommand, 1, { Filters });
  expect(ec2).toHaveReceivedNthCommandWith(DescribeSubnetsCommand, 2, { Filters, NextToken: 'more' });
  expect(ec2).toHaveReceivedNthCommandWith(DescribeSubnetsCommand, 3, { Filters, NextToken: 'still more' });
});

describe('route tables', () => {
  const tables = (...RouteTables: object[]) => ec2.on(DescribeRouteTablesCommand).resolves({ RouteTables });

  test('of a VPC are listed over all pages', async () => {
    ec2
      .on(DescribeRouteTablesCommand)
      .resolvesOnce({ RouteTables: [{ RouteTableId: 'rtb-1', VpcId: vpcId }], NextToken: 'more' })
      .resolvesOnce({ RouteTables: [{ RouteTableId: 'rtb-2', VpcId: vpcId }] });
    const empty = { vpcId, main: false, subnetIds: [], routes: [] };
    expect(await account.routeTables(vpcId)).toEqual([
      { ...empty, routeTableId: 'rtb-1' },
      { ...empty, routeTableId: 'rtb-2' },
    ]);
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
    expect(ec2).toHaveReceivedNthCommandWith(DescribeRouteTablesCommand, 2, { Filters, NextToken: 'more' });
  });

  test('say whether they are the main one, and which subnets name them', async () => {
    tables(
      { RouteTableId: 'rtb-main', VpcId: vpcId, Associations: [{ Main: true }] },
      {
        RouteTableId: 'rtb-custom',
        VpcId: vpcId,
        Associations: [
          { Main: false, SubnetId: 'subnet-1', AssociationState: { State: 'associated' } },
          { Main: false, SubnetId: 'subnet-2', AssociationState: { State: 'associating' } },
          { Main: false, SubnetId: 'subnet-3', AssociationState: { State: 'disassociated' } },
        ],
      },
    );
    expect(await account.routeTables(vpcId)).toMatchObject([
      { routeTableId: 'rtb-main', main: true, subnetIds: [] },
      { routeTableId: 'rtb-custom', main: false, subnetIds: ['subnet-1', 'subnet-2'] },
    ]);
  });

  test('of a gateway are left out', async () => {
    tables(
      { RouteTableId: 'rtb-edge', VpcId: vpcId, Associations: [{ GatewayId: 'igw-1', Main: false }] },
      { RouteTableId: 'rtb-plain', VpcId: vpcId },
    );
    expect((await account.routeTables(vpcId)).map((table) => table.routeTableId)).toEqual(['rtb-plain']);
  });

  test('give their IPv4 routes with state, target and origin', async () => {
    const origin = 'CreateRoute';
    tables({
      RouteTableId: rtb,
      VpcId: vpcId,
      Routes: [
        { DestinationCidrBlock: '172.21.0.0/16', GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' },
        { DestinationCidrBlock: '100.64.0.0/25', VpcPeeringConnectionId: pcx, State: 'blackhole', Origin: origin },
        { DestinationCidrBlock: '10.9.0.0/16', NatGatewayId: 'nat-1', State: 'filtered', Origin: 'Advertisement' },
        { DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-1', State: 'active', Origin: origin },
        { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active', Origin: origin },
      ],
    });
    const [table] = await account.routeTables(vpcId);
    expect(table?.routes).toEqual([
      { destinationCidrBlock: '172.21.0.0/16', state: 'active', target: 'local', origin: 'CreateRouteTable' },
      { destinationCidrBlock: '100.64.0.0/25', state: 'blackhole', target: pcx, origin },
      { destinationCidrBlock: '10.9.0.0/16', state: 'filtered', target: 'nat-1', origin: 'Advertisement' },
    ]);
  });

  test.each([
    [{ VpcPeeringConnectionId: 'pcx-1', GatewayId: 'igw-1' }, 'pcx-1'],
    [{ GatewayId: 'igw-1' }, 'igw-1'],
    [{ NatGatewayId: 'nat-1' }, 'nat-1'],
    [{ TransitGatewayId: 'tgw-1' }, 'tgw-1'],
    [{ NetworkInterfaceId: 'eni-1', InstanceId: 'i-1' }, 'eni-1'],
    [{ InstanceId: 'i-1' }, 'i-1'],
    [{ EgressOnlyInternetGatewayId: 'eigw-1' }, 'eigw-1'],
    [{ LocalGatewayId: 'lgw-1' }, 'lgw-1'],
    [{ CarrierGatewayId: 'cagw-1' }, 'cagw-1'],
    [{ CoreNetworkArn: 'arn:core' }, 'arn:core'],
    [{ OdbNetworkArn: 'arn:odb' }, 'arn:odb'],
    [{ SomethingNewId: 'new-1' }, 'unknown'],
  ])('name what a route with %j points to', async (given, target) => {
    tables({ RouteTableId: rtb, VpcId: vpcId, Routes: [{ DestinationCidrBlock: '10.0.0.0/8', ...given }] });
    const [table] = await account.routeTables(vpcId);
    expect(table?.routes).toMatchObject([{ target, state: 'active' }]);
  });

  test('take a state that AWS has added since as alive', async () => {
    tables({ RouteTableId: rtb, VpcId: vpcId, Routes: [{ DestinationCidrBlock: '10.0.0.0/8', State: 'resting' }] });
    expect((await account.routeTables(vpcId))[0]?.routes).toMatchObject([{ state: 'active' }]);
  });
});

describe('a peering', () => {
  const pending: VpcPeeringConnection = {
    VpcPeeringConnectionId: pcx,
    Status: { Code: 'pending-acceptance', Message: 'Pending Acceptance by 111111111111' },
    AccepterVpcInfo: { VpcId: vpcId, OwnerId: ownAccount, CidrBlock: '172.21.0.0/16' },
    RequesterVpcInfo: { VpcId: 'vpc-0fedcba9876543210', OwnerId: '999999999999' },
  };
  const active: VpcPeeringConnection = {
    ...pending,
    Status: { Code: 'active', Message: 'Active' },
    RequesterVpcInfo: {
      ...pending.RequesterVpcInfo,
      CidrBlock: '100.64.152.0/25',
      CidrBlockSet: [{ CidrBlock: '100.64.152.0/25' }, { CidrBlock: '100.64.153.0/25' }],
    },
  };

  test('that waits is read without ranges, which EC2 does not tell yet', async () => {
    ec2.on(DescribeVpcPeeringConnectionsCommand).resolves({ VpcPeeringConnections: [pending] });
    expect(await account.peering(pcx)).toEqual({
      id: pcx,
      status: 'pending-acceptance',
      statusMessage: 'Pending Acceptance by 111111111111',
      accepterVpcId: vpcId,
      requesterOwnerId: '999999999999',
      requesterCidrBlocks: [],
      tags: {},
    });
    expect(ec2).toHaveReceivedCommandExactlyOnceWith(DescribeVpcPeeringConnectionsCommand, {
      VpcPeeringConnectionIds: [pcx],
    });
  });

  test('that is active tells the ranges of the other side, each once', async () => {
    ec2.on(DescribeVpcPeeringConnectionsCommand).resolves({ VpcPeeringConnections: [active] });
    expect(await account.peering(pcx)).toMatchObject({
      status: 'active',
      requesterCidrBlocks: ['100.64.152.0/25', '100.64.153.0/25'],
      tags: {},
    });
  });

  test("has the tags of the accepter's side", async () => {
    const Tags = [{ Key: 'canal:network', Value: 'plant' }, { Key: 'empty' }];
    ec2.on(DescribeVpcPeeringConnectionsCommand).resolves({ VpcPeeringConnections: [{ ...active, Tags }] });
    expect((await account.peering(pcx))?.tags).toEqual({ 'canal:network': 'plant', empty: '' });
  });

  test('of which EC2 tells only the id has empty facts', async () => {
    ec2.on(DescribeVpcPeeringConnectionsCommand).resolves({ VpcPeeringConnections: [{ VpcPeeringConnectionId: pcx }] });
    expect(await account.peering(pcx)).toEqual({
      id: pcx,
      status: '',
      statusMessage: '',
      accepterVpcId: '',
      requesterOwnerId: '',
      requesterCidrBlocks: [],
      tags: {},
    });
  });

  test.each(['InvalidVpcPeeringConnectionID.NotFound', 'InvalidVpcPeeringConnectionId.NotFound'])(
    'that is %s is undefined',
    async (code) => {
      ec2.on(DescribeVpcPeeringConnectionsCommand).rejects(refusal(code));
      expect(await account.peering(pcx)).toBeUndefined();
    },
  );

  test.each([[{}], [{ VpcPeeringConnections: [] }]])('is undefined when the answer is %j', async (answer) => {
    ec2.on(DescribeVpcPeeringConnectionsCommand).resolves(answer);
    expect(await account.peering(pcx)).toBeUndefined();
  });

  test('that counts against the quota of its VPC is listed over all pages', async () => {
    const other = { ...active, VpcPeeringConnectionId: 'pcx-2' };
    ec2
      .on(DescribeVpcPeeringConnectionsCommand)
      .resolvesOnce({ VpcPeeringConnections: [pending], NextToken: 'more' })
      .resolvesOnce({ VpcPeeringConnections: [other] });
    expect((await account.livePeerings(vpcId)).map(({ id }) => id)).toEqual([pcx, 'pcx-2']);
    const Filters = [
      { Name: 'accepter-vpc-info.vpc-id', Values: [vpcId] },
      { Name: 'status-code', Values: ['pending-acceptance', 'provisioning', 'active'] },
    ];
    expect(ec2).toHaveReceivedNthCommandWith(DescribeVpcPeeringConnectionsCommand, 1, { Filters });
    expect(ec2).toHaveReceivedNthCommandWith(DescribeVpcPeeringConnectionsCommand, 2, { Filters, NextToken: 'more' });
  });

  test('is accepted', async () => {
    ec2.on(AcceptVpcPeeringConnectionCommand).resolves({});
    expect(await account.acceptPeering(pcx)).toBe('accepted');
    expect(ec2).toHaveReceivedCommandExactlyOnceWith(AcceptVpcPeeringConnectionCommand, {
      VpcPeeringConnectionId: pcx,
    });
  });

  test('that is in another state is not pending', async () => {
    ec2.on(AcceptVpcPeeringConnectionCommand).rejects(refusal('InvalidStateTransition'));
    expect(await account.acceptPeering(pcx)).toBe('not-pending');
  });

  test.each([
    ['InvalidVpcPeeringConnectionID.NotFound', 'NotFound'],
    ['OperationNotPermitted', 'Ec2Rejected'],
    ['VpcPeeringConnectionsPerVpcLimitExceeded', 'QuotaExceeded'],
    ['UnauthorizedOperation', 'Ec2Denied'],
  ])('that cannot be accepted because of %s is %s', async (code, name) => {
    ec2.on(AcceptVpcPeeringConnectionCommand).rejects(refusal(code));
    expect((await rejection(account.acceptPeering(pcx))).name).toBe(name);
  });
});

test('tags are created on a resource', async () => {
  ec2.on(CreateTagsCommand).resolves({});
  await account.tag(pcx, { 'canal:network': 'two-vpcs', Name: 'app' });
  expect(ec2).toHaveReceivedCommandExactlyOnceWith(CreateTagsCommand, {
    Resources: [pcx],
    Tags: [
      { Key: 'canal:network', Value: 'two-vpcs' },
      { Key: 'Name', Value: 'app' },
    ],
  });
});

describe('a route', () => {
  const input = { RouteTableId: rtb, DestinationCidrBlock: '100.64.152.0/25', VpcPeeringConnectionId: pcx };

  test('is created', async () => {
    ec2.on(CreateRouteCommand).resolves({ Return: true });
    expect(await account.createRoute(rtb, '100.64.152.0/25', pcx)).toBe('created');
    expect(ec2).toHaveReceivedCommandExactlyOnceWith(CreateRouteCommand, input);
  });

  test('whose range the table has already exists, whatever it points to', async () => {
    ec2.on(CreateRouteCommand).rejects(refusal('RouteAlreadyExists'));
    expect(await account.createRoute(rtb, '100.64.152.0/25', pcx)).toBe('exists');
  });

  test.each([
    ['RouteLimitExceeded', 'QuotaExceeded'],
    ['InvalidRouteTableID.NotFound', 'NotFound'],
    ['InvalidParameterValue', 'Ec2Rejected'],
  ])('that EC2 refuses with %s is %s', async (code, name) => {
    ec2.on(CreateRouteCommand).rejects(refusal(code));
    expect((await rejection(account.createRoute(rtb, '100.64.152.0/25', pcx))).name).toBe(name);
  });

  test('is replaced', async () => {
    ec2.on(ReplaceRouteCommand).resolves({});
    await account.replaceRoute(rtb, '100.64.152.0/25', pcx);
    expect(ec2).toHaveReceivedCommandExactlyOnceWith(ReplaceRouteCommand, input);
  });

  test('is deleted', async () => {
    ec2.on(DeleteRouteCommand).resolves({});
    await account.deleteRoute(rtb, '100.64.152.0/25');
    expect(ec2).toHaveReceivedCommandExactlyOnceWith(DeleteRouteCommand, {
      RouteTableId: rtb,
      DestinationCidrBlock: '100.64.152.0/25',
    });
  });

  test.each(['InvalidRoute.NotFound', 'InvalidRouteTableID.NotFound'])('%s: it is gone already', async (code) => {
    ec2.on(DeleteRouteCommand).rejects(refusal(code, 'no route with destination-cidr-block 100.64.152.0/25'));
    await account.deleteRoute(rtb, '100.64.152.0/25');
  });

  test('that is not there to be replaced is an error', async () => {
    ec2.on(ReplaceRouteCommand).rejects(refusal('InvalidParameterValue', 'There is no route defined'));
    expect((await rejection(account.replaceRoute(rtb, '100.64.152.0/25', pcx))).name).toBe('Ec2Rejected');
  });
});

const calls: Record<keyof PeerAccount, () => Promise<unknown>> = {
  vpc: () => account.vpc(vpcId),
  subnetIds: () => account.subnetIds(vpcId),
  routeTables: () => account.routeTables(vpcId),
  securityGroups: () => account.securityGroups(vpcId),
  networkInterfaces: () => account.networkInterfaces(vpcId),
  networkAcls: () => account.networkAcls(vpcId),
  livePeerings: () => account.livePeerings(vpcId),
  shownPeerings: () => account.shownPeerings(),
  peering: () => account.peering(pcx),
  acceptPeering: () => account.acceptPeering(pcx),
  tag: () => account.tag(pcx, { a: 'b' }),
  createRoute: () => account.createRoute(rtb, '10.0.0.0/16', pcx),
  replaceRoute: () => account.replaceRoute(rtb, '10.0.0.0/16', pcx),
  deleteRoute: () => account.deleteRoute(rtb, '10.0.0.0/16'),
};

test('the IAM action of each method is what it calls, and what it names when it is refused', async () => {
  ec2.onAnyCommand().rejects(refusal('UnauthorizedOperation', 'no', 403));
  const named: Record<string, string | undefined> = {};
  for (const [method, call] of Object.entries(calls)) {
    const error = await rejection(call());
    expect(error.name).toBe('Ec2Denied');
    named[method] = /Allow (\S+) to the role/.exec(error.message)?.[1];
  }
  const called = ec2.calls().map(({ args }) => `ec2:${args[0].constructor.name.replace(/Command$/, '')}`);
  expect(Object.values(named)).toEqual(called);
  expect(named).toEqual(ec2ActionOf);
  expect([...ec2Actions].sort()).toEqual([...new Set(called)].sort());
});

test.each(Object.entries(calls))('%s passes throttling on, without trying again', async (_, call) => {
  ec2.onAnyCommand().rejects(refusal('RequestLimitExceeded', 'Request limit exceeded.', 503));
  expect((await rejection(call())).name).toBe('Ec2Throttled');
  expect(ec2.send.callCount).toBe(1);
});
