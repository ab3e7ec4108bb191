import {
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  type DescribeInstanceTypesCommandInput,
  type EC2Client,
  paginateDescribeInstanceTypes,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { host, hostVpc, maintenance, ours, refusal, setting, settingWithHost } from './setting.ts';

test('an instance is described with its place, its type and its interfaces', async () => {
  const { ec2 } = settingWithHost();
  const { Reservations } = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [host] }));
  expect(Reservations).toMatchObject([
    {
      OwnerId: ours,
      ReservationId: expect.stringMatching(/^r-[0-9a-f]{17}$/),
      Instances: [
        {
          InstanceId: host,
          InstanceType: 't3.small',
          State: { Code: 16, Name: 'running' },
          VpcId: hostVpc,
          SubnetId: 'subnet-0c3333333333333c1',
          Placement: { AvailabilityZone: 'ap-northeast-1a' },
          PrivateIpAddress: '10.0.0.10',
          LaunchTime: new Date('2026-01-05T00:00:00Z'),
          Tags: [{ Key: 'Name', Value: 'tokyo-1' }],
          NetworkInterfaces: [
            {
              NetworkInterfaceId: maintenance,
              Status: 'in-use',
              Attachment: { DeviceIndex: 0, Status: 'attached', DeleteOnTermination: true },
            },
          ],
        },
      ],
    },
  ]);
});

test('instances are found by their fields and tags, and unknown ones by their own codes', async () => {
  const { ec2 } = settingWithHost();
  const by = async (Name: string, value: string) =>
    ((await ec2().send(new DescribeInstancesCommand({ Filters: [{ Name, Values: [value] }] }))).Reservations ?? [])
      .length;
  const found = {
    'availability-zone': 'ap-northeast-1a',
    'instance-id': host,
    'network-interface.network-interface-id': maintenance,
    'private-ip-address': '10.0.0.10',
    'subnet-id': 'subnet-0c3333333333333c1',
    'tag:Name': 'tokyo-*',
    'vpc-id': hostVpc,
  };
  for (const [name, value] of Object.entries(found)) {
    expect([name, await by(name, `${value}x`)]).toEqual([name, 0]);
    expect(await by(name, value)).toBeGreaterThanOrEqual(1);
  }
  const [missing, malformed] = ['i-00000001', 'tokyo-1'].map((id) =>
    refusal(ec2().send(new DescribeInstancesCommand({ InstanceIds: [id] }))),
  );
  expect(await missing).toEqual({
    code: 'InvalidInstanceID.NotFound',
    message: "The instance ID 'i-00000001' does not exist",
    status: 400,
  });
  expect((await malformed)?.code).toBe('InvalidInstanceID.Malformed');
});

test('an instance that only an interface names is a t3.small', async () => {
  const { Reservations } = await setting().ec2().send(new DescribeInstancesCommand({}));
  expect(Reservations?.flatMap(({ Instances }) => Instances?.map((one) => [one.InstanceId, one.InstanceType]))).toEqual(
    [['i-0a1111111111111a1', 't3.small']],
  );
});

const limits = async (client: EC2Client, input: DescribeInstanceTypesCommandInput) =>
  ((await client.send(new DescribeInstanceTypesCommand(input))).InstanceTypes ?? []).map(
    ({ InstanceType, NetworkInfo, ProcessorInfo }) => [
      InstanceType,
      NetworkInfo?.MaximumNetworkInterfaces,
      NetworkInfo?.Ipv4AddressesPerInterface,
      ProcessorInfo?.SupportedArchitectures?.[0],
    ],
  );

test('a type tells how many interfaces it takes', async () => {
  const client = setting().ec2();
  const InstanceTypes = ['t3.small', 't3a.small', 't4g.micro', 'm8g.medium', 'c5n.18xlarge'] as never[];
  expect(await limits(client, { InstanceTypes })).toEqual([
    ['c5n.18xlarge', 15, 50, 'x86_64'],
    ['m8g.medium', 2, 4, 'arm64'],
    ['t3.small', 3, 4, 'x86_64'],
    ['t3a.small', 2, 4, 'x86_64'],
    ['t4g.micro', 2, 2, 'arm64'],
  ]);
  const Filters = [{ Name: 'network-info.maximum-network-interfaces', Values: ['15'] }];
  expect((await limits(client, { Filters })).every(([, interfaces]) => interfaces === 15)).toBe(true);
  expect(await refusal(limits(client, { InstanceTypes: ['t3.huge' as never] }))).toEqual({
    code: 'InvalidInstanceType',
    message: 'The following supplied instance types do not exist: [t3.huge]',
    status: 400,
  });
});

test('types come in pages', async () => {
  const seen: string[] = [];
  for await (const page of paginateDescribeInstanceTypes({ client: setting().ec2(), pageSize: 30 }, {})) {
    seen.push(...(page.InstanceTypes ?? []).map(({ InstanceType }) => String(InstanceType)));
  }
  expect(seen.length).toBeGreaterThan(60);
  expect(new Set(seen).size).toBe(seen.length);
});
