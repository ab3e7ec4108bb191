import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  airOf,
  dnsHostId,
  dnsHostVpc,
  dnsPlant,
  dnsRegion,
  dnsWorld,
  ofNetwork,
  openDnsScenario,
  withInstance,
} from '../support/dns-scenario.ts';
import { placeLacks } from '../support/place-audit.ts';
import type { Scenario } from '../support/scenario.ts';

const stack = '111111111111/ap-northeast-1/sandbox';
const other = 'i-0c3333333333333c2';
const network = 'plant-1';
let scenario: Scenario;

// One scenario for all: every case ends as it has begun, and says so.
beforeAll(async () => {
  scenario = await openDnsScenario({ world: withInstance(dnsWorld(), 2, 't3.small') });
  await scenario.up(dnsPlant(network));
});
afterAll(() => scenario.close());

interface Found {
  readonly asWished: boolean;
  readonly notLookedAt: readonly { field: string }[];
  readonly differences: readonly {
    kind: string;
    field: string;
    id: string;
    message: string;
    mend: string;
    command?: string;
  }[];
}

async function check(): Promise<Found> {
  const { status, body } = await scenario.api('POST', `/networks/${network}/check`);
  expect([status, body.detail]).toEqual([200, undefined]);
  return body;
}

const told = ({ differences }: Found) => differences.map(({ kind, id }) => `${kind} ${id}`);
const only = <T>([one, ...more]: readonly T[]): T => {
  if (one === undefined || more.length > 0) throw new Error(`${more.length + 1} where one was expected`);
  return one;
};
const region = () => dnsRegion(scenario);
const subnet = () => only(ofNetwork(region().subnets, network));
const table = () => only(ofNetwork(region().routeTables, network));
const group = () => only(ofNetwork(region().securityGroups, network));
const nic = () => only(ofNetwork(region().networkInterfaces, network));
const vpg = () => only([...scenario.world.vpgs.values()]);
const range = () => vpg().vpgSubnetCidrRange;

/** Changes in S3 what was last sent to the host; returns what takes that back. */
function alterBundle(change: (body: string) => string): () => void {
  const [bucket] = scenario.world.buckets.values();
  const [key, bundle] = [...(bucket?.objects ?? [])].at(-1) ?? [];
  if (!bucket || !key || !bundle) throw new Error('no bundle');
  bucket.objects.set(key, { ...bundle, body: change(bundle.body) });
  return () => bucket.objects.set(key, bundle);
}

/** The network stands as wished, and what stands is what a run makes. */
async function expectWhole(): Promise<void> {
  expect(await check()).toMatchObject({ asWished: true, notLookedAt: [] });
  const of = { network, stack, host: { instanceId: dnsHostId, vpcId: dnsHostVpc } };
  expect(placeLacks(scenario.world, of, range())).toEqual([]);
  expect(airOf(scenario)).toMatchObject({ dnsServers: nic().privateIpAddresses });
}

/** Starts the network again, and waits for its run. */
async function upAgain(): Promise<string> {
  const started = await scenario.up(dnsPlant(network));
  expect(started.status).toBe(202);
  return (await scenario.machines.settled(started.body.executionArn)).status;
}

/** Takes everything away from a map that fits. */
function drop<T>(things: Map<string, T>, is: (one: T) => boolean): void {
  for (const [id, one] of things) if (is(one)) things.delete(id);
}

const own = ({ tags }: { tags: ReadonlyMap<string, string> }) => tags.get('canal:network') === network;
const detachment = () => ({ attachment: { ...nic().attachment, detachedAt: scenario.clock.now() } });

describe('What drifts of a place on a DNS host is found, and a start mends it', () => {
  it('of one that stands as it was built nothing is told', expectWhole);

  it.each<[string, () => void, () => string[]]>([
    [
      'its subnet is gone, and the ENI with it',
      () => {
        drop(region().networkInterfaces, own);
        const id = subnet().subnetId;
        const { associations } = table();
        associations.splice(0, associations.length, ...associations.filter(({ subnetId }) => subnetId !== id));
        drop(region().subnets, own);
      },
      () => ['place-missing 10.0.64.0/28'],
    ],
    [
      'its route table is gone',
      () => drop(region().routeTables, own),
      () => [`place-missing route table of ${subnet().subnetId}`],
    ],
    [
      'its subnet uses no table of its own any more',
      () => table().associations.splice(0),
      () => [`place-missing ${subnet().subnetId}`],
    ],
    [
      'the route to the SIMs was deleted',
      () => void table().routes.splice(1),
      () => [`place-missing ${table().routeTableId} ${range()}`],
    ],
    [
      'the route to the SIMs leads elsewhere, and another one was added',
      () => {
        const { routes } = table();
        const [local, route] = routes;
        const { vpcPeeringConnectionId: _, ...rest } = route ?? local ?? ({} as never);
        const gone = { ...rest, networkInterfaceId: 'eni-0c3333333333333c1' };
        routes.splice(1, routes.length, gone, { ...gone, destinationCidrBlock: '192.168.0.0/16' });
      },
      () => [
        `place-changed ${table().routeTableId} ${range()}`,
        `place-changed ${table().routeTableId} 192.168.0.0/16`,
      ],
    ],
    [
      'its security group is gone, and the ENI is behind another',
      () => {
        nic().groupIds = [];
        drop(region().securityGroups, own);
      },
      () => ['place-missing security group of 10.0.64.4'],
    ],
    [
      'its security group was opened for all, and a rule widened',
      () => {
        const { rules } = group();
        const index = rules.findIndex(({ protocol, egress }) => !egress && protocol === 'tcp');
        const [tcp] = rules.splice(index, 1);
        if (!tcp) throw new Error('no rule');
        const { cidrBlock: _, fromPort: __, toPort: ___, ...rest } = tcp;
        rules.push({ ...tcp, toPort: 65_535 }, { ...rest, ruleId: 'sgr-1', protocol: '-1', cidrBlock: '0.0.0.0/0' });
      },
      () => [`place-changed ${group().groupId}`, `place-changed ${group().groupId}`],
    ],
    [
      'its ENI was detached',
      () => void Object.assign(nic(), detachment()),
      () => [`place-missing ${nic().networkInterfaceId}`],
    ],
    [
      'its ENI was put at another index, behind another group as well',
      () =>
        Object.assign(nic(), {
          groupIds: [group().groupId, 'sg-0c3333333333333c1'],
          attachment: { ...nic().attachment, deviceIndex: 2 },
        }),
      () => [`place-changed ${nic().networkInterfaceId}`, `place-changed ${nic().networkInterfaceId}`],
    ],
    ['its ENI was deleted', () => drop(region().networkInterfaces, own), () => ['place-missing 10.0.64.4']],
    [
      'the peering to the host was deleted at SORACOM',
      () => {
        for (const peering of scenario.world.peerings.values()) {
          if (peering.peerVpcId !== dnsHostVpc) continue;
          Object.assign(peering, { deletedAt: scenario.clock.now(), deletedBy: 'requester', forgottenBySoracom: true });
        }
      },
      () => [expect.stringMatching(/^peering-missing pcx-/)],
    ],
    [
      'the group has another DNS server',
      () => {
        Object.assign(airOf(scenario) ?? {}, { dnsServers: ['10.9.9.9'] });
      },
      () => ['group-changed dnsServers'],
    ],
    [
      'what was sent to the host has other names',
      () => {
        alterBundle((body) => body.replace('172.21.10.5', '172.21.10.6'));
      },
      () => ['names-changed plant.internal'],
    ],
  ])('%s', async (_, harm, expected) => {
    harm();
    const found = await check();
    expect(told(found)).toEqual(expected());
    for (const { field, mend, command } of found.differences) {
      expect(field).toMatch(/^dns\.|^airGroup\./);
      expect(mend).toMatch(/^Start the network again: /);
      expect(command).toBe('canal up FILE');
    }
    expect(await upAgain()).toBe('SUCCEEDED');
    await expectWhole();
  });
});

it('Of a bundle that cannot be read is said that it was not looked at, not that its names differ', async () => {
  const back = alterBundle((body) => body.slice(0, 100));
  expect(await check()).toMatchObject({ asWished: true, notLookedAt: [{ field: 'dns.records' }] });
  back();
  await expectWhole();
});

describe('What others did at a place is told with what takes it back, and a start leaves it', () => {
  it('its subnet uses a table of others', async () => {
    const associations = table().associations.splice(0);
    const stranger = only(
      [...region().routeTables.values()].filter(
        ({ vpcId, associations: all }) => vpcId === dnsHostVpc && all.some(({ main }) => main),
      ),
    );
    stranger.associations.push({ id: 'rtbassoc-1', main: false, subnetId: subnet().subnetId });
    const [found] = (await check()).differences;
    expect(found).toMatchObject({
      kind: 'place-foreign',
      command: 'aws ec2 disassociate-route-table --region ap-northeast-1 --association-id rtbassoc-1',
    });
    expect(await upAgain()).toBe('FAILED');
    expect(associations).toHaveLength(1);
    stranger.associations.pop();
    expect(await upAgain()).toBe('SUCCEEDED');
    await expectWhole();
  });

  it('its ENI is on another instance', async () => {
    const attachment = nic().attachment;
    Object.assign(nic(), { attachment: { ...attachment, instanceId: other } });
    const { differences } = await check();
    expect(differences).toMatchObject([
      {
        kind: 'place-foreign',
        id: nic().networkInterfaceId,
        command: `aws ec2 detach-network-interface --region ap-northeast-1 --attachment-id ${attachment?.attachmentId}`,
      },
    ]);
    expect(await upAgain()).toBe('FAILED');
    Object.assign(nic(), detachment());
    expect(await upAgain()).toBe('SUCCEEDED');
    await expectWhole();
  });

  it('its subnet, its security group and its ENI have lost their tags', async () => {
    const things = [subnet(), group(), nic()];
    for (const { tags } of things) tags.set('canal:stack', 'of somebody else');
    // Of a subnet of others it is not said what is in it.
    expect(told(await check())).toEqual([`place-foreign ${subnet().subnetId}`]);
    subnet().tags.set('canal:stack', stack);
    expect(told(await check())).toEqual([
      `place-foreign ${nic().networkInterfaceId}`,
      `place-foreign ${group().groupId}`,
    ]);
    for (const { tags } of things) tags.set('canal:stack', stack);
    await expectWhole();
  });

  it('the instance is gone', async () => {
    const instance = region().instances.get(dnsHostId);
    if (!instance) throw new Error('no instance');
    region().instances.delete(dnsHostId);
    expect((await check()).differences).toMatchObject([
      {
        kind: 'dns-host-down',
        message: expect.stringContaining('is not there any more'),
        mend: expect.stringContaining('another DNS host'),
      },
    ]);
    region().instances.set(dnsHostId, instance);
    await expectWhole();
  });
});
