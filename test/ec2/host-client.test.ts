import {
  AttachNetworkInterfaceCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteTableCommand,
  DeleteSubnetCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcPeeringConnectionsCommand,
  EC2Client,
  EC2ServiceException,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostActionOf, hostClient } from '../../src/ec2/host-client.ts';
import type { HostChanges, HostReads } from '../../src/steps/ports.ts';
import { openingWith, rejection } from './opening.ts';

const mock = () => mockClient(EC2Client);
let ec2 = {} as ReturnType<typeof mock>;
let account: HostReads & HostChanges;

beforeEach(() => {
  ec2 = mock();
  account = hostClient(openingWith(), 'eu-west-1');
});
afterEach(() => ec2.restore());

const vpcId = 'vpc-1';
const tags = { 'canal:network': 'plant' };
const rules = [
  { protocol: 'udp', fromPort: 53, toPort: 53, source: '100.64.0.0/24' },
  { protocol: 'tcp', fromPort: 0, toPort: 65_535, source: '::/0' },
  { protocol: '-1', source: '10.0.0.0/8' },
  { protocol: '-1', source: 'pl-1' },
  { protocol: '-1', source: 'sg-2' },
  { protocol: '-1', source: '222222222222/sg-3' },
];
const nic = { subnetId: 'subnet-1', address: '10.0.64.4', groupId: 'sg-1', description: 'DNS' };
const refusal = (name: string) =>
  new EC2ServiceException({ name, message: 'As EC2 says.', $fault: 'client', $metadata: { httpStatusCode: 400 } });

/** Every method, called. */
const calls = (): Record<keyof HostReads | keyof HostChanges, () => Promise<unknown>> => ({
  instance: () => account.instance('i-1'),
  interfaceLimit: () => account.interfaceLimit('t3.small'),
  vpcRanges: () => account.vpcRanges(vpcId),
  hostSubnets: () => account.hostSubnets(vpcId),
  hostTables: () => account.hostTables(vpcId),
  hostGroup: () => account.hostGroup(vpcId, 'canal-plant-dns'),
  hostGroups: () => account.hostGroups(vpcId),
  hostInterfaces: () => account.hostInterfaces({ subnetId: 'subnet-1' }),
  hostPeerings: () => account.hostPeerings(vpcId),
  peeringRanges: () => account.peeringRanges('pcx-1'),
  makeSubnet: () => account.makeSubnet(vpcId, '10.0.64.0/28', 'eu-west-1a', tags),
  deleteSubnet: () => account.deleteSubnet('subnet-1'),
  makeTable: () => account.makeTable(vpcId, tags, 'token'),
  deleteTable: () => account.deleteTable('rtb-1'),
  associateTable: () => account.associateTable('rtb-1', 'subnet-1'),
  dissociateTable: () => account.dissociateTable('rtbassoc-1'),
  makeTableRoute: () => account.makeTableRoute('rtb-1', '100.64.0.0/24', 'pcx-1'),
  moveTableRoute: () => account.moveTableRoute('rtb-1', '100.64.0.0/24', 'pcx-1'),
  dropTableRoute: () => account.dropTableRoute('rtb-1', '100.64.0.0/24'),
  makeGroup: () => account.makeGroup(vpcId, 'canal-plant-dns', 'DNS', tags),
  deleteGroup: () => account.deleteGroup('sg-1'),
  letIn: () => account.letIn('sg-1', rules),
  keepOut: () => account.keepOut('sg-1', rules),
  makeInterface: () => account.makeInterface(nic, tags, 'token'),
  deleteInterface: () => account.deleteInterface('eni-1'),
  guardInterface: () => account.guardInterface('eni-1', 'sg-1'),
  attachInterface: () => account.attachInterface('eni-1', 'i-1', 2),
  detachInterface: () => account.detachInterface('eni-attach-1'),
});

test('the IAM actions of each method are what it calls, and tagging where it makes something', async () => {
  ec2.onAnyCommand().resolves({});
  ec2.on(DescribeInstanceTypesCommand).resolves({
    InstanceTypes: [{ NetworkInfo: { MaximumNetworkInterfaces: 3 } }],
  });
  const made: Record<string, unknown> = {};
  for (const [method, call] of Object.entries(calls())) {
    ec2.resetHistory();
    await call();
    const sent = ec2.calls().map(({ args: [command] }) => command);
    const actions = sent.flatMap(({ constructor: { name }, input }) => [
      `ec2:${name.replace(/Command$/, '')}`,
      ...('TagSpecifications' in input ? ['ec2:CreateTags'] : []),
    ]);
    made[method] = actions.length === 1 ? actions[0] : actions;
  }
  expect(made).toEqual(hostActionOf);
});

test('what AWS refuses names the operation, the account and the Region, for each method', async () => {
  ec2.onAnyCommand().rejects(refusal('UnauthorizedOperation'));
  for (const call of Object.values(calls())) {
    const error = await rejection(call());
    expect(error).toMatchObject({ name: 'Ec2Denied' });
    expect(error.message).toMatch(/AWS refused [A-Z]\w+ in account 111111111111, eu-west-1/);
  }
});

describe('an instance', () => {
  test('is read with its zone, its state and its interfaces', async () => {
    const NetworkInterfaces = [
      { NetworkInterfaceId: 'eni-0', Attachment: { DeviceIndex: 0 } },
      { NetworkInterfaceId: 'eni-1', Attachment: { DeviceIndex: 2 } },
    ];
    const shown = {
      InstanceId: 'i-1',
      InstanceType: 't3.small' as const,
      State: { Name: 'running' as const },
      VpcId: vpcId,
      Placement: { AvailabilityZone: 'eu-west-1a' },
      NetworkInterfaces,
    };
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [shown] }] });
    expect(await account.instance('i-1')).toEqual({
      instanceId: 'i-1',
      instanceType: 't3.small',
      state: 'running',
      vpcId,
      availabilityZone: 'eu-west-1a',
      interfaces: [
        { networkInterfaceId: 'eni-0', deviceIndex: 0 },
        { networkInterfaceId: 'eni-1', deviceIndex: 2 },
      ],
    });
  });

  test('that is not there is undefined', async () => {
    ec2.on(DescribeInstancesCommand).rejectsOnce(refusal('InvalidInstanceID.NotFound')).resolves({ Reservations: [] });
    expect(await account.instance('i-1')).toBeUndefined();
    expect(await account.instance('i-1')).toBeUndefined();
  });

  test('of a type whose ENIs EC2 does not tell is an error: nobody may guess', async () => {
    ec2.on(DescribeInstanceTypesCommand).resolves({ InstanceTypes: [{}] });
    expect(await rejection(account.interfaceLimit('z9.nano'))).toMatchObject({ name: 'Ec2Rejected' });
  });
});

test('subnets and peerings are read over all pages; dead peerings do not count', async () => {
  ec2
    .on(DescribeSubnetsCommand, { NextToken: undefined })
    .resolves({ Subnets: [{ SubnetId: 'subnet-1' }], NextToken: 'more' })
    .on(DescribeSubnetsCommand, { NextToken: 'more' })
    .resolves({ Subnets: [{ SubnetId: 'subnet-2', Tags: [{ Key: 'a', Value: 'b' }] }] });
  const found = await account.hostSubnets(vpcId);
  expect(found.map(({ subnetId, tags: shown }) => [subnetId, shown])).toEqual([
    ['subnet-1', {}],
    ['subnet-2', { a: 'b' }],
  ]);
  ec2
    .on(DescribeVpcPeeringConnectionsCommand, { NextToken: undefined })
    .resolves({ VpcPeeringConnections: [{ VpcPeeringConnectionId: 'pcx-1' }, {}], NextToken: 'more' })
    .on(DescribeVpcPeeringConnectionsCommand, { NextToken: 'more' })
    .resolves({
      VpcPeeringConnections: [
        { VpcPeeringConnectionId: 'pcx-3', RequesterVpcInfo: { OwnerId: '9' }, Tags: [{ Key: 'a', Value: 'b' }] },
      ],
    });
  expect(await account.hostPeerings(vpcId)).toEqual([
    { peeringId: 'pcx-1', tags: {} },
    { peeringId: '', tags: {} },
    { peeringId: 'pcx-3', tags: { a: 'b' } },
  ]);
  expect(ec2).toHaveReceivedCommandWith(DescribeVpcPeeringConnectionsCommand, {
    Filters: [
      { Name: 'accepter-vpc-info.vpc-id', Values: [vpcId] },
      { Name: 'status-code', Values: ['pending-acceptance', 'provisioning', 'active'] },
    ],
  });
});

const IpPermissions = [
  { IpProtocol: 'udp', FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: '100.64.0.0/24' }] },
  { IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535, Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
  { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
  { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] },
  { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-2' }] },
  { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-3', UserId: '222222222222' }] },
];

test('a security group is read with all that it lets in, from ranges, lists and groups; all protocols have no ports', async () => {
  const shown = { GroupId: 'sg-1', OwnerId: '111111111111', IpPermissions };
  ec2.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [shown] });
  expect(await account.hostGroup(vpcId, 'canal-plant-dns')).toEqual({ groupId: 'sg-1', rules, tags: {} });
  const own = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: '111111111111' }] };
  ec2.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [{ ...shown, IpPermissions: [own] }] });
  expect((await account.hostGroups(vpcId)).map((one) => one.rules)).toEqual([[{ protocol: '-1', source: 'sg-2' }]]);
  ec2.on(DescribeSecurityGroupsCommand).resolves({});
  expect(await account.hostGroup(vpcId, 'canal-plant-dns')).toBeUndefined();
});

test('an ENI that has been detached has no attachment', async () => {
  const attached = { AttachmentId: 'eni-attach-1', InstanceId: 'i-1', DeviceIndex: 2 };
  ec2.on(DescribeNetworkInterfacesCommand).resolves({
    NetworkInterfaces: [
      { NetworkInterfaceId: 'eni-1', Attachment: { ...attached, Status: 'detached' } },
      { NetworkInterfaceId: 'eni-2', Attachment: { ...attached, Status: 'detaching' } },
    ],
  });
  const found = await account.hostInterfaces({ vpcId });
  expect(ec2).toHaveReceivedCommandWith(DescribeNetworkInterfacesCommand, {
    Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
  });
  expect(found.map(({ attachment }) => attachment?.status)).toEqual([undefined, 'detaching']);
});

describe('a change', () => {
  test('tags what it makes, in the same call, and gives EC2 the token by which it knows a second try', async () => {
    ec2.on(CreateRouteTableCommand).resolves({ RouteTable: { RouteTableId: 'rtb-1' } });
    ec2.on(CreateNetworkInterfaceCommand).resolves({ NetworkInterface: { NetworkInterfaceId: 'eni-1' } });
    const Tags = [{ Key: 'canal:network', Value: 'plant' }];
    expect(await account.makeTable(vpcId, tags, 'token-1')).toMatchObject({ routeTableId: 'rtb-1', associations: [] });
    expect(await account.makeInterface(nic, tags, 'token-2')).toMatchObject({ networkInterfaceId: 'eni-1' });
    expect(ec2).toHaveReceivedCommandWith(CreateRouteTableCommand, {
      ClientToken: 'token-1',
      TagSpecifications: [{ ResourceType: 'route-table', Tags }],
    });
    expect(ec2).toHaveReceivedCommandWith(CreateNetworkInterfaceCommand, {
      SubnetId: 'subnet-1',
      PrivateIpAddress: '10.0.64.4',
      Groups: ['sg-1'],
      ClientToken: 'token-2',
      TagSpecifications: [{ ResourceType: 'network-interface', Tags }],
    });
  });

  test('of rules sends them as they were read, so that EC2 knows them again', async () => {
    ec2.onAnyCommand().resolves({});
    await account.letIn('sg-1', rules);
    await account.keepOut('sg-1', rules);
    for (const command of [AuthorizeSecurityGroupIngressCommand, RevokeSecurityGroupIngressCommand] as const) {
      expect(ec2.commandCalls(command as typeof AuthorizeSecurityGroupIngressCommand)[0]?.args[0].input).toEqual({
        GroupId: 'sg-1',
        IpPermissions,
      });
    }
  });

  test.each<[keyof HostChanges, string]>([
    ['deleteSubnet', 'InvalidSubnetID.NotFound'],
    ['deleteTable', 'InvalidRouteTableID.NotFound'],
    ['dissociateTable', 'InvalidAssociationID.NotFound'],
    ['dropTableRoute', 'InvalidRoute.NotFound'],
    ['deleteGroup', 'InvalidGroup.NotFound'],
    ['keepOut', 'InvalidPermission.NotFound'],
    ['deleteInterface', 'InvalidNetworkInterfaceID.NotFound'],
    ['detachInterface', 'InvalidAttachmentID.NotFound'],
    ['letIn', 'InvalidPermission.Duplicate'],
    ['attachInterface', 'InvalidNetworkInterface.InUse'],
  ])('%s that finds it done already (%s) is done', async (method, code) => {
    ec2.onAnyCommand().rejects(refusal(code));
    await expect(calls()[method]()).resolves.toBeUndefined();
  });

  test('that something stands in the way of is an error, with what EC2 says', async () => {
    ec2.on(DeleteSubnetCommand).rejects(refusal('DependencyViolation'));
    ec2.on(AttachNetworkInterfaceCommand).rejects(refusal('AttachmentLimitExceeded'));
    expect((await rejection(account.deleteSubnet('subnet-1'))).message).toContain('DependencyViolation: As EC2 says');
    expect(await rejection(account.attachInterface('eni-1', 'i-1', 2))).toMatchObject({ name: 'QuotaExceeded' });
  });
});
