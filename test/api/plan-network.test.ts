import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { planApi } from '../../src/api/plan-api.ts';
import { type PlannedThing, planNetwork } from '../../src/api/plan-network.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { type NetworkRecord, type PeeringRecord, reserve } from '../../src/canal/record.ts';
import type { DnsHosts, HostAccounts, Vpg } from '../../src/steps/ports.ts';
import {
  type Ec2World,
  ec2World,
  faultOf,
  installation,
  otherVpgId,
  peerAccountsPort,
  recordsPort,
  route,
  routeTable,
  shownPeering,
  soracomPort,
  soracomWorld,
  table,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { pricesPort } from '../support/prices.ts';
import { known, standing as standingPeering } from '../support/removal.ts';
import { peering, wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const network = wish({ peerings: [peering()] });
const standing = standingPeering();

interface Plan {
  readonly possible: boolean;
  readonly changes: number;
  readonly things: PlannedThing[];
  readonly faults: { error: string; field: string; message: string }[];
  readonly warnings: unknown[];
  readonly cost: unknown;
  readonly costBefore: unknown;
  readonly stops: string[];
}

function setting(
  given: {
    vpgs?: Vpg[];
    group?: Record<string, unknown>;
    ec2?: Partial<Ec2World>;
    record?: NetworkRecord;
    peerings?: PeeringRecord[];
    groups?: string[];
  } = {},
) {
  const to = wire();
  const held = table(...(given.record ? [given.record] : []));
  for (const one of given.peerings ?? []) held.peerings.set(`plant/${one.name}`, one);
  for (const id of given.groups ?? []) held.groups.set(`plant/${id}`, { groupId: id, prior: {}, changes: [] });
  const vpcs = [{ vpcId: 'vpc-0000000a', cidrBlocks: ['172.21.0.0/16'] }];
  const ec2 = ec2World({ vpcs, tables: [routeTable()], ...given.ec2 });
  const groups = new Map([[groupId, given.group ?? {}]]);
  const ports = {
    soracom: soracomPort(soracomWorld({ vpgs: given.vpgs ?? [], groups }), to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    installation: installation(),
    prices: pricesPort(to),
    records: recordsPort(held, to),
    dnsHosts: {} as DnsHosts,
    hostAccounts: {} as HostAccounts,
    now: () => Date.UTC(2026, 10, 23),
  };
  const plan = async (body: unknown = network): Promise<Plan> => {
    const { status, body: answered } = await planNetwork(body, ports);
    expect(status).toBe(200);
    expect(to.effects()).toEqual([]);
    return answered as Plan;
  };
  return { to, ports, plan };
}
const told = ({ things }: Plan) => things.map(({ action, thing, id }) => [action, thing, id].join(' ').trimEnd());

describe('POST /plans', () => {
  test('of a new network tells all that would be made, with what it costs, and makes nothing', async () => {
    const plan = await setting().plan();
    expect(plan).toEqual({
      name: 'plant',
      stack: '111111111111/ap-northeast-1/dev',
      possible: true,
      changes: 4,
      things: [
        { thing: 'vpg', action: 'create' },
        { thing: 'peering', action: 'create', peering: 'app' },
        { thing: 'route', action: 'create', peering: 'app', id: 'rtb-1' },
        { thing: 'airGroup', action: 'set', id: groupId },
      ],
      faults: [],
      warnings: [],
      costBefore: { currency: 'JPY', perHour: 0, unknown: [], taxExclusive: true },
      stops: [],
      cost: { currency: 'JPY', perHour: 10, unknown: ["the VPG's own fee"], taxExclusive: true },
    });
  });

  test('of a network that stands has nothing to do', async () => {
    const plan = await setting({
      vpgs: [vpg({ peerings: [standing] })],
      group: { useVpg: true, vpgId },
      ec2: { peerings: [shownPeering()], tables: [routeTable({ routes: [route()] })] },
    }).plan();
    expect(told(plan)).toEqual([
      `keep vpg ${vpgId}`,
      'keep peering pcx-1',
      'keep route rtb-1',
      `keep airGroup ${groupId}`,
    ]);
    expect(plan).toMatchObject({ changes: 0, possible: true });
  });

  test('tells a peering that waits, a dead route and a group without its settings', async () => {
    const blackHole = route({ target: 'pcx-old', state: 'blackhole' });
    const plan = await setting({
      vpgs: [vpg({ peerings: [standing] })],
      ec2: {
        peerings: [shownPeering({ status: 'pending-acceptance' })],
        tables: [routeTable({ routes: [blackHole] })],
      },
    }).plan();
    expect(told(plan)).toEqual([
      `keep vpg ${vpgId}`,
      'accept peering pcx-1',
      'replace route rtb-1',
      `set airGroup ${groupId}`,
    ]);
    expect(plan.things[2]).toMatchObject({ destinationCidrBlock: '100.67.0.0/24' });
  });

  test('a peering that EC2 shows no more would be made again', async () => {
    const plan = await setting({ vpgs: [vpg({ peerings: [standing] })] }).plan();
    expect(told(plan)).toContain('create peering');
  });

  test('DNS servers that the group does not have are set', async () => {
    const body = { ...network, airGroup: { groupId, dnsServers: ['172.21.0.53'] } };
    const plan = await setting({ vpgs: [vpg()], group: { useVpg: true, vpgId } }).plan(body);
    expect(told(plan)).toContain(`set airGroup ${groupId}`);
  });

  test('of an adopted VPG does not count its fee', async () => {
    const adopted = vpg({ tags: {} });
    const body = { ...network, vpg: { vpgId } };
    const plan = await setting({ vpgs: [adopted] }).plan(body);
    expect(told(plan)[0]).toBe(`keep vpg ${vpgId}`);
    expect(plan.cost).toMatchObject({ perHour: 10, unknown: [] });
  });

  test('conflicts are faults of the plan, all of them, each with its field', async () => {
    const plan = await setting({
      vpgs: [vpg({ type: 14 }), vpg({ vpgId: otherVpgId, tags: {} })],
      group: { useVpg: true, vpgId: otherVpgId },
      ec2: { tables: [routeTable({ routes: [route({ target: 'igw-1' })] })] },
    }).plan();
    expect(plan.possible).toBe(false);
    expect(plan.faults.map(({ error, field }) => `${error} ${field}`)).toEqual([
      'VpgConflict vpg.type',
      'GroupConflict airGroup.replaces',
      'RouteConflict peerings[0].routeTables',
    ]);
  });

  test('of a VPC that is not there says so', async () => {
    const plan = await setting({ ec2: { vpcs: [] } }).plan();
    expect(plan.faults).toEqual([expect.objectContaining({ error: 'NotFound', field: 'peerings[0].peerVpcId' })]);
    expect(told(plan)).toEqual(['create vpg', 'create peering', `set airGroup ${groupId}`]);
  });

  test('a body that is no network is refused with its fields, and nobody is asked', async () => {
    const { to, ports } = setting();
    const fault = await faultOf(planNetwork({ ...network, peering: [] }, ports));
    expect(fault.faults).toEqual([
      { name: 'InvalidInput', field: 'peering', message: 'is not a known field; did you mean peerings?' },
    ]);
    expect(to.calls).toEqual([]);
  });

  test('a vendor that gives no answer is no fault of the plan', async () => {
    const { to, plan } = setting();
    to.refuse('soracom.airSettings', new CanalError('SoracomUnavailable', 'no answer'));
    expect((await faultOf(plan())).name).toBe('SoracomUnavailable');
  });
});

test('plans are served by the routes of their function', () => {
  const yaml = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
  const { functions } = parse(yaml, { logLevel: 'silent' }) as {
    functions: Record<string, { events: { httpApi: { method: string; path: string } }[] }>;
  };
  const routes = functions['plan-network']?.events.map(({ httpApi: { method, path } }) => `${method} ${path}`);
  expect(Object.keys(planApi)).toEqual(routes);
});

describe('A plan of an edited file', () => {
  const reserved = reserve(undefined, network, { executionArn: () => 'arn', askedBy: 'me', now: 0 });
  const record: NetworkRecord = { ...reserved, state: 'ready', vpg: { vpgId, made: true } };
  const stands = {
    vpgs: [vpg({ peerings: [standing] })],
    group: { useVpg: true, vpgId },
    ec2: { peerings: [shownPeering()], tables: [routeTable({ routes: [route()] })] },
    record,
  };

  test('a peering that is named no more goes with its routes; the cost before and after is told', async () => {
    const made = { routeTableId: 'rtb-9', destinationCidrBlock: '100.67.0.0/24', made: true };
    const old = known({ name: 'old', peeringId: 'pcx-9', peerVpcId: 'vpc-0000000f', routes: [made] });
    const { plan } = setting({ ...stands, peerings: [known(), old] });
    const { things, changes, cost, costBefore, stops } = await plan();
    expect(things.filter(({ action }) => action !== 'keep')).toEqual([
      { thing: 'peering', action: 'remove', peering: 'old', id: 'pcx-9' },
      { thing: 'route', action: 'remove', peering: 'old', id: 'rtb-9', destinationCidrBlock: '100.67.0.0/24' },
    ]);
    expect(changes).toBe(2);
    expect([costBefore, cost]).toMatchObject([{ perHour: 20 }, { perHour: 10 }]);
    expect(stops).toEqual(['SIMs do not reach 172.21.0.0/16 (peering old, vpc-0000000f) any more.']);
  });

  test('another range is deleted and made again, and says that traffic stops meanwhile', async () => {
    const { plan } = setting({ ...stands, peerings: [known({ destinationCidrBlock: '172.21.0.0/17' })] });
    const { things, stops } = await plan();
    expect(things.filter(({ action }) => action === 'change').map(({ thing }) => thing)).toEqual(['peering', 'route']);
    expect(stops).toEqual([expect.stringContaining('while the peering is deleted and made again')]);
  });

  test('of a peering that is made again, a route in a table that had none is made, not changed', async () => {
    const tables = [...stands.ec2.tables, routeTable({ routeTableId: 'rtb-2', main: false })];
    const narrower = [known({ destinationCidrBlock: '172.21.0.0/17' })];
    const { plan } = setting({ ...stands, ec2: { ...stands.ec2, tables }, peerings: narrower });
    const { things } = await plan(wish({ peerings: [peering({ routeTables: 'all' })] }));
    const routes = things.filter(({ thing }) => thing === 'route');
    expect(routes.map(({ action, id }) => [action, id])).toEqual([
      ['change', 'rtb-1'],
      ['create', 'rtb-2'],
    ]);
  });

  test('a group that is named no more gets back what it had', async () => {
    const { plan } = setting({ ...stands, peerings: [known()], groups: [groupId, 'other'] });
    const { things, stops } = await plan();
    expect(things.at(-1)).toEqual({ thing: 'airGroup', action: 'restore', id: 'other' });
    expect(stops).toEqual(['The SIMs of group other leave the VPG, and reach none of its VPCs any more.']);
  });

  test('our routes in tables that are named no more go', async () => {
    const routes = ['rtb-1', 'rtb-2'].map((routeTableId) => ({
      routeTableId,
      destinationCidrBlock: '100.67.0.0/24',
      made: true,
    }));
    const { plan } = setting({ ...stands, peerings: [known({ routes })] });
    expect((await plan()).things.filter(({ action }) => action === 'remove')).toEqual([
      { thing: 'route', action: 'remove', peering: 'app', id: 'rtb-2', destinationCidrBlock: '100.67.0.0/24' },
    ]);
  });

  test('another VPG cannot be chosen in place, and the way out is told', async () => {
    const adopting = { ...network, vpg: { ...network.vpg, vpgId: otherVpgId } };
    const vpgs = [...stands.vpgs, vpg({ vpgId: otherVpgId, tags: {} })];
    const { plan } = setting({ ...stands, vpgs, peerings: [known()] });
    const { possible, faults } = await plan(adopting);
    expect(possible).toBe(false);
    expect(faults[0]).toMatchObject({ error: 'VpgConflict', field: 'vpg.vpgId' });
    expect(faults[0]?.message).toContain('leave vpgId out, or remove the network first (canal down plant)');
  });
});
