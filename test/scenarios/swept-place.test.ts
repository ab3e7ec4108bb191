import { afterEach, describe, expect, it } from 'vitest';
import {
  airOf,
  dnsHostId,
  dnsHostVpc,
  dnsPlant,
  dnsRegion,
  dnsWorld,
  groupIds,
  openDnsScenario,
  servedBy,
  standingOf,
} from '../support/dns-scenario.ts';
import { placeLacks } from '../support/place-audit.ts';
import type { Scenario } from '../support/scenario.ts';

let scenario: Scenario;
afterEach(() => scenario.close());

const stack = '111111111111/ap-northeast-1/sandbox';
const all = ['subnet', 'route table', 'security group', 'ENI'];

interface Found {
  readonly kind: string;
  readonly id: string;
  readonly message: string;
  readonly mend: string;
  readonly removed: boolean;
  readonly cost?: { readonly perHour: number };
}

/** Sweeps to the end, part by part. */
async function sweep(remove = false): Promise<Found[]> {
  const found: Found[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const { status, body } = await scenario.api('POST', '/sweeps', { remove, ...(cursor ? { cursor } : {}) });
    expect([status, body.detail]).toEqual([200, undefined]);
    found.push(...body.findings);
    cursor = body.cursor;
  }
  return found;
}

const told = (found: readonly Found[]) => found.map(({ kind, id, removed }) => `${kind} ${id} ${removed}`);
const minute = () => scenario.clock.turn(() => scenario.clock.sleep(60_000));

/** Asks a service of AWS that tells its operations by a header. */
async function ask(target: string, body: object): Promise<void> {
  const { status } = await scenario.fetch('/', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': '20260105T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=111111111111/20260105/ap-northeast-1/any/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  expect(status).toBe(200);
}

/** Deletes an item of the table, as nobody should. */
const deleteItem = (pk: string, sk: string) =>
  ask('DynamoDB_20120810.DeleteItem', { TableName: 'canal-sandbox', Key: { pk: { S: pk }, sk: { S: sk } } });

/** Looks at the last command of Systems Manager: the sandbox's instances carry out what is due when somebody looks. */
async function lookAtHost(): Promise<void> {
  const { commandId: CommandId, instanceId: InstanceId } = [...scenario.world.commands.values()].at(-1) ?? {};
  await ask('AmazonSSM.GetCommandInvocation', { CommandId, InstanceId });
}

const alive = (vpcId: string) =>
  [...scenario.world.peerings.values()].filter((one) => one.peerVpcId === vpcId && one.deletedAt === undefined);
const tenants = async (): Promise<string[]> =>
  (await scenario.api('GET', '/dns-hosts/tokyo-1')).body.tenants.map((one: { network: string }) => one.network);

/** Two networks with places, of which the first is not on record any more. */
async function orphaned(given: Parameters<typeof openDnsScenario>[0] = {}): Promise<void> {
  scenario = await openDnsScenario({ world: dnsWorld(), ...given });
  await scenario.up(dnsPlant('plant-1'));
  await scenario.up(dnsPlant('plant-2', {}, groupIds[1]));
  await deleteItem('NETWORK#plant-1', 'RECORD');
}

describe('A place of a network that is not on record', () => {
  it('is told with all that stands there and what it costs, and goes only when asked: names, ENI, the rest, peering', async () => {
    await orphaned();
    const [peering] = alive(dnsHostVpc);
    const found = await sweep();
    expect(told(found)).toEqual(['orphan-place tokyo-1 10.0.64.0/28 false', `orphan-peering ${peering?.id} false`]);
    expect(found[0]?.message).toMatch(
      /subnet-\w+, rtb-\w+, sg-\w+ and 2 more of network "plant-1".*AWS charges nothing/,
    );
    expect(found.map(({ cost }) => (cost === undefined ? undefined : cost.perHour > 0))).toEqual([undefined, true]);
    expect([standingOf(scenario, 'plant-1'), await tenants()]).toEqual([all, ['plant-1', 'plant-2']]);

    const first = await sweep(true);
    expect(told(first)).toEqual(['orphan-place tokyo-1 10.0.64.0/28 false', `orphan-peering ${peering?.id} true`]);
    expect(first[0]?.mend).toContain('is being detached');
    await minute();
    expect(told(await sweep(true))).toEqual(['orphan-place tokyo-1 10.0.64.0/28 true']);
    await lookAtHost();
    expect([standingOf(scenario, 'plant-1'), servedBy(scenario), await tenants()]).toEqual([
      [],
      ['plant-2'],
      ['plant-2'],
    ]);
    expect(alive(dnsHostVpc)).toHaveLength(1);

    expect(await sweep(true)).toEqual([]);
    expect((await scenario.api('POST', '/networks/plant-2/check')).body.asWished).toBe(true);
    // The place is free again, for whoever comes.
    await scenario.up(dnsPlant('plant-3', {}, groupIds[2]));
    expect(airOf(scenario, groupIds[2])).toMatchObject({ dnsServers: ['10.0.64.4'] });
  });

  it('is told although SORACOM refuses to delete its peering, which stays, and that is said', async () => {
    const refused = { error: 'SEM9999', status: 400 };
    await orphaned({ faults: { faults: { 'soracom.deleteVpcPeeringConnection': [refused] } } });
    const [peering] = alive(dnsHostVpc);
    const found = await sweep(true);
    expect(told(found)).toEqual(['orphan-place tokyo-1 10.0.64.0/28 false', `orphan-peering ${peering?.id} false`]);
    expect(found[1]?.mend).toMatch(/^It could not be removed: /);
    expect(told(await sweep(true))).toContain(`orphan-peering ${peering?.id} true`);
  });

  it('is taken by nobody while a sweep clears it', async () => {
    await orphaned();
    await sweep(true);
    await scenario.up(dnsPlant('plant-3', {}, groupIds[2]));
    expect((await scenario.api('GET', '/networks/plant-3')).body.run).toMatchObject({ error: 'DnsHostFull' });
    await minute();
    await sweep(true);
    await scenario.up(dnsPlant('plant-3', {}, groupIds[2]));
    expect(airOf(scenario, groupIds[2])).toMatchObject({ dnsServers: ['10.0.64.4'] });
  });

  it('stays where something of others is in its subnet, and that is said', async () => {
    await orphaned();
    const { subnets, networkInterfaces } = dnsRegion(scenario);
    const subnetId = [...subnets.values()].find(({ cidrBlock }) => cidrBlock === '10.0.64.0/28')?.subnetId ?? '';
    const some = [...networkInterfaces.values()].find(({ vpcId }) => vpcId === dnsHostVpc);
    if (!some) throw new Error('no ENI');
    const { attachment: _, ...nic } = some;
    networkInterfaces.set('eni-7', {
      ...nic,
      ...{ networkInterfaceId: 'eni-7', subnetId, privateIpAddresses: ['10.0.64.9'], tags: new Map() },
    });
    await sweep(true);
    await minute();
    const [found] = await sweep(true);
    expect(found).toMatchObject({ removed: false, mend: expect.stringContaining('eni-7 of others') });
    expect(standingOf(scenario, 'plant-1')).toEqual(['subnet', 'route table', 'security group']);
  });
});

describe('What a network has left at another place', () => {
  it('after somebody gave its place away goes by a sweep, and its new place stays', async () => {
    scenario = await openDnsScenario({ world: dnsWorld() });
    await scenario.up(dnsPlant('plant-1'));
    await deleteItem('DNSHOST#tokyo-1', 'PLACE#01');
    const drifted = (await scenario.api('POST', '/networks/plant-1/check')).body;
    expect(drifted.differences).toMatchObject([{ kind: 'place-missing', id: 'tokyo-1' }]);
    await scenario.up(dnsPlant('plant-1'));
    expect(airOf(scenario)).toMatchObject({ dnsServers: ['10.0.64.20'] });
    expect(told(await sweep())).toEqual(['orphan-place tokyo-1 10.0.64.0/28 false']);
    await sweep(true);
    await minute();
    expect(told(await sweep(true))).toEqual(['orphan-place tokyo-1 10.0.64.0/28 true']);
    const range = [...scenario.world.vpgs.values()][0]?.vpgSubnetCidrRange;
    const of = { network: 'plant-1', stack, host: { instanceId: dnsHostId, vpcId: dnsHostVpc } };
    expect(placeLacks(scenario.world, of, range)).toEqual([]);
    expect((await scenario.api('POST', '/networks/plant-1/check')).body.asWished).toBe(true);
  });
});

describe('A sweep leaves alone', () => {
  it('what a run is making', async () => {
    scenario = await openDnsScenario({ world: dnsWorld() });
    await scenario.up(dnsPlant('plant-2', {}, groupIds[1]));
    const { body } = await scenario.api('POST', '/networks', dnsPlant('plant-3', {}, groupIds[2]));
    await scenario.clock.turn(() => scenario.clock.sleep(200_000));
    expect(await sweep(true)).toEqual([]);
    expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
  });

  it('what carries the tags of another installation', async () => {
    await orphaned();
    const { subnets, routeTables, securityGroups, networkInterfaces } = dnsRegion(scenario);
    const things = [subnets, routeTables, securityGroups, networkInterfaces].flatMap((map) => [...map.values()]);
    for (const { tags } of things.filter((one) => one.tags.get('canal:network') === 'plant-1')) {
      tags.set('canal:stack', '111111111111/ap-northeast-1/prod');
    }
    await deleteItem('DNSHOST#tokyo-1', 'PLACE#01');
    for (const one of alive(dnsHostVpc)) one.accepterTags.set('canal:stack', '111111111111/ap-northeast-1/prod');
    expect(await sweep(true)).toEqual([]);
    expect(standingOf(scenario, 'plant-1')).toEqual(all);
  });

  it('everything, where the table is empty or of another installation', async () => {
    await orphaned();
    await deleteItem('NETWORK#plant-2', 'RECORD');
    for (const cursor of [undefined, Buffer.from('@aaa').toString('base64url')]) {
      const refused = await scenario.api('POST', '/sweeps', { remove: true, ...(cursor ? { cursor } : {}) });
      expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('nothing was swept') } });
    }
    expect([...standingOf(scenario, 'plant-1'), ...standingOf(scenario, 'plant-2')]).toEqual([...all, ...all]);
  });
});
