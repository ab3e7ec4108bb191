import { setTimeout as sleep } from 'node:timers/promises';
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliverBundle, hostBind, setUpHost, setUpSystem, startHostBind, stopBind } from './bind.ts';
import { startLoad } from './load.ts';
import type { Picture } from './picture.ts';
import { ask } from './questions.ts';
import { buildPicture, clearPicture, simAddress } from './surroundings.ts';
import { takeUp } from './take-up.ts';
import { type DnsWorld, openDnsWorld, type PutBundle } from './workflow.ts';

// The workflow makes three networks in the sandbox; out of what then stands at its EC2 and SORACOM the picture is built, and
// the bundles that it has put into its S3 are what a real BIND is given.
const networks = [1, 2, 3];
const zones = ['plant.internal', 'plant.internal', 'fleet.example.com'];
const dnsOf = (index: number, more: object[] = []) => ({
  zone: zones[index - 1],
  records: [
    { name: 'app', type: 'A', value: `172.21.${index}.5` },
    { name: `only-${index}`, type: 'A', value: `172.21.${index}.6` },
    ...more,
  ],
});

let world: DnsWorld;
let picture: Picture;
let removed: Picture;
const bundles: PutBundle[] = [];

function interfaceOf(index: number): NetworkInterface {
  const found = picture.networkInterfaces.find(({ TagSet = [] }) =>
    TagSet.some(({ Key, Value }) => Key === 'canal:network' && Value === `plant-${index}`),
  );
  if (!found) throw new Error(`no ENI of the host is of plant-${index}`);
  return found;
}
const addressOf = (index: number) => interfaceOf(index).PrivateIpAddress ?? '';
const zoneOf = (index: number) => zones[index - 1] ?? '';

async function takeUpOf(index: number): Promise<void> {
  const { PrivateIpAddress = '', MacAddress = '', SubnetId, Attachment } = interfaceOf(index);
  await takeUp({
    name: `plant-${index}`,
    address: PrivateIpAddress,
    macAddress: MacAddress,
    subnetCidrBlock: picture.subnets.find((subnet) => subnet.SubnetId === SubnetId)?.CidrBlock ?? '',
    deviceIndex: Attachment?.DeviceIndex ?? -1,
  });
}
async function deliverOf(bundle: PutBundle | undefined): Promise<void> {
  if (!bundle) throw new Error('the workflow has put no such bundle');
  const delivered = await deliverBundle(bundle);
  expect(delivered, delivered.printed).toMatchObject({ outcome: 'published', faults: [], notes: [] });
  expect(bundle.key).toBe(`dns/tokyo-1/${delivered.revision}.tar`);
}
const answers = (index: number, label = 'app', last = 5) =>
  expect(ask(`plant-${index}`, addressOf(index), `${label}.${zoneOf(index)}`)).resolves.toEqual({
    status: 'NOERROR',
    values: [`172.21.${index}.${last}`],
  });

describe('What the workflow has made', () => {
  beforeAll(async () => {
    world = await openDnsWorld();
    for (const index of networks) {
      await world.up(index, dnsOf(index));
      bundles.push(world.bundle());
    }
    picture = await world.picture();
    await world.up(1, dnsOf(1, [{ name: 'new', type: 'A', value: '172.21.1.7' }]));
    bundles.push(world.bundle());
    await world.down(2);
    bundles.push(world.bundle());
    removed = await world.picture();
    await setUpHost();
    await buildPicture(picture);
    await setUpSystem();
    await startHostBind();
  }, 120_000);
  afterAll(async () => {
    await clearPicture();
    await stopBind();
    await world.scenario.close();
  });

  test('what the workflow has made has one ENI, subnet and table for each, and peerings to these subnets alone', () => {
    expect(picture.vpgs.map(simAddress)).toEqual(['100.64.0.10', '100.64.0.10', '100.64.0.10']);
    expect(new Set(networks.map((index) => interfaceOf(index).SubnetId)).size).toBe(3);
    for (const { network, vpcPeeringConnections } of picture.vpgs) {
      const subnet = picture.subnets.find(({ SubnetId }) => SubnetId === interfaceOf(Number(network.at(-1))).SubnetId);
      expect(Object.values(vpcPeeringConnections).map(({ destinationCidrBlock }) => destinationCidrBlock)).toEqual([
        subnet?.CidrBlock,
      ]);
    }
  });

  test('the files of two networks go into service; the third is added while 200 questions a second run, none lost', async () => {
    for (const index of [1, 2]) await takeUpOf(index);
    await deliverOf(bundles[1]);
    const loads = [1, 2].map((index) =>
      startLoad(`plant-${index}`, addressOf(index), `app.${zoneOf(index)}`, `172.21.${index}.5`),
    );
    await sleep(500);
    await takeUpOf(3);
    await deliverOf(bundles[2]);
    await sleep(500);
    const tallies = await Promise.all(loads.map((stop) => stop()));
    process.stdout.write(`  under load: ${JSON.stringify(tallies)}\n`);
    for (const tally of tallies) expect(tally).toMatchObject({ lost: 0, wrong: 0 });
    for (const index of networks) await answers(index);
  });

  test.each([
    ['UDP', false],
    ['TCP', true],
  ])("each network resolves its own zone over %s, and nothing of another's", async (_, tcp) => {
    for (const index of networks) {
      for (const other of networks) {
        const { values } = await ask(`plant-${index}`, addressOf(index), `only-${other}.${zoneOf(other)}`, { tcp });
        expect(values).toEqual(other === index ? [`172.21.${index}.6`] : []);
      }
    }
  });

  test("no packet of a network reaches another's ENI, and none but DNS its own", async () => {
    await hostBind.tell('querylog', 'on');
    const strays = networks.flatMap((index) =>
      networks
        .filter((other) => other !== index)
        .flatMap((other) =>
          [false, true].map((tcp) => ask(`plant-${index}`, addressOf(other), `stray.${zoneOf(other)}`, { tcp })),
        ),
    );
    const others = networks.map((index) => ask(`plant-${index}`, addressOf(index), 'x', { port: 54 }));
    for (const { status } of await Promise.all([...strays, ...others])) expect(status).toBe('no answer');
    expect(await hostBind.log()).not.toContain('stray.');
    await hostBind.tell('querylog', 'off');
  });

  test('changed records of one network are published, and nothing else changes', async () => {
    expect((await ask('plant-1', addressOf(1), 'new.plant.internal')).status).toBe('NXDOMAIN');
    await deliverOf(bundles[3]);
    await answers(1, 'new', 7);
    for (const index of networks) await answers(index);
  });

  test('a network that is removed is refused at once, and nothing of it is left at EC2 and SORACOM', async () => {
    await deliverOf(bundles[4]);
    expect((await ask('plant-2', addressOf(2), 'app.plant.internal')).status).toBe('connection refused');
    for (const index of [1, 3]) await answers(index);
    const gone = interfaceOf(2);
    expect(removed.networkInterfaces.map((eni) => eni.NetworkInterfaceId)).not.toContain(gone.NetworkInterfaceId);
    expect(removed.subnets.map((subnet) => subnet.SubnetId)).not.toContain(gone.SubnetId);
    expect(removed.subnets).toHaveLength(picture.subnets.length - 1);
    expect(removed.routeTables).toHaveLength(picture.routeTables.length - 1);
    expect(removed.securityGroups).toHaveLength(picture.securityGroups.length - 1);
    expect(removed.vpgs.find(({ network }) => network === 'plant-2')?.vpcPeeringConnections).toEqual({});
  });
});
