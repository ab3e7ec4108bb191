import { afterEach, describe, expect, it } from 'vitest';
import { remainsIn } from '../support/audit.ts';
import {
  airOf,
  dnsHostVpc,
  dnsPlant,
  dnsRegion,
  dnsWorld,
  down,
  groupIds,
  openDnsScenario,
  runOf,
  servedBy,
  standingOf,
  withInstance,
} from '../support/dns-scenario.ts';
import type { Scenario } from '../support/scenario.ts';

let scenario: Scenario;
afterEach(() => scenario.close());

const all = ['subnet', 'route table', 'security group', 'ENI'];
const stack = '111111111111/ap-northeast-1/sandbox';
const refused = { error: 'AUM0001', status: 403 };
const other = 'i-0c3333333333333c2';
const dns = (host: string) => ({
  host,
  zone: 'plant.internal',
  records: [{ name: 'app', type: 'A', value: '172.21.10.5' }],
});
const placesOn = async (host: string): Promise<string[]> =>
  (await scenario.api('GET', `/dns-hosts/${host}`)).body.tenants.map((one: { network: string }) => one.network);

/** A second host, in the VPC of the first or, with a VPC of its own, elsewhere. */
async function openTwo(options: { faults?: object; elsewhere?: boolean } = {}): Promise<void> {
  const vpcId = options.elsewhere ? 'vpc-0d4444444444444d1' : dnsHostVpc;
  const file = dnsWorld();
  const [first] = file.accounts;
  const template = first?.vpcs.find((vpc) => vpc.vpcId === dnsHostVpc);
  if (options.elsewhere && template) {
    const own = structuredClone({ ...template, vpcId, instances: [], networkInterfaces: [], securityGroups: [] });
    const renamed = JSON.parse(JSON.stringify(own).replaceAll('0c3333333333333c1', '0d4444444444444d1'));
    first?.vpcs.push(renamed);
  }
  const faults = options.faults ? { faults: { faults: options.faults } } : {};
  scenario = await openDnsScenario({ world: withInstance(file, 2, 't3.small', vpcId), ...faults });
  const made = await scenario.api('PUT', '/dns-hosts/tokyo-2', { instanceId: other, pool: '10.0.128.0/20' });
  expect(made.status).toBe(201);
}

const peeringsTo = (vpcId: string) =>
  [...scenario.world.peerings.values()]
    .filter((one) => one.peerVpcId === vpcId && !one.forgottenBySoracom)
    .map(({ destinationCidrBlock }) => destinationCidrBlock);

describe('A network that takes dns out of its file', () => {
  it('gives its place back, in order, and its names stop resolving; the others keep theirs', async () => {
    scenario = await openDnsScenario({ world: dnsWorld() });
    await scenario.up(dnsPlant('plant-1'));
    await scenario.up(dnsPlant('plant-2', {}, groupIds[1]));
    const preview = async () => (await scenario.api('GET', '/networks/plant-1/removal')).body.places;
    expect(await preview()).toEqual([{ host: 'tokyo-1', address: '10.0.64.4' }]);
    const { dns: _, ...without } = dnsPlant('plant-1');
    const { body } = await scenario.up(without);
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ run: 2, outcome: 'ready' });
    expect(await preview()).toEqual([]);
    expect(standingOf(scenario, 'plant-1')).toEqual([]);
    expect(standingOf(scenario, 'plant-2')).toEqual(all);
    expect(servedBy(scenario)).toEqual(['plant-2']);
    expect(await placesOn('tokyo-1')).toEqual(['plant-2']);
    expect(peeringsTo(dnsHostVpc)).toEqual(['10.0.64.16/28']);
    expect(airOf(scenario)).not.toHaveProperty('dnsServers');
    const order = ['Leave DNS', 'Clear place', 'Delete peering', 'Free place', 'Set group'];
    const entered = scenario.machines
      .history(body.executionArn)
      .map(({ stateEnteredEventDetails: entry }) => String((entry as { name?: string } | undefined)?.name))
      .filter((name) => order.includes(name));
    expect([...new Set(entered)]).toEqual(order);
    // Nothing more to do, and nothing left for the removal.
    expect((await scenario.api('POST', '/networks', without)).status).toBe(200);
    expect(await down(scenario, 'plant-1')).toMatchObject({ state: 'removed' });
  });

  it('takes one again when the file has it again', async () => {
    scenario = await openDnsScenario({ world: dnsWorld() });
    await scenario.up(dnsPlant('plant-1'));
    const { dns: _, ...without } = dnsPlant('plant-1');
    await scenario.up(without);
    await scenario.up(dnsPlant('plant-1'));
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ run: 3, outcome: 'ready' });
    expect(standingOf(scenario, 'plant-1')).toEqual(all);
    expect(servedBy(scenario)).toEqual(['plant-1']);
    expect(airOf(scenario)).toMatchObject({ dnsServers: ['10.0.64.4'] });
  });
});

describe('A network that names another host', () => {
  it.each([[true], [false]])('moves there, into a VPC of its own: %s', async (elsewhere) => {
    await openTwo({ elsewhere });
    await scenario.up(dnsPlant('plant-1'));
    await scenario.up(dnsPlant('plant-1', { dns: dns('tokyo-2') }));
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ run: 2, outcome: 'ready' });
    expect(standingOf(scenario, 'plant-1')).toEqual(all);
    expect(await placesOn('tokyo-1')).toEqual([]);
    expect(await placesOn('tokyo-2')).toEqual(['plant-1']);
    expect(servedBy(scenario)).toEqual([]);
    expect(servedBy(scenario, other)).toEqual(['plant-1']);
    expect(airOf(scenario)).toMatchObject({ dnsServers: ['10.0.128.4'] });
    expect(peeringsTo(elsewhere ? 'vpc-0d4444444444444d1' : dnsHostVpc)).toEqual(['10.0.128.0/28']);
    if (elsewhere) expect(peeringsTo(dnsHostVpc)).toEqual([]);
    expect(await down(scenario, 'plant-1')).toMatchObject({ state: 'removed' });
    expect(standingOf(scenario, 'plant-1')).toEqual([]);
    expect(await placesOn('tokyo-2')).toEqual([]);
  });

  it('that is full keeps everything as it was', async () => {
    await openTwo();
    await scenario.up(dnsPlant('plant-1'));
    await scenario.up(dnsPlant('plant-2', { dns: dns('tokyo-2') }, groupIds[1]));
    const instance = dnsRegion(scenario).instances.get(other);
    if (instance) dnsRegion(scenario).instances.set(other, { ...instance, instanceType: 't3.nano' });
    await scenario.up(dnsPlant('plant-1', { dns: dns('tokyo-2') }));
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ run: 2, error: 'DnsHostFull', step: 'Take place' });
    // The host that it leaves has a place free, which nobody asked for.
    expect(servedBy(scenario)).toEqual(['plant-1']);
    expect(await placesOn('tokyo-1')).toEqual(['plant-1']);
    await scenario.up(dnsPlant('plant-1'));
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ run: 3, outcome: 'ready' });
    expect(standingOf(scenario, 'plant-1')).toEqual(all);
  });

  it('and is cut off in the middle of it is continued, turned back, or removed with both places', async () => {
    const stuck = { 'ec2.DeleteSubnet': [{ error: 'UnauthorizedOperation', status: 403, times: 2 }] };
    await openTwo({ faults: stuck });
    await scenario.up(dnsPlant('plant-1'));
    for (const name of ['tokyo-2', 'tokyo-1']) {
      await scenario.up(dnsPlant('plant-1', { dns: dns(name) }));
      expect(await runOf(scenario, 'plant-1')).toMatchObject(
        name === 'tokyo-2' ? { error: 'Ec2Denied', step: 'Clear place' } : { outcome: 'ready' },
      );
    }
    expect(servedBy(scenario)).toEqual(['plant-1']);
    expect(standingOf(scenario, 'plant-1')).toEqual(all);
    expect([await placesOn('tokyo-1'), await placesOn('tokyo-2')]).toEqual([['plant-1'], []]);
    await scenario.up(dnsPlant('plant-1', { dns: dns('tokyo-2') }));
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ error: 'Ec2Denied', step: 'Clear place' });
    expect([await placesOn('tokyo-1'), await placesOn('tokyo-2')]).toEqual([['plant-1'], ['plant-1']]);
    expect(await down(scenario, 'plant-1')).toMatchObject({ state: 'removed' });
    expect([await placesOn('tokyo-1'), await placesOn('tokyo-2')]).toEqual([[], []]);
    expect(standingOf(scenario, 'plant-1')).toEqual([]);
  });
});

describe('A plan', () => {
  const plan = async (wish: object) => (await scenario.api('POST', '/plans', wish)).body;
  const about = (body: { things: { thing: string; peering?: string }[] }) =>
    body.things.filter(({ thing, peering }) => ['place', 'names'].includes(thing) || peering === 'dns-host');

  it('names the place, the peering to it and what it costs, and takes nothing', async () => {
    scenario = await openDnsScenario({ world: dnsWorld() });
    const before = await plan(dnsPlant('plant-1'));
    expect(before).toMatchObject({ possible: true, faults: [], stops: [], cost: { perHour: 20 } });
    expect(about(before)).toEqual([
      { thing: 'peering', action: 'create', peering: 'dns-host' },
      { thing: 'place', action: 'create', id: 'tokyo-1', destinationCidrBlock: '10.0.64.0/28' },
      { thing: 'names', action: 'set', id: 'plant.internal' },
    ]);
    expect(await placesOn('tokyo-1')).toEqual([]);
    await scenario.up(dnsPlant('plant-1'));
    const standing = await plan(dnsPlant('plant-1'));
    expect(standing).toMatchObject({ changes: 0, cost: { perHour: 20 }, costBefore: { perHour: 20 } });
    const others = { ...dns('tokyo-1'), records: [{ name: 'app', type: 'A', value: '172.21.10.9' }] };
    const changed = await plan(dnsPlant('plant-1', { dns: others }));
    expect(changed).toMatchObject({ changes: 1 });
    expect(about(changed).map((one) => (one as { action?: string }).action)).toEqual(['keep', 'keep', 'set']);
  });

  it('says what goes when dns is taken out, and where names are not found', async () => {
    scenario = await openDnsScenario({ world: dnsWorld() });
    await scenario.up(dnsPlant('plant-1'));
    const { dns: _, ...without } = dnsPlant('plant-1');
    const planned = await plan(without);
    expect(about(planned)).toEqual([
      { thing: 'place', action: 'remove', id: 'tokyo-1', destinationCidrBlock: '10.0.64.0/28' },
      expect.objectContaining({ thing: 'peering', action: 'remove', peering: 'dns-host' }),
    ]);
    expect(planned.stops.join(' ')).toContain('SIMs find the names of plant-1 at DNS host tokyo-1 no more');
    expect(planned.cost.perHour).toBe(10);
  });

  it('says that a place moves, and its peering with it', async () => {
    await openTwo();
    await scenario.up(dnsPlant('plant-1'));
    const planned = await plan(dnsPlant('plant-1', { dns: dns('tokyo-2') }));
    expect(about(planned)).toEqual([
      expect.objectContaining({ thing: 'peering', action: 'change', peering: 'dns-host' }),
      { thing: 'place', action: 'create', id: 'tokyo-2', destinationCidrBlock: '10.0.128.0/28' },
      { thing: 'names', action: 'set', id: 'plant.internal' },
      { thing: 'place', action: 'remove', id: 'tokyo-1', destinationCidrBlock: '10.0.64.0/28' },
    ]);
    expect(planned.stops.join(' ')).toContain('some minutes without names');
  });

  it('finds a place on another host of the VPC when the wished one is full, as the run does', async () => {
    await openTwo();
    await scenario.up(dnsPlant('plant-1'));
    await scenario.up(dnsPlant('plant-2', {}, groupIds[1]));
    const planned = await plan(dnsPlant('plant-3', {}, groupIds[2]));
    expect(about(planned)).toContainEqual(
      expect.objectContaining({ thing: 'place', id: 'tokyo-2', destinationCidrBlock: '10.0.128.0/28' }),
    );
  });

  it('says why there is no place: full, not registered, or limits of the VPC', async () => {
    const file = dnsWorld({ activePeeringsPerVpc: 50 });
    scenario = await openDnsScenario({ world: file });
    await scenario.up(dnsPlant('plant-1'));
    await scenario.up(dnsPlant('plant-2', {}, groupIds[1]));
    const full = await plan(dnsPlant('plant-3', {}, groupIds[2]));
    expect(full).toMatchObject({
      possible: false,
      faults: [
        {
          error: 'DnsHostFull',
          field: 'dns.host',
          message:
            'tokyo-1: host full: 2 of 2 places; t3.small allows 3 ENIs, the first is for maintenance; use an xlarge (3 tenants) or add a host.',
        },
      ],
    });
    const unknown = await plan(dnsPlant('plant-3', { dns: dns('osaka-1') }, groupIds[2]));
    expect(unknown.faults).toMatchObject([{ error: 'NotFound', field: 'dns.host' }]);
    const { subnets } = dnsRegion(scenario);
    const [any] = subnets.values();
    for (let n = 0; any && n < 200; n += 1) {
      subnets.set(`subnet-${n}`, { ...any, subnetId: `subnet-${n}`, vpcId: dnsHostVpc, cidrBlock: `10.0.200.${n}/32` });
    }
    const crowded = await plan(dnsPlant('plant-3', {}, groupIds[2]));
    expect(crowded.faults).toMatchObject([
      {
        error: 'QuotaExceeded',
        field: 'dns.host',
        message: expect.stringMatching(/20\d subnets of others, and AWS allows 200/),
      },
    ]);
  });

  it('tells what does not fit the place, by the fields of the file', async () => {
    scenario = await openDnsScenario({ world: dnsWorld() });
    const records = [{ name: 'db', type: 'A', value: '10.0.0.9' }];
    const planned = await plan(dnsPlant('plant-1', { dns: { ...dns('tokyo-1'), records } }));
    expect(planned.faults).toMatchObject([{ error: 'InvalidInput', field: 'dns.records[0].value' }]);
  });
});

describe('A failed run with onFailure: remove', () => {
  const wish = (change: object = {}) => dnsPlant('plant-1', { onFailure: 'remove', ...change });

  it.each<[string, Record<string, unknown>]>([
    ['the ENI', { 'ec2.AttachNetworkInterface': [{ error: 'UnauthorizedOperation', status: 403 }] }],
    ['the files', { 's3.PutObject': [{ error: 'AccessDenied', status: 403 }] }],
    ['the group', { 'soracom.putConfigurationParameters': [refused] }],
    ['the VPG', { 'soracom.createVirtualPrivateGateway': [refused] }],
  ])('at %s leaves no place, no names and nothing at AWS', async (_, faults) => {
    scenario = await openDnsScenario({ world: dnsWorld(), faults: { faults } });
    await scenario.up(wish());
    const run = await runOf(scenario, 'plant-1');
    expect(run).toMatchObject({ outcome: 'failed' });
    expect(run.cause).toContain('This run was undone (onFailure: remove)');
    expect(run.cause).toContain('place 10.0.64.4 on DNS host tokyo-1 was given back');
    expect(standingOf(scenario, 'plant-1')).toEqual([]);
    expect(servedBy(scenario)).toEqual([]);
    expect(await placesOn('tokyo-1')).toEqual([]);
    expect(remainsIn(scenario.world, { network: 'plant-1', stack })).toEqual([]);
  });

  it('gives back a place that an earlier run has taken, if it served nobody and this run has made the peering to it', async () => {
    const denied = { error: 'UnauthorizedOperation', status: 403 };
    const faults = { 'soracom.createVirtualPrivateGateway': [refused], 'ec2.AssociateRouteTable': [denied] };
    scenario = await openDnsScenario({ world: dnsWorld(), faults: { faults } });
    await scenario.up(dnsPlant('plant-1'));
    expect(await placesOn('tokyo-1')).toEqual(['plant-1']);
    await scenario.up(wish());
    const { run, cause } = await runOf(scenario, 'plant-1');
    expect([run, cause]).toEqual([2, expect.stringContaining('place 10.0.64.4 on DNS host tokyo-1 was given back')]);
    // Else its route table would lead to the peering that was undone.
    expect(standingOf(scenario, 'plant-1')).toEqual([]);
    expect(await placesOn('tokyo-1')).toEqual([]);
  });

  it('keeps a place that stood before it', async () => {
    scenario = await openDnsScenario({
      world: dnsWorld(),
      faults: { faults: { 'soracom.listSubscribersInGroup': ['ok', 'ok', 'ok', refused] } },
    });
    await scenario.up(wish());
    const changed = { ...dns('tokyo-1'), records: [{ name: 'app', type: 'A', value: '172.21.10.9' }] };
    await scenario.up(wish({ dns: changed }));
    const run = await runOf(scenario, 'plant-1');
    expect(run).toMatchObject({ run: 2, outcome: 'failed' });
    expect(standingOf(scenario, 'plant-1')).toEqual(all);
    expect(servedBy(scenario)).toEqual(['plant-1']);
    // Its names were changed before the run has failed, and are what they were.
    expect(run.cause).toContain('the names on DNS host tokyo-1 are what they were before this run');
    const [bucket] = scenario.world.buckets.values();
    const sent = [...(bucket?.objects.values() ?? [])].map(
      ({ body }) => body.match(/app 60 IN A (\S+)|172\.21\.10\.\d+/)?.[0],
    );
    expect(sent).toEqual(['172.21.10.5', '172.21.10.9', '172.21.10.5']);
    const serials = [...(bucket?.objects.values() ?? [])].map(({ body }) =>
      Number(body.match(/tenant plant-1 \S+ \S+ (\d+)/)?.[1]),
    );
    expect(serials).toEqual([...new Set(serials)].sort((a, b) => a - b));
    expect(await placesOn('tokyo-1')).toEqual(['plant-1']);
  });

  it('of a move gives the new place back alone: the old one still serves, or goes with the next run', async () => {
    await openTwo({ faults: { 'ec2.DeleteSubnet': [{ error: 'UnauthorizedOperation', status: 403 }] } });
    await scenario.up(wish());
    await scenario.up(wish({ dns: dns('tokyo-2') }));
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ run: 2, outcome: 'failed', step: 'Clear place' });
    expect([await placesOn('tokyo-1'), await placesOn('tokyo-2')]).toEqual([['plant-1'], []]);
    await scenario.up(wish());
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ run: 3, outcome: 'ready' });
    expect(servedBy(scenario)).toEqual(['plant-1']);
    expect(standingOf(scenario, 'plant-1')).toEqual(all);
  });
});
