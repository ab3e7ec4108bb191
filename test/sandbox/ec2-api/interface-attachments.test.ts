import {
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  DetachNetworkInterfaceCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { host, hostVpc, maintenance, refusal, settingWithHost } from './setting.ts';

const subnet = 'subnet-0c3333333333333c1';
const create = async (client: EC2Client, SubnetId = subnet) =>
  (await client.send(new CreateNetworkInterfaceCommand({ SubnetId }))).NetworkInterface?.NetworkInterfaceId ?? '';
const attach = async (client: EC2Client, NetworkInterfaceId: string, DeviceIndex: number) =>
  (await client.send(new AttachNetworkInterfaceCommand({ NetworkInterfaceId, DeviceIndex, InstanceId: host })))
    .AttachmentId ?? '';
const status = async (client: EC2Client, id: string) => {
  const { NetworkInterfaces } = await client.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }));
  return [NetworkInterfaces?.[0]?.Status, NetworkInterfaces?.[0]?.Attachment?.Status];
};

test('an interface is attaching, attached, detaching and available again, by the clock', async () => {
  const { ec2, pass } = settingWithHost();
  const client = ec2();
  const id = await create(client);
  const attachment = await attach(client, id, 1);
  expect(await status(client, id)).toEqual(['in-use', 'attaching']);
  pass(2);
  expect(await status(client, id)).toEqual(['in-use', 'attached']);
  await client.send(new DetachNetworkInterfaceCommand({ AttachmentId: attachment }));
  expect(await status(client, id)).toEqual(['in-use', 'detaching']);
  const early = client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }));
  expect((await refusal(early)).code).toBe('InvalidParameterValue');
  pass(2);
  expect(await status(client, id)).toEqual(['available', undefined]);
  const again = client.send(new DetachNetworkInterfaceCommand({ AttachmentId: attachment }));
  expect((await refusal(again)).code).toBe('InvalidAttachmentID.NotFound');
});

test.each([
  ['t3.small', 2],
  ['t3a.small', 1],
  ['m6i.xlarge', 3],
  ['m6i.4xlarge', 7],
  ['m6i.16xlarge', 14],
])('a %s takes %i interfaces besides its first one', async (type, places) => {
  const { ec2 } = settingWithHost(type);
  const client = ec2();
  for (let index = 1; index <= places; index += 1) await attach(client, await create(client), index);
  expect(await refusal(attach(client, await create(client), places + 1))).toEqual({
    code: 'AttachmentLimitExceeded',
    message: `Interface count ${places + 2} exceeds the limit for ${type}`,
    status: 400,
  });
});

test('a place holds one interface, and an interface one place', async () => {
  const { ec2, pass } = settingWithHost();
  const client = ec2();
  const [first, second] = [await create(client), await create(client)];
  const AttachmentId = await attach(client, first, 1);
  expect((await refusal(attach(client, second, 1))).message).toBe(
    `Instance '${host}' already has an interface attached at device index '1'.`,
  );
  expect((await refusal(attach(client, first, 2))).code).toBe('InvalidNetworkInterface.InUse');
  await client.send(new DetachNetworkInterfaceCommand({ AttachmentId }));
  pass(2);
  expect(await attach(client, second, 1)).toMatch(/^eni-attach-[0-9a-f]{17}$/);
});

test('an interface of another zone is refused, and the first interface of an instance stays', async () => {
  const { ec2 } = settingWithHost();
  const client = ec2();
  const { Subnet } = await client.send(
    new CreateSubnetCommand({ VpcId: hostVpc, CidrBlock: '10.0.64.0/28', AvailabilityZone: 'ap-northeast-1c' }),
  );
  expect((await refusal(attach(client, await create(client, Subnet?.SubnetId), 1))).code).toBe(
    'InvalidParameterCombination',
  );
  const { NetworkInterfaces } = await client.send(
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [maintenance] }),
  );
  const AttachmentId = NetworkInterfaces?.[0]?.Attachment?.AttachmentId;
  expect((await refusal(client.send(new DetachNetworkInterfaceCommand({ AttachmentId })))).code).toBe(
    'OperationNotPermitted',
  );
});

test('unknown instances, interfaces and places are refused by their own codes', async () => {
  const { ec2 } = settingWithHost();
  const client = ec2();
  const NetworkInterfaceId = await create(client);
  const send = (more: object) =>
    refusal(
      client.send(new AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId: host, DeviceIndex: 1, ...more })),
    );
  expect((await send({ InstanceId: 'i-00000001' })).code).toBe('InvalidInstanceID.NotFound');
  expect((await send({ InstanceId: 'x' })).code).toBe('InvalidInstanceID.Malformed');
  expect((await send({ NetworkInterfaceId: 'eni-00000001' })).code).toBe('InvalidNetworkInterfaceID.NotFound');
  expect((await send({ NetworkCardIndex: 1 })).code).toBe('InvalidParameterValue');
  expect((await send({ DryRun: true })).code).toBe('DryRunOperation');
  expect(await status(client, NetworkInterfaceId)).toEqual(['available', undefined]);
});
