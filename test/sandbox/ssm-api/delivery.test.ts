import {
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  DetachNetworkInterfaceCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { GetCommandInvocationCommand, SendCommandCommand } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { renderDnsHost } from '../../../src/canal/dns/render.ts';
import { host } from '../ec2-api/setting.ts';
import { documentName, ssmSetting } from './setting.ts';

type Setting = ReturnType<typeof ssmSetting>;

/** An ENI with an address, attached at a place of the host. */
async function attach(ec2: EC2Client, address: string, DeviceIndex: number): Promise<string> {
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId: 'subnet-0c3333333333333c1', PrivateIpAddress: address }),
  );
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
  const { AttachmentId } = await ec2.send(
    new AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId: host, DeviceIndex }),
  );
  return AttachmentId ?? '';
}

const tenant = (name: string, last: number) => ({
  name,
  address: `10.0.0.${last}`,
  subnetCidrBlock: `10.0.0.${last - (last % 16)}/28`,
  deviceIndex: last / 16,
  clients: ['100.67.0.0/24'],
  wish: { zone: `${name}.internal`, forward: 'none' as const, records: [], reverse: [] },
  serial: 1,
});

const rendered = (revision: number, ...tenants: ReturnType<typeof tenant>[]) =>
  renderDnsHost({ name: 'tokyo-1', resolver: '10.0.0.2', revision }, tenants);

/** Delivers, lets it end, and tells what it printed. */
async function deliver({ client, pass }: Setting, Parameters: Record<string, string[]>) {
  const sent = await client.send(
    new SendCommandCommand({ DocumentName: documentName, InstanceIds: [host], Parameters }),
  );
  pass(7);
  const CommandId = sent.Command?.CommandId ?? '';
  const ended = await client.send(new GetCommandInvocationCommand({ CommandId, InstanceId: host }));
  return [ended.Status, ...(ended.StandardOutputContent ?? '').trim().split('\n')];
}

test('what canal renders is published once its ENIs are attached', async () => {
  const opened = ssmSetting();
  await attach(opened.ec2(), '10.0.0.16', 1);
  const parameters = opened.put('dns/tokyo-1/5.tar', rendered(5, tenant('plant-1', 16)));
  expect(await deliver(opened, parameters)).toEqual(['Success', 'canal-dns outcome published 5']);
  expect(opened.instance.dns).toEqual({
    revision: 5,
    tenants: [{ name: 'plant-1', address: '10.0.0.16', zone: 'plant-1.internal', serial: '1' }],
  });
});

test('an older publication is superseded by what stands', async () => {
  const opened = ssmSetting();
  await attach(opened.ec2(), '10.0.0.16', 1);
  await deliver(opened, opened.put('dns/tokyo-1/5.tar', rendered(5, tenant('plant-1', 16))));
  const old = opened.put('dns/tokyo-1/4.tar', rendered(4));
  expect(await deliver(opened, old)).toEqual(['Success', 'canal-dns outcome superseded 5']);
  expect(opened.instance.dns?.tenants).toHaveLength(1);
});

test('a new tenant without an ENI puts everything back; one that fell silent before does not', async () => {
  const opened = ssmSetting();
  const AttachmentId = await attach(opened.ec2(), '10.0.0.16', 1);
  await deliver(opened, opened.put('dns/tokyo-1/1.tar', rendered(1, tenant('plant-1', 16))));
  const both = opened.put('dns/tokyo-1/2.tar', rendered(2, tenant('plant-1', 16), tenant('plant-2', 32)));
  const lines = await deliver(opened, both);
  expect(lines[0]).toBe('Failed');
  expect(lines[1]).toMatch(/^canal-dns fault plant-2 10\.0\.0\.32 is on no interface of the host/);
  expect(lines[2]).toBe('canal-dns outcome rolled-back');
  expect(opened.instance.dns?.revision).toBe(1);
  await opened.ec2().send(new DetachNetworkInterfaceCommand({ AttachmentId }));
  await attach(opened.ec2(), '10.0.0.32', 2);
  opened.pass(2);
  const after = await deliver(opened, both);
  expect(after[1]).toMatch(/^canal-dns note plant-1 .*, as before$/);
  expect(after.at(-1)).toBe('canal-dns outcome published 2');
});

test('a host that does not take up its ENIs, and a bundle that is not the one that was sent, change nothing', async () => {
  const opened = ssmSetting();
  const instances = opened.world.region('111111111111', 'ap-northeast-1').instances;
  instances.set(host, { ...opened.instance, takesUpInterfaces: false });
  await attach(opened.ec2(), '10.0.0.16', 1);
  const parameters = opened.put('dns/tokyo-1/1.tar', rendered(1, tenant('plant-1', 16)));
  expect((await deliver(opened, parameters)).at(-1)).toBe('canal-dns outcome rolled-back');
  const other = await deliver(opened, { ...parameters, sha256: ['0'.repeat(64)] });
  expect(other).toEqual([
    'Failed',
    'canal-dns fault - the bundle dns/tokyo-1/1.tar is not the one that was sent',
    'canal-dns outcome refused',
  ]);
  const noTar = opened.put('dns/tokyo-1/2.tar', []);
  expect((await deliver(opened, noTar))[1]).toContain('holds what does not belong there');
});
