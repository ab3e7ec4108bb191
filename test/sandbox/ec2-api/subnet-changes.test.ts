import {
  AssociateRouteTableCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSubnetCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { hostVpc, ours, refusal, settingWithHost } from './setting.ts';

const place = { VpcId: hostVpc, CidrBlock: '10.0.64.0/28', AvailabilityZone: 'ap-northeast-1a' };

test('a subnet is created with its tags, described like any other, and guarded by the default network ACL', async () => {
  const { ec2 } = settingWithHost();
  const TagSpecifications = [{ ResourceType: 'subnet' as const, Tags: [{ Key: 'canal:network', Value: 'plant-1' }] }];
  const { Subnet } = await ec2().send(new CreateSubnetCommand({ ...place, TagSpecifications }));
  expect(Subnet).toMatchObject({
    SubnetId: expect.stringMatching(/^subnet-[0-9a-f]{17}$/),
    VpcId: hostVpc,
    OwnerId: ours,
    CidrBlock: '10.0.64.0/28',
    AvailabilityZone: 'ap-northeast-1a',
    AvailableIpAddressCount: 11,
    State: 'available',
    Tags: [{ Key: 'canal:network', Value: 'plant-1' }],
  });
  const Filters = [{ Name: 'tag:canal:network', Values: ['plant-1'] }];
  expect((await ec2().send(new DescribeSubnetsCommand({ Filters }))).Subnets).toEqual([Subnet]);
  const acls = await ec2().send(
    new DescribeNetworkAclsCommand({ Filters: [{ Name: 'association.subnet-id', Values: [Subnet?.SubnetId ?? ''] }] }),
  );
  expect(acls.NetworkAcls?.map(({ IsDefault }) => IsDefault)).toEqual([true]);
});

test.each([
  ['outside the VPC', { CidrBlock: '10.1.0.0/28' }, 'InvalidSubnet.Range'],
  ['smaller than /28', { CidrBlock: '10.0.64.0/29' }, 'InvalidSubnet.Range'],
  ['over another subnet', { CidrBlock: '10.0.0.16/28' }, 'InvalidSubnet.Conflict'],
  ['that is no range', { CidrBlock: '10.0.64.0' }, 'InvalidParameterValue'],
  ['in a zone that is not there', { AvailabilityZone: 'ap-northeast-1z' }, 'InvalidParameterValue'],
  ['in a VPC that is not there', { VpcId: 'vpc-00000001' }, 'InvalidVpcID.NotFound'],
  ['that is only tried', { DryRun: true }, 'DryRunOperation'],
])('a subnet %s is refused, and none is made', async (_, more, code) => {
  const { ec2 } = settingWithHost();
  const before = (await ec2().send(new DescribeSubnetsCommand({}))).Subnets?.length;
  expect((await refusal(ec2().send(new CreateSubnetCommand({ ...place, ...more })))).code).toBe(code);
  expect((await ec2().send(new DescribeSubnetsCommand({}))).Subnets?.length).toBe(before);
});

test('a VPC has no more subnets than its quota', async () => {
  const { ec2 } = settingWithHost('t3.small', { subnetsPerVpc: 2 });
  await ec2().send(new CreateSubnetCommand(place));
  const more = ec2().send(new CreateSubnetCommand({ ...place, CidrBlock: '10.0.64.16/28' }));
  expect((await refusal(more)).code).toBe('SubnetLimitExceeded');
});

test('a subnet goes with its associations, but not while an interface is in it', async () => {
  const { ec2 } = settingWithHost();
  const client = ec2();
  const SubnetId = (await client.send(new CreateSubnetCommand(place))).Subnet?.SubnetId ?? '';
  const { RouteTable } = await client.send(new CreateRouteTableCommand({ VpcId: hostVpc }));
  const RouteTableId = RouteTable?.RouteTableId ?? '';
  await client.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  const { NetworkInterface } = await client.send(new CreateNetworkInterfaceCommand({ SubnetId }));
  expect((await refusal(client.send(new DeleteSubnetCommand({ SubnetId })))).code).toBe('DependencyViolation');
  await client.send(
    new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId ?? '' }),
  );
  await client.send(new DeleteSubnetCommand({ SubnetId }));
  const { RouteTables } = await client.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  expect(RouteTables?.[0]?.Associations).toEqual([]);
  expect((await refusal(client.send(new DeleteSubnetCommand({ SubnetId })))).code).toBe('InvalidSubnetID.NotFound');
});
