import { afterEach, describe, expect, it } from 'vitest';
import {
  airOf,
  dnsHostId,
  dnsHostVpc,
  dnsRegion,
  groupIds,
  ofNetwork,
  openDnsScenario,
  dnsPlant as plant,
  down as removed,
  runOf,
  servedBy,
  standingOf,
  withInstance,
  dnsWorld as world,
} from '../support/dns-scenario.ts';
import type { Scenario } from '../support/scenario.ts';

let scenario: Scenario;
afterEach(() => scenario.close());

type Wish = Record<string, unknown>;

async function open(options: Parameters<typeof openDnsScenario>[0] = {}): Promise<void> {
  scenario = await openDnsScenario(options);
}

const region = () => dnsRegion(scenario);
const served = () => servedBy(scenario);
const group = (id?: string) => airOf(scenario, id);
const run = (name: string) => runOf(scenario, name);
const down = (name: string) => removed(scenario, name);

describe('A network with its names on a DNS host', () => {
  it('gets subnet, route table, security group and ENI of its own, is published, and its SIMs ask that ENI', async () => {
    await open();
    await scenario.up(plant('plant-1'));
    expect(await run('plant-1')).toMatchObject({ outcome: 'ready' });
    const { body: shown } = await scenario.api('GET', '/networks/plant-1');
    expect(shown.peerings.map(({ name }: { name: string }) => name).sort()).toContain('dns-host');
    expect(shown.cost.perHour).toBe(10 * scenario.world.peerings.size);
    expect(shown.warnings).toEqual([]);
    const { subnets, routeTables, securityGroups, networkInterfaces } = region();
    const [subnet] = ofNetwork(subnets, 'plant-1');
    expect(subnet).toMatchObject({ vpcId: dnsHostVpc, cidrBlock: '10.0.64.0/28', availabilityZone: 'ap-northeast-1a' });
    const peering = [...scenario.world.peerings.values()].find((one) => one.peerVpcId === dnsHostVpc);
    expect(peering?.destinationCidrBlock).toBe('10.0.64.0/28');
    const [table] = ofNetwork(routeTables, 'plant-1');
    expect(table?.associations.map(({ subnetId }) => subnetId)).toEqual([subnet?.subnetId]);
    expect(table?.routes.filter(({ origin }) => origin === 'CreateRoute')).toMatchObject([
      { destinationCidrBlock: '100.67.0.0/24', vpcPeeringConnectionId: peering?.id },
    ]);
    const [guard] = ofNetwork(securityGroups, 'plant-1');
    expect(guard?.rules.filter(({ egress }) => !egress)).toMatchObject([
      { protocol: 'udp', fromPort: 53, toPort: 53, cidrBlock: '100.67.0.0/24' },
      { protocol: 'tcp', fromPort: 53, toPort: 53, cidrBlock: '100.67.0.0/24' },
    ]);
    const [nic] = ofNetwork(networkInterfaces, 'plant-1');
    expect(nic).toMatchObject({
      privateIpAddresses: ['10.0.64.4'],
      groupIds: [guard?.groupId],
      attachment: { instanceId: dnsHostId, deviceIndex: 1 },
    });
    expect(served()).toEqual(['plant-1']);
    expect(group()).toMatchObject({ useCustomDns: true, dnsServers: ['10.0.64.4'] });
  });
});

describe('Tenants of one DNS host', () => {
  const [, second, third] = groupIds;

  it('have places of their own, and a host that is full says what would help, before anything is made', async () => {
    await open({ world: world() });
    await scenario.up(plant('plant-1'));
    await scenario.up(plant('plant-2', {}, second));
    expect(served()).toEqual(['plant-1', 'plant-2']);
    expect(group(second)).toMatchObject({ dnsServers: ['10.0.64.20'] });
    await scenario.up(plant('plant-3', {}, third));
    expect(await run('plant-3')).toMatchObject({
      outcome: 'failed',
      error: 'DnsHostFull',
      step: 'Take place',
      cause: expect.stringContaining(
        'tokyo-1: host full: 2 of 2 places; t3.small allows 3 ENIs, the first is for maintenance; use an xlarge (3 tenants) or add a host',
      ),
    });
    expect([...scenario.world.vpgs.values()]).toHaveLength(2);
    const removal = await scenario.api('DELETE', '/dns-hosts/tokyo-1');
    expect(removal).toMatchObject({ status: 409 });
    expect(removal.body.detail).toContain('plant-1, plant-2 have places on it');
  });

  it('give everything back when they go, in reverse, and leave the others alone', async () => {
    await open({ world: world() });
    await scenario.up(plant('plant-1'));
    await scenario.up(plant('plant-2', {}, second));
    expect(await down('plant-1')).toMatchObject({ state: 'removed' });
    expect(standingOf(scenario, 'plant-1')).toEqual([]);
    expect(standingOf(scenario, 'plant-2')).toEqual(['subnet', 'route table', 'security group', 'ENI']);
    expect(served()).toEqual(['plant-2']);
    const hosts = (await scenario.api('GET', '/dns-hosts/tokyo-1')).body;
    expect(hosts.tenants.map((one: { network: string }) => one.network)).toEqual(['plant-2']);
    await scenario.up(plant('plant-3', {}, third));
    expect(group(third)).toMatchObject({ dnsServers: ['10.0.64.4'] });
  });

  it('publish changed records and change nothing else', async () => {
    await open({ world: world() });
    await scenario.up(plant('plant-1'));
    const counts = () => [region().subnets.size, region().networkInterfaces.size, scenario.world.peerings.size];
    const before = counts();
    const [first] = region().instances.get(dnsHostId)?.dns?.tenants ?? [];
    const dns = {
      host: 'tokyo-1',
      zone: 'plant.internal',
      records: [{ name: 'app', type: 'A', value: '172.21.10.6' }],
    };
    await scenario.up(plant('plant-1', { dns }));
    expect(await run('plant-1')).toMatchObject({ run: 2, outcome: 'ready' });
    expect(counts()).toEqual(before);
    const [now] = region().instances.get(dnsHostId)?.dns?.tenants ?? [];
    expect(Number(now?.serial)).toBeGreaterThan(Number(first?.serial));
  });

  it('use another host of the same VPC when the wished one is full', async () => {
    await open({ world: withInstance(world(), 2, 't3.micro') });
    await scenario.api('PUT', '/dns-hosts/tokyo-2', { instanceId: 'i-0c3333333333333c2', pool: '10.0.128.0/20' });
    for (const [index, groupId] of groupIds.entries()) {
      await scenario.up(plant(`plant-${index + 1}`, {}, groupId));
    }
    expect(group(third)).toMatchObject({ dnsServers: ['10.0.128.4'] });
    expect(servedBy(scenario, 'i-0c3333333333333c2')).toEqual(['plant-3']);
  });

  it('who come at the same moment get places of their own', async () => {
    // Twenty at once for fourteen places are a matter of the step's own test, fourteen whole runs of the bench: they take long.
    const ids = Array.from(
      { length: 7 },
      (_, index) => `00000000-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`,
    );
    const file = world({}, { instanceType: 'm6i.4xlarge' });
    await open({ world: { ...file, groups: ids.map((groupId) => ({ groupId })) } });
    const started = [];
    for (const [index, groupId] of ids.entries())
      started.push(await scenario.api('POST', '/networks', plant(`plant-${index}`, {}, groupId)));
    for (const { body } of started) await scenario.machines.settled(body.executionArn);
    const { tenants, free } = (await scenario.api('GET', '/dns-hosts/tokyo-1')).body;
    expect(free).toBe(0);
    expect(new Set(tenants.map((one: { network: string }) => one.network)).size).toBe(7);
    expect(tenants.every(({ answers }: { answers: boolean }) => answers)).toBe(true);
    expect(served()).toHaveLength(7);
  });

  it('of whom one does not come up is not published, the others are, and it can be removed', async () => {
    await open({ world: world({}, { takesUpInterfaces: false }) });
    await scenario.up(plant('plant-1'));
    expect(await run('plant-1')).toMatchObject({
      outcome: 'failed',
      error: 'DnsHostFailed',
      step: 'Look at DNS',
      cause: expect.stringContaining('plant-1: 10.0.64.4 is on no interface of the host'),
    });
    expect(served()).toEqual([]);
    expect(group()).not.toHaveProperty('dnsServers');
    const instance = region().instances.get(dnsHostId);
    if (instance) region().instances.set(dnsHostId, { ...instance, takesUpInterfaces: true });
    await scenario.up(plant('plant-2', {}, second));
    expect(served()).toEqual(['plant-2']);
    expect(await down('plant-1')).toMatchObject({ state: 'removed' });
    expect(ofNetwork(region().networkInterfaces, 'plant-1')).toEqual([]);
    expect(served()).toEqual(['plant-2']);
  });

  it('cannot share a VPC where SORACOM has all its VPGs in one, and that is said', async () => {
    await open({ world: world({ vpgsShareVpc: true }) });
    await scenario.up(plant('plant-1'));
    expect(await run('plant-1')).toMatchObject({ outcome: 'ready' });
    const peerings = [
      {
        ...(plant('x').peerings as Wish[])[0],
        peerVpcId: 'vpc-0b2222222222222b1',
        peerOwnerId: '222222222222',
        destinationCidrBlock: '10.0.0.0/20',
      },
    ];
    await scenario.up(plant('plant-2', { peerings }, second));
    expect(await run('plant-2')).toMatchObject({
      outcome: 'failed',
      error: 'PeeringRefused',
      step: 'Look at peering',
      cause: expect.stringContaining(
        `AWS allows one peering between two VPCs, and SORACOM's VPC of this VPG has one with ${dnsHostVpc} already, for another VPG: these two VPGs cannot share that VPC. Use another VPC; for names, a DNS host in a VPC of its own, or a DNS server in airGroup.dnsServers.`,
      ),
    });
    expect(await down('plant-2')).toMatchObject({ state: 'removed' });
    expect((await scenario.api('GET', '/dns-hosts/tokyo-1')).body.free).toBe(1);
  });
});

describe('What does not fit a place on a DNS host', () => {
  it.each([
    [
      'a record into the rest of its VPC',
      { dns: { host: 'tokyo-1', zone: 'plant.internal', records: [{ name: 'db', type: 'A', value: '10.0.0.9' }] } },
      'InvalidInput',
      'dns.records[0].value: 10.0.0.9 is in vpc-0c3333333333333c1',
    ],
    [
      'a range over its subnet',
      { vpg: { deviceSubnetCidrRange: '10.0.64.0/20' } },
      'CidrOverlap',
      'vpg.deviceSubnetCidrRange',
    ],
    [
      'a host that is not registered',
      { dns: { host: 'osaka-1', zone: 'plant.internal' } },
      'NotFound',
      'canal dns-host add osaka-1',
    ],
  ])('is %s, and nothing is made', async (_, change, error, cause) => {
    await open();
    await scenario.up(plant('plant-1', change));
    expect(await run('plant-1')).toMatchObject({ outcome: 'failed', error, cause: expect.stringContaining(cause) });
    expect([...scenario.world.vpgs.values()]).toEqual([]);
    expect((await scenario.api('GET', '/dns-hosts/tokyo-1')).body.tenants).toEqual([]);
  });

  it('is a DNS server beside it, or a peering of its name: told with the file', async () => {
    await open();
    const { status, body } = await scenario.api('POST', '/networks', {
      ...plant('plant-1', { peerings: [{ ...(plant('x').peerings as Wish[])[0], name: 'dns-host' }] }),
      airGroup: { groupId: groupIds[0], dnsServers: ['172.21.0.53'] },
    });
    expect(status).toBe(400);
    expect(body.faults.map(({ field }: { field: string }) => field)).toEqual([
      'airGroup.dnsServers',
      'peerings[0].name',
    ]);
  });
});
