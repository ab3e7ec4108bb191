import { describe, expect, test } from 'vitest';
import { buildPlace } from '../../src/steps/build-place.ts';
import { clearPlace } from '../../src/steps/clear-place.ts';
import { placeTags } from '../../src/steps/held-place.ts';
import type { HostAccounts, HostGroup, HostInterface, HostSubnet, HostTable } from '../../src/steps/ports.ts';
import { dnsTable, registeredHost } from '../support/dns-table.ts';
import { faultOf, installation } from '../support/ports.ts';

const place = { host: 'tokyo-1', deviceIndex: 1, subnetCidrBlock: '10.0.64.0/28', address: '10.0.64.4' };
const held = { ...place, network: 'plant-1', takenAt: 1 };
const range = '100.67.0.0/24';
const item = { network: 'plant-1', ranges: [range], peeringId: 'pcx-1' };
const own = placeTags(held, installation().stack);
const zone = 'ap-northeast-1a';

/** The host's VPC: what stands in it. */
interface Vpc {
  subnets: HostSubnet[];
  tables: HostTable[];
  groups: (HostGroup & { name: string })[];
  interfaces: HostInterface[];
}

/** EC2 as far as a place needs it, over what stands; every change is noted. */
function setting(given: Partial<Vpc> = {}) {
  const vpc: Vpc = { subnets: [], tables: [], groups: [], interfaces: [], ...given };
  const done: string[] = [];
  const note = (word: string, ...facts: unknown[]) => void done.push([word, ...facts].join(' '));
  const drop = <T>(list: T[], is: (one: T) => boolean) => void list.splice(list.findIndex(is), 1);
  const set = <T extends object>(list: T[], is: (one: T) => boolean, change: (one: T) => Partial<T>) => {
    const index = list.findIndex(is);
    const found = list[index];
    if (found) list[index] = { ...found, ...change(found) };
  };
  const account = {
    peeringRanges: async () => ['100.68.0.0/24'],
    hostSubnets: async () => vpc.subnets,
    hostTables: async () => vpc.tables,
    hostGroup: async (_: string, name: string) => vpc.groups.find((one) => one.name === name),
    hostInterfaces: async ({ subnetId }: { subnetId: string }) =>
      vpc.interfaces.filter((one) => one.subnetId === subnetId),
    async makeSubnet(_: string, cidrBlock: string, availabilityZone: string, tags: typeof own) {
      note('make subnet', cidrBlock, availabilityZone);
      vpc.subnets.push({ subnetId: 'subnet-9', cidrBlock, availabilityZone, tags });
      return 'subnet-9';
    },
    async makeTable(_: string, tags: typeof own) {
      note('make table');
      const made = { routeTableId: 'rtb-9', associations: [], routes: [], tags };
      vpc.tables.push(made);
      return made;
    },
    associateTable: async (id: string, subnetId: string) => note('associate', id, subnetId),
    makeTableRoute: async (id: string, to: string, pcx: string) => note('route', id, to, pcx),
    moveTableRoute: async (id: string, to: string, pcx: string) => note('move route', id, to, pcx),
    dropTableRoute: async (id: string, to: string) => note('drop route', id, to),
    async makeGroup(_: string, name: string) {
      note('make group', name);
      return 'sg-9';
    },
    letIn: async (id: string, rules: object[]) => note('let in', id, rules.length),
    keepOut: async (id: string, rules: { source: string }[]) =>
      note(
        'keep out',
        id,
        rules.map((one) => one.source),
      ),
    guardInterface: async (id: string, groupId: string) => note('guard', id, groupId),
    async makeInterface({ address }: { address: string }) {
      note('make ENI', address);
      return { networkInterfaceId: 'eni-9', address, groupIds: [], tags: own };
    },
    attachInterface: async (id: string, to: string, index: number) => note('attach', id, to, index),
    async detachInterface(id: string) {
      note('detach', id);
      const is = (one: HostInterface) => one.attachment?.attachmentId === id;
      set(vpc.interfaces, is, (one) =>
        one.attachment ? { attachment: { ...one.attachment, status: 'detaching' } } : {},
      );
    },
    async deleteInterface(id: string) {
      note('delete ENI', id);
      drop(vpc.interfaces, (one) => one.networkInterfaceId === id);
    },
    deleteGroup: async (id: string) => note('delete group', id),
    dissociateTable: async (id: string) => note('dissociate', id),
    deleteTable: async (id: string) => note('delete table', id),
    deleteSubnet: async (id: string) => note('delete subnet', id),
  };
  const { dnsHosts, held: places, known } = dnsTable([registeredHost()]);
  places.set('tokyo-1 1', held);
  known.set('plant-1', { place, leaving: [] });
  const ports = {
    dnsHosts,
    installation: installation(),
    hostAccounts: { openHost: async () => account } as unknown as HostAccounts,
  };
  const clear = async () => {
    known.set('plant-1', { leaving: [place] });
    return clearPlace({ network: 'plant-1' }, ports);
  };
  return { vpc, done, clear, build: (given: Partial<typeof item> = {}) => buildPlace({ ...item, ...given }, ports) };
}

const attached = { attachmentId: 'eni-attach-1', instanceId: 'i-1', deviceIndex: 1, status: 'attached' };
const rule = (protocol: string, source = range, fromPort = 53, toPort = fromPort) => ({
  protocol,
  fromPort,
  toPort,
  source,
});
const route = (destinationCidrBlock: string, target: string) =>
  ({ destinationCidrBlock, target, state: 'active', origin: 'CreateRoute' }) as never;
const standing = (): Vpc => ({
  subnets: [{ subnetId: 'subnet-1', cidrBlock: '10.0.64.0/28', availabilityZone: zone, tags: own }],
  tables: [
    {
      routeTableId: 'rtb-1',
      associations: [{ associationId: 'rtbassoc-1', subnetId: 'subnet-1' }],
      routes: [route(range, 'pcx-1')],
      tags: own,
    },
  ],
  groups: [{ name: 'canal-plant-1-dns-10.0.64.4', groupId: 'sg-1', rules: [rule('udp'), rule('tcp')], tags: own }],
  interfaces: [
    {
      networkInterfaceId: 'eni-1',
      subnetId: 'subnet-1',
      macAddress: '06:00:00:00:00:01',
      address: '10.0.64.4',
      groupIds: ['sg-1'],
      tags: own,
      attachment: attached,
    },
  ],
});

describe('Build place', () => {
  test('makes all of it in the order in which the next thing needs it', async () => {
    const { build, done } = setting();
    expect(await build()).toEqual({ status: 'attaching', ranges: [range], host: 'tokyo-1' });
    expect(done).toEqual([
      'make subnet 10.0.64.0/28 ap-northeast-1a',
      'make table',
      'route rtb-9 100.67.0.0/24 pcx-1',
      'associate rtb-9 subnet-9',
      'make group canal-plant-1-dns-10.0.64.4',
      'let in sg-9 2',
      'make ENI 10.0.64.4',
      'attach eni-9 i-1 1',
    ]);
  });

  test('changes nothing of what stands as wished', async () => {
    const { build, done } = setting(standing());
    expect(await build()).toMatchObject({ status: 'attached' });
    expect(done).toEqual([]);
  });

  test("leads to another VPG's range, and lets nobody else in, when the VPG is another", async () => {
    const { build, done } = setting(standing());
    expect(await build({ ranges: [], peeringId: 'pcx-2' })).toMatchObject({ ranges: ['100.68.0.0/24'] });
    expect(done).toEqual([
      'route rtb-1 100.68.0.0/24 pcx-2',
      'drop route rtb-1 100.67.0.0/24',
      'let in sg-1 2',
      'keep out sg-1 100.67.0.0/24',
      'keep out sg-1 100.67.0.0/24',
    ]);
    const again = setting(standing());
    await again.build({ peeringId: 'pcx-2' });
    expect(again.done).toEqual(['move route rtb-1 100.67.0.0/24 pcx-2']);
  });

  test('takes back a rule that somebody has added to its group', async () => {
    const vpc = standing();
    vpc.groups = vpc.groups.map((one) => ({
      ...one,
      rules: [...one.rules, rule('tcp', '0.0.0.0/0', 22), rule('tcp', range, 53, 65_535)],
    }));
    const { build, done } = setting(vpc);
    await build();
    expect(done).toEqual(['keep out sg-1 0.0.0.0/0', `keep out sg-1 ${range}`]);
  });

  test('guards its ENI by its own group alone, and moves it to its index on the host', async () => {
    const vpc = standing();
    const attachment = { ...attached, deviceIndex: 3 };
    vpc.interfaces = vpc.interfaces.map((one) => ({ ...one, groupIds: ['sg-1', 'sg-7'], attachment }));
    const { build, done } = setting(vpc);
    expect(await build()).toMatchObject({ status: 'attaching' });
    expect(done).toEqual(['guard eni-1 sg-1', 'detach eni-attach-1']);
  });

  test('waits for an ENI that is still on its way', async () => {
    for (const status of ['attaching', 'detaching']) {
      const vpc = standing();
      vpc.interfaces = vpc.interfaces.map((one) => ({ ...one, attachment: { ...attached, status } }));
      expect(await setting(vpc).build()).toMatchObject({ status: 'attaching' });
    }
  });

  const ofOthers = { Name: 'of others' };
  test.each<[string, (vpc: Vpc) => object, string]>([
    [
      'a subnet',
      ({ subnets }) => ({ subnets: subnets.map((one) => ({ ...one, tags: ofOthers })) }),
      'subnet-1 (10.0.64.0/28)',
    ],
    [
      'a subnet of another place of the network',
      ({ subnets }) => ({
        subnets: subnets.map((one) => ({ ...one, tags: { ...own, 'canal:place': '10.0.64.16/28' } })),
      }),
      'subnet-1 (10.0.64.0/28)',
    ],
    [
      "a route table of the subnet's",
      ({ tables }) => ({ tables: tables.map((one) => ({ ...one, tags: ofOthers })) }),
      'uses rtb-1',
    ],
    [
      'a security group',
      ({ groups }) => ({ groups: groups.map((one) => ({ ...one, tags: ofOthers })) }),
      'sg-1 of vpc-1 is called',
    ],
    [
      'an ENI',
      ({ interfaces }) => ({ interfaces: interfaces.map((one) => ({ ...one, tags: ofOthers })) }),
      'eni-1 has 10.0.64.4',
    ],
    [
      'an attachment elsewhere',
      ({ interfaces }) => ({
        interfaces: interfaces.map((one) => ({ ...one, attachment: { ...attached, instanceId: 'i-7' } })),
      }),
      'eni-1 of network "plant-1" is attached to i-7, not to i-1, the instance of DNS host tokyo-1: detach it.',
    ],
  ])('finds %s that is not its own, and leaves it', async (_, change, message) => {
    const vpc = standing();
    const { build, done } = setting({ ...vpc, ...change(vpc) });
    expect(await faultOf(build())).toMatchObject({
      name: 'DnsPlaceConflict',
      message: expect.stringContaining(message),
    });
    expect(done.filter((what) => !/^(make table|route)/.test(what))).toEqual([]);
  });
});

describe('Clear place', () => {
  test('detaches the ENI, waits until it is free, then deletes the rest in the reverse order', async () => {
    const { clear, done, vpc } = setting(standing());
    expect(await clear()).toEqual({ status: 'clearing' });
    expect(await clear()).toEqual({ status: 'clearing' });
    expect(done).toEqual(['detach eni-attach-1']);
    vpc.interfaces = vpc.interfaces.map(({ attachment: _, ...one }) => one);
    expect(await clear()).toEqual({ status: 'clear' });
    expect(done.slice(1)).toEqual([
      'delete ENI eni-1',
      'delete group sg-1',
      'dissociate rtbassoc-1',
      'delete table rtb-1',
      'delete subnet subnet-1',
    ]);
  });

  test('stops at an ENI of others in the subnet, and touches nothing after it', async () => {
    const vpc = standing();
    const stranger = {
      networkInterfaceId: 'eni-7',
      subnetId: 'subnet-1',
      macAddress: '06:00:00:00:00:07',
      address: '10.0.64.9',
      groupIds: [],
      tags: {},
    };
    const { clear, done } = setting({ ...vpc, interfaces: [stranger] });
    expect(await faultOf(clear())).toMatchObject({
      name: 'DnsPlaceConflict',
      message:
        'subnet-1 of network "plant-1" cannot be deleted while eni-7 of others is in it: delete what is there, then run it again.',
    });
    expect(done).toEqual([]);
  });

  test('leaves what another place of the same network has', async () => {
    const other = { ...own, 'canal:place': '10.0.64.16/28' };
    const { tables, subnets } = standing();
    const { clear, done } = setting({
      subnets: subnets.map((one) => ({ ...one, cidrBlock: '10.0.64.16/28', tags: other })),
      tables: tables.map((one) => ({ ...one, tags: other })),
    });
    expect(await clear()).toEqual({ status: 'clear' });
    expect(done).toEqual([]);
  });
});
