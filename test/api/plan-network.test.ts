import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { planApi } from '../../src/api/plan-api.ts';
import { type PlannedThing, planNetwork } from '../../src/api/plan-network.ts';
import { CanalError } from '../../src/canal/errors.ts';
import type { Vpg } from '../../src/steps/ports.ts';
import {
  type Ec2World,
  ec2World,
  faultOf,
  installation,
  otherVpgId,
  peerAccountsPort,
  route,
  routeTable,
  shownPeering,
  soracomPort,
  soracomWorld,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { peering, wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const network = wish({ peerings: [peering()] });
const standing = {
  id: 'pcx-1',
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-0000000a',
  destinationCidrBlock: '172.21.0.0/16',
};

interface Plan {
  readonly possible: boolean;
  readonly changes: number;
  readonly things: PlannedThing[];
  readonly faults: { error: string; field: string; message: string }[];
  readonly warnings: unknown[];
  readonly cost: unknown;
}

function setting(given: { vpgs?: Vpg[]; group?: Record<string, unknown>; ec2?: Partial<Ec2World> } = {}) {
  const to = wire();
  const vpcs = [{ vpcId: 'vpc-0000000a', cidrBlocks: ['172.21.0.0/16'] }];
  const ec2 = ec2World({ vpcs, tables: [routeTable()], ...given.ec2 });
  const groups = new Map([[groupId, given.group ?? {}]]);
  const ports = {
    soracom: soracomPort(soracomWorld({ vpgs: given.vpgs ?? [], groups }), to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    installation: installation(),
    now: () => 0,
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
