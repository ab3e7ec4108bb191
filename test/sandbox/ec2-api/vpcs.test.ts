import { DescribeSubnetsCommand, DescribeVpcsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, customer, dnsVpc, ours, refusal, setting } from './setting.ts';

const vpcs = async (client: EC2Client, input: ConstructorParameters<typeof DescribeVpcsCommand>[0] = {}) =>
  (await client.send(new DescribeVpcsCommand(input))).Vpcs ?? [];
const subnets = async (client: EC2Client, input: ConstructorParameters<typeof DescribeSubnetsCommand>[0] = {}) =>
  (await client.send(new DescribeSubnetsCommand(input))).Subnets ?? [];

test('a VPC is described with its secondary ranges, the same each time', async () => {
  const file = [
    {
      vpcId: appVpc,
      cidrBlock: '172.21.0.0/16',
      secondaryCidrBlocks: ['100.64.0.0/16'],
      tags: { Name: 'a <b> & "c" \'d\' \r\n日本' },
    },
  ];
  const { ec2 } = setting({ accounts: [{ accountId: ours, vpcs: file }] });
  const found = await vpcs(ec2());
  const association = (CidrBlock: string) => ({
    AssociationId: expect.stringMatching(/^vpc-cidr-assoc-[0-9a-f]{17}$/),
    CidrBlock,
    CidrBlockState: { State: 'associated' },
  });
  expect(found).toEqual([
    {
      VpcId: appVpc,
      OwnerId: ours,
      State: 'available',
      CidrBlock: '172.21.0.0/16',
      CidrBlockAssociationSet: [association('172.21.0.0/16'), association('100.64.0.0/16')],
      DhcpOptionsId: expect.stringMatching(/^dopt-/),
      InstanceTenancy: 'default',
      IsDefault: false,
      Tags: [{ Key: 'Name', Value: 'a <b> & "c" \'d\' \r\n日本' }],
    },
  ]);
  expect(await vpcs(ec2())).toEqual(found);
});

test('VPCs are found by ids, ranges and tags', async () => {
  const { ec2 } = setting();
  const by = async (Name: string, ...Values: string[]) =>
    (await vpcs(ec2(), { Filters: [{ Name, Values }] })).map(({ VpcId }) => VpcId);
  expect(await by('cidr', '172.21.0.0/16')).toEqual([appVpc]);
  expect(await by('cidr-block-association.cidr-block', '172.*')).toEqual([appVpc]);
  expect(await by('vpc-id', dnsVpc)).toEqual([]);
  expect(await by('tag:Name', 'a?p')).toEqual([appVpc]);
  expect(await by('tag:Name', 'APP')).toEqual([]);
  expect(await by('tag-key', 'Na*')).toEqual([appVpc]);
  const [vpc] = await vpcs(ec2());
  expect(
    await by('cidr-block-association.association-id', vpc?.CidrBlockAssociationSet?.[0]?.AssociationId ?? ''),
  ).toEqual([appVpc]);
  expect(await by('cidr-block-association.state', 'associat?d')).toEqual([appVpc]);
  expect(await by('dhcp-options-id', vpc?.DhcpOptionsId ?? '')).toEqual([appVpc]);
  expect(await by('owner-id', ours)).toEqual([appVpc]);
  expect(await by('is-default', 'true')).toEqual([]);
  expect(await by('state', 'available')).toEqual([appVpc]);
});

test("an account does not see another's VPC, nor one of another Region", async () => {
  const { ec2 } = setting();
  const dns = { VpcIds: [dnsVpc] };
  expect(await refusal(vpcs(ec2(), dns))).toEqual({
    code: 'InvalidVpcID.NotFound',
    message: `The vpc ID '${dnsVpc}' does not exist`,
    status: 400,
  });
  expect((await refusal(vpcs(ec2(customer, 'us-west-2'), dns))).code).toBe('InvalidVpcID.NotFound');
  expect(await vpcs(ec2(customer), dns)).toHaveLength(1);
  expect((await refusal(vpcs(ec2(), { VpcIds: ['vpc-xyz'] }))).code).toBe('InvalidVpcID.Malformed');
  expect((await refusal(vpcs(ec2(), { DryRun: true }))).code).toBe('DryRunOperation');
});

test('an access key that is no account of the world is our own', async () => {
  const { ec2 } = setting();
  expect((await vpcs(ec2('AKIAIOSFODNN7EXAMPLE'))).map(({ OwnerId }) => OwnerId)).toEqual([ours]);
});

test('a subnet is described with its free addresses', async () => {
  const { ec2 } = setting();
  const found = await subnets(ec2(), { SubnetIds: ['subnet-0a1111111111111a2'] });
  expect(found).toEqual([
    {
      SubnetId: 'subnet-0a1111111111111a2',
      SubnetArn: `arn:aws:ec2:ap-northeast-1:${ours}:subnet/subnet-0a1111111111111a2`,
      State: 'available',
      OwnerId: ours,
      VpcId: appVpc,
      CidrBlock: '172.21.10.0/24',
      AvailableIpAddressCount: 251,
      AvailabilityZone: 'ap-northeast-1c',
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      MapCustomerOwnedIpOnLaunch: false,
      AssignIpv6AddressOnCreation: false,
      Ipv6CidrBlockAssociationSet: [],
      Ipv6Native: false,
      EnableDns64: false,
      Tags: [],
    },
  ]);
});

test('subnets are found by VPC, zone and range, and by their own codes when they are not there', async () => {
  const { ec2 } = setting();
  const by = async (Name: string, ...Values: string[]) =>
    (await subnets(ec2(), { Filters: [{ Name, Values }] })).map(({ SubnetId }) => SubnetId);
  const [first, second] = ['subnet-0a1111111111111a1', 'subnet-0a1111111111111a2'];
  expect(await by('vpc-id', appVpc)).toEqual([first, second]);
  for (const name of ['availability-zone', 'availabilityZone']) expect(await by(name, '*c')).toEqual([second]);
  for (const name of ['cidr-block', 'cidr', 'cidrBlock']) expect(await by(name, '172.21.0.0/24')).toEqual([first]);
  expect(await by('available-ip-address-count', '251')).toEqual([second]);
  expect(await by('available-ip-address-count', '250')).toEqual([first]);
  expect(await by('subnet-id', second)).toEqual([second]);
  expect(await by('subnet-arn', `*/${first}`)).toEqual([first]);
  expect(await by('owner-id', customer)).toEqual([]);
  expect(await by('state', 'available')).toEqual([first, second]);
  for (const name of ['default-for-az', 'defaultForAz', 'map-public-ip-on-launch'])
    expect(await by(name, 'true')).toEqual([]);
  expect((await refusal(subnets(ec2(customer), { SubnetIds: [first] }))).code).toBe('InvalidSubnetID.NotFound');
  expect((await refusal(subnets(ec2(), { SubnetIds: ['x'] }))).code).toBe('InvalidSubnetID.Malformed');
});
