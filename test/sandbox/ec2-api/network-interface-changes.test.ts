import {
  CreateNetworkInterfaceCommand,
  type CreateNetworkInterfaceCommandInput,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, host, maintenance, refusal, setting, settingWithHost } from './setting.ts';

const subnet = 'subnet-0c3333333333333c1';
const open = () => {
  const client = settingWithHost().ec2();
  const create = async (more: Partial<CreateNetworkInterfaceCommandInput> = {}) =>
    (await client.send(new CreateNetworkInterfaceCommand({ SubnetId: subnet, ...more }))).NetworkInterface;
  return { client, create };
};

test('an interface is created with its address, description and tags, and is available', async () => {
  const { client, create } = open();
  const TagSpecifications = [
    { ResourceType: 'network-interface' as const, Tags: [{ Key: 'canal:network', Value: 'plant-1' }] },
  ];
  const made = await create({ PrivateIpAddress: '10.0.0.20', Description: 'DNS of plant-1', TagSpecifications });
  expect(made).toMatchObject({
    NetworkInterfaceId: expect.stringMatching(/^eni-[0-9a-f]{17}$/),
    Status: 'available',
    PrivateIpAddress: '10.0.0.20',
    AvailabilityZone: 'ap-northeast-1a',
    Description: 'DNS of plant-1',
    Groups: [{ GroupName: 'default' }],
    SourceDestCheck: true,
  });
  expect(made).not.toHaveProperty('Attachment');
  const Filters = [{ Name: 'tag:canal:network', Values: ['plant-1'] }];
  const { NetworkInterfaces } = await client.send(new DescribeNetworkInterfacesCommand({ Filters }));
  expect(NetworkInterfaces).toHaveLength(1);
  expect(NetworkInterfaces?.[0]?.TagSet).toEqual([{ Key: 'canal:network', Value: 'plant-1' }]);
  const { Subnets } = await client.send(new DescribeSubnetsCommand({ SubnetIds: [subnet] }));
  expect(Subnets?.[0]?.AvailableIpAddressCount).toBe(249);
});

test('without an address it gets the first that is free', async () => {
  const { create } = open();
  expect((await create())?.PrivateIpAddress).toBe('10.0.0.4');
  expect((await create())?.PrivateIpAddress).toBe('10.0.0.5');
});

test('the same client token again gives the same interface, and another request with it is refused', async () => {
  const { create } = open();
  const once = { ClientToken: 'once', PrivateIpAddress: '10.0.0.20' };
  const first = await create(once);
  expect((await create(once))?.NetworkInterfaceId).toBe(first?.NetworkInterfaceId);
  const other = create({ ...once, PrivateIpAddress: '10.0.0.21' });
  expect((await refusal(other)).code).toBe('IdempotentParameterMismatch');
});

test.each([
  ['an address that is taken', { PrivateIpAddress: '10.0.0.10' }, 'InvalidIPAddress.InUse'],
  ['an address of another subnet', { PrivateIpAddress: '10.0.64.4' }, 'InvalidParameterValue'],
  ["one of the subnet's first four", { PrivateIpAddress: '10.0.0.3' }, 'InvalidParameterValue'],
  ["the subnet's last one", { PrivateIpAddress: '10.0.0.255' }, 'InvalidParameterValue'],
  ['a subnet that is not there', { SubnetId: 'subnet-00000001' }, 'InvalidSubnetID.NotFound'],
  ['a group of another VPC', { Groups: ['sg-0a1111111111111a1'] }, 'InvalidParameterValue'],
  ['what the sandbox does not imitate', { Ipv6AddressCount: 1 }, 'UnsupportedOperation'],
  ['a dry run', { DryRun: true }, 'DryRunOperation'],
])('an interface with %s is refused', async (_, more, code) => {
  expect((await refusal(open().create(more))).code).toBe(code);
});

test('an interface is deleted once, and not while it is in use', async () => {
  const { client, create } = open();
  const remove = (NetworkInterfaceId = '') => client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
  expect(await refusal(remove(maintenance))).toEqual({
    code: 'InvalidParameterValue',
    message: `Network interface '${maintenance}' is currently in use.`,
    status: 400,
  });
  const id = (await create())?.NetworkInterfaceId;
  await remove(id);
  expect((await refusal(remove(id))).code).toBe('InvalidNetworkInterfaceID.NotFound');
});

test('one attribute is changed at a time', async () => {
  const { client } = open();
  const read = async () =>
    (await client.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [maintenance] })))
      .NetworkInterfaces?.[0];
  const AttachmentId = (await read())?.Attachment?.AttachmentId ?? '';
  const change = (more: object) =>
    client.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: maintenance, ...more }));
  await change({ Description: { Value: 'of people' } });
  await change({ SourceDestCheck: { Value: false } });
  await change({ Attachment: { AttachmentId, DeleteOnTermination: false } });
  expect(await read()).toMatchObject({
    Description: 'of people',
    SourceDestCheck: false,
    Attachment: { InstanceId: host, DeleteOnTermination: false },
  });
  const two = change({ Description: { Value: 'x' }, SourceDestCheck: { Value: true } });
  expect((await refusal(two)).code).toBe('InvalidParameterCombination');
  const unknown = change({ Attachment: { AttachmentId: 'eni-attach-00000001', DeleteOnTermination: true } });
  expect((await refusal(unknown)).code).toBe('InvalidAttachmentID.NotFound');
});

test('groups are changed to others of the same VPC', async () => {
  const { ec2 } = setting();
  const NetworkInterfaceId = 'eni-0a1111111111111a1';
  const describe = async () =>
    (
      await ec2().send(new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'vpc-id', Values: [appVpc] }] }))
    ).NetworkInterfaces?.[0]?.Groups?.map(({ GroupName }) => GroupName);
  expect(await describe()).toEqual(['app-servers']);
  const none = ec2().send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: ['sg-00000001'] }));
  expect((await refusal(none)).code).toBe('InvalidGroup.NotFound');
  expect(await describe()).toEqual(['app-servers']);
});
