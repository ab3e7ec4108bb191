import {
  DescribeNetworkInterfacesCommand,
  type DescribeNetworkInterfacesCommandInput,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, customer, dnsVpc, ours, refusal, setting } from './setting.ts';

const dnsServer = 'eni-0b2222222222222b1';
const interfaces = async (client: EC2Client, input: DescribeNetworkInterfacesCommandInput = {}) =>
  (await client.send(new DescribeNetworkInterfacesCommand(input))).NetworkInterfaces ?? [];

test('an interface is described with its addresses, its groups and its instance, the same each time', async () => {
  const { ec2 } = setting();
  const found = await interfaces(ec2(customer));
  expect(found).toEqual([
    {
      NetworkInterfaceId: dnsServer,
      SubnetId: 'subnet-0b2222222222222b1',
      VpcId: dnsVpc,
      AvailabilityZone: 'ap-northeast-1a',
      Description: 'DNS server',
      OwnerId: customer,
      RequesterManaged: false,
      Status: 'in-use',
      MacAddress: expect.stringMatching(/^06(:[0-9a-f]{2}){5}$/),
      PrivateIpAddress: '10.0.0.53',
      PrivateDnsName: 'ip-10-0-0-53.ap-northeast-1.compute.internal',
      SourceDestCheck: true,
      Groups: [{ GroupId: 'sg-0b2222222222222b1', GroupName: 'dns-servers' }],
      Attachment: {
        AttachmentId: expect.stringMatching(/^eni-attach-[0-9a-f]{17}$/),
        InstanceId: 'i-0b2222222222222b1',
        InstanceOwnerId: customer,
        DeviceIndex: 0,
        Status: 'attached',
        DeleteOnTermination: true,
      },
      PrivateIpAddresses: [
        { PrivateIpAddress: '10.0.0.53', PrivateDnsName: expect.stringMatching(/^ip-10-0-0-53\./), Primary: true },
      ],
      Ipv6Addresses: [],
      InterfaceType: 'interface',
      TagSet: [],
    },
  ]);
  expect(await interfaces(ec2(customer))).toEqual(found);
});

/** The world of one VPC with a subnet and these interfaces. */
const withInterfaces = (...networkInterfaces: object[]) =>
  setting({
    accounts: [
      {
        accountId: ours,
        vpcs: [
          {
            vpcId: appVpc,
            cidrBlock: '172.21.0.0/16',
            subnets: [{ subnetId: 'subnet-00000001', cidrBlock: '172.21.0.0/24' }],
            networkInterfaces,
          } as never,
        ],
      },
    ],
  });
const nic = (last: number, more: object = {}) => ({
  networkInterfaceId: `eni-000000${10 + last}`,
  subnetId: 'subnet-00000001',
  privateIpAddresses: [`172.21.0.${10 + last}`],
  ...more,
});

test('an interface without groups of its own has the default group, and without an instance it is available', async () => {
  const { ec2 } = withInterfaces(nic(0, { privateIpAddresses: ['172.21.0.10', '172.21.0.11'] }));
  const [found] = await interfaces(ec2());
  expect(found?.Groups).toEqual([{ GroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/), GroupName: 'default' }]);
  expect(found).toMatchObject({ Status: 'available', PrivateIpAddress: '172.21.0.10' });
  expect(found).not.toHaveProperty('Attachment');
  expect(found?.PrivateIpAddresses?.map(({ Primary }) => Primary)).toEqual([true, false]);
});

test('interfaces are found by address, subnet, VPC, group and instance', async () => {
  const { ec2 } = setting();
  const by = async (Name: string, ...Values: string[]) =>
    (await interfaces(ec2(customer), { Filters: [{ Name, Values }] })).length;
  const found = {
    'addresses.private-ip-address': '10.0.0.5?',
    'attachment.instance-id': 'i-0b2222222222222b1',
    'availability-zone': 'ap-northeast-1a',
    description: 'DNS*',
    'group-id': 'sg-0b2222222222222b1',
    'group-name': 'dns-servers',
    'interface-type': 'interface',
    'mac-address': '06:*',
    'network-interface-id': dnsServer,
    'owner-id': customer,
    'private-ip-address': '10.0.0.53',
    'requester-managed': 'false',
    'source-dest-check': 'true',
    status: 'in-use',
    'subnet-id': 'subnet-0b2222222222222b1',
    'vpc-id': dnsVpc,
  };
  for (const [name, value] of Object.entries(found)) {
    expect([name, await by(name, value)]).toEqual([name, 1]);
    expect([name, await by(name, 'nothing')]).toEqual([name, 0]);
  }
});

test("pages, unknown ids, malformed ids and dry runs are EC2's own", async () => {
  const { ec2 } = withInterfaces(...Array.from({ length: 6 }, (_, index) => nic(index)));
  const first = await ec2().send(new DescribeNetworkInterfacesCommand({ MaxResults: 5 }));
  expect(first.NetworkInterfaces).toHaveLength(5);
  const NextToken = first.NextToken ?? '';
  expect(await interfaces(ec2(), { MaxResults: 5, NextToken })).toHaveLength(1);
  expect(await refusal(interfaces(ec2(), { NetworkInterfaceIds: ['eni-00000099'] }))).toEqual({
    code: 'InvalidNetworkInterfaceID.NotFound',
    message: "The networkInterface ID 'eni-00000099' does not exist",
    status: 400,
  });
  expect((await refusal(interfaces(ec2(), { NetworkInterfaceIds: ['eni-x'] }))).code).toBe(
    'InvalidNetworkInterfaceId.Malformed',
  );
  expect((await refusal(interfaces(ec2(), { DryRun: true }))).code).toBe('DryRunOperation');
});

test.each([
  ['in a subnet that is not there', [nic(0, { subnetId: 'subnet-00000099' })], 'subnet-00000099'],
  ['with an address outside its subnet', [nic(0, { privateIpAddresses: ['172.21.1.1'] })], '172.21.1.1'],
  ['with an address that is taken', [nic(0), nic(1, { privateIpAddresses: ['172.21.0.10'] })], '172.21.0.10'],
  ['with a group that is not there', [nic(0, { groups: ['sg-00000099'] })], 'sg-00000099'],
])('a world file with an interface %s is refused by a sentence that names it', (_, interfacesOfFile, named) => {
  expect(() => withInterfaces(...interfacesOfFile)).toThrow(named);
  expect(() => withInterfaces(...interfacesOfFile)).toThrow(/^The world file: eni-/);
});
