import { afterEach, describe, expect, it } from 'vitest';
import type { BusEvent } from '../../src/sandbox/events-api/buses.ts';
import type { Peering } from '../../src/sandbox/world/peering.ts';
import type { RouteTable } from '../../src/sandbox/world/vpc.ts';
import { audit, type Expected } from '../support/audit.ts';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const expected: Expected = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: ['vpc-0a1111111111111a1', 'vpc-0b2222222222222b1'],
};
const groupId = '00000000-0000-4000-8000-000000000001';
const otherVpg = 'bbbbbbbb-0000-4000-8000-00000000000b';
const day = 86_400_000;

const open: Scenario[] = [];
afterEach(async () => {
  for (const scenario of open.splice(0)) await scenario.close();
});

/** A network that is ready. */
async function ready(options: Parameters<typeof openScenario>[0] = {}): Promise<Scenario> {
  const scenario = await openScenario(options);
  open.push(scenario);
  const { body } = await scenario.up(twoVpcs());
  expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
  return scenario;
}

interface Found {
  readonly asWished: boolean;
  readonly differences: readonly { kind: string; field: string; id: string; mend: string; command?: string }[];
}

async function check(scenario: Scenario): Promise<Found> {
  const { status, body } = await scenario.api('POST', '/networks/two-vpcs/check');
  expect(status).toBe(200);
  return body;
}

const kinds = ({ differences }: Found): string[] => differences.map(({ kind, field }) => `${kind} ${field}`);

/** Takes the network up again, waits for its run, and says how it ended. */
async function upAgain(scenario: Scenario) {
  const started = await scenario.up(twoVpcs());
  expect(started.status).toBe(202);
  return scenario.machines.settled(started.body.executionArn);
}

const peeringTo = ({ world }: Scenario, vpcId: string): Peering => {
  const found = [...world.peerings.values()].findLast((peering) => peering.peerVpcId === vpcId);
  if (!found) throw new Error(`no peering to ${vpcId}`);
  return found;
};

const tableOf = ({ world }: Scenario, id: string): RouteTable => {
  const regions = [...world.accounts.values()].flatMap((account) => [...account.regions.values()]);
  const found = regions.flatMap((region) => [...region.routeTables.values()]).find((one) => one.routeTableId === id);
  if (!found) throw new Error(`no table ${id}`);
  return found;
};

/** Changes the route of a table that leads to a peering; undefined takes it away. */
function changeRoute(table: RouteTable, change: Record<string, unknown> | undefined): void {
  const index = table.routes.findIndex((route) => route.vpcPeeringConnectionId !== undefined);
  const [route] = table.routes.splice(index, 1);
  const { vpcPeeringConnectionId: _, ...rest } = route ?? { destinationCidrBlock: '', origin: 'CreateRoute' };
  if (change) table.routes.splice(index, 0, { ...rest, origin: 'CreateRoute', ...change });
}

const air = ({ world }: Scenario): Record<string, unknown> => world.groups.get(groupId)?.configuration.SoracomAir ?? {};
const app = 'vpc-0a1111111111111a1';
const appTable = 'rtb-0a1111111111111a1';

describe('A network that stands as wished', () => {
  it('is as wished, and a start has nothing to do', async () => {
    const scenario = await ready();
    expect(await check(scenario)).toMatchObject({
      asWished: true,
      differences: [],
      lookedAt: { peerings: 2, routeTables: 2, sims: 5 },
      notLookedAt: [],
    });
    expect((await scenario.up(twoVpcs())).status).toBe(200);
  });

  it('is as wished as far as it was looked at: of 1,001 SIMs the last is not', async () => {
    const sims = Array.from({ length: 1001 }, () => ({ online: false }));
    const scenario = await ready({ world: { ...defaultWorldFile(), groups: [{ groupId, sims }] } });
    expect(await check(scenario)).toMatchObject({
      asWished: true,
      lookedAt: { sims: 1000 },
      notLookedAt: [{ field: 'airGroup.groupId', message: expect.stringContaining('beyond the first 1,000') }],
    });
  });

  it('that is not there cannot be checked, nor one that a run holds', async () => {
    const scenario = await openScenario();
    open.push(scenario);
    expect((await scenario.api('POST', '/networks/two-vpcs/check')).status).toBe(404);
    await scenario.api('POST', '/networks', twoVpcs());
    const { status, body } = await scenario.api('POST', '/networks/two-vpcs/check');
    expect([status, body.detail]).toEqual([409, expect.stringContaining('Run 1 of network "two-vpcs" is in progress')]);
  });
});

describe('Drift is found, and a start mends it', () => {
  it.each<[string, (scenario: Scenario) => void, string[]]>([
    [
      'the VPG was terminated',
      ({ world }) => {
        const [vpg] = world.vpgs.values();
        for (const peering of world.peerings.values()) {
          Object.assign(peering, { deletedAt: world.clock.now(), deletedBy: 'requester', forgottenBySoracom: true });
        }
        Object.assign(vpg ?? {}, { terminatingAt: world.clock.now(), terminatedAt: world.clock.now() });
      },
      ['vpg-gone vpg'],
    ],
    [
      'a peering was deleted at SORACOM',
      (scenario) => {
        const deletion = { deletedAt: scenario.clock.now(), deletedBy: 'requester', forgottenBySoracom: true };
        Object.assign(peeringTo(scenario, app), deletion);
      },
      ['peering-missing peerings[0]'],
    ],
    [
      'a peering was deleted by the owner of its VPC',
      (scenario) => {
        Object.assign(peeringTo(scenario, app), { deletedAt: scenario.clock.now(), deletedBy: 'accepter' });
      },
      ['peering-dead peerings[0]'],
    ],
    [
      'a peering was rejected',
      (scenario) => {
        Object.assign(peeringTo(scenario, app), { rejectedAt: scenario.clock.now() });
      },
      ['peering-dead peerings[0]'],
    ],
    [
      'a peering was made anew by hand and waits for its acceptance',
      (scenario) => {
        const peering = peeringTo(scenario, app);
        Object.assign(peering, {
          acceptedAt: undefined,
          activeAt: undefined,
          expiresAt: scenario.clock.now() + 6 * day,
        });
      },
      ['peering-waiting peerings[0]'],
    ],
    [
      'a peering was made anew by hand and has expired',
      (scenario) => {
        const peering = peeringTo(scenario, app);
        Object.assign(peering, { acceptedAt: undefined, activeAt: undefined, expiresAt: scenario.clock.now() });
      },
      ['peering-dead peerings[0]'],
    ],
    [
      'a route was removed',
      (scenario) => changeRoute(tableOf(scenario, appTable), undefined),
      ['route-missing peerings[0].routeTables'],
    ],
    [
      'a route leads to a peering that is dead',
      (scenario) => {
        changeRoute(tableOf(scenario, appTable), { vpcPeeringConnectionId: 'pcx-0dead00000000dead' });
      },
      ['route-blackhole peerings[0].routeTables'],
    ],
    [
      'the group lost its VPG and its DNS servers',
      (scenario) => {
        Object.assign(air(scenario), { useVpg: false, dnsServers: ['192.0.2.53'] });
      },
      ['group-changed airGroup.groupId', 'group-changed airGroup.dnsServers'],
    ],
    [
      'SIMs are on another VPG, and one on none',
      ({ world, clock }) => {
        const [first, second] = [...world.sims.values()].filter(({ session }) => session);
        const session = { dnsServers: ['10.0.0.53'], since: clock.now() };
        Object.assign(first ?? {}, { session: { ...session, vpgId: otherVpg } });
        Object.assign(second ?? {}, { session });
      },
      ['sims-elsewhere airGroup.groupId'],
    ],
    [
      'SIMs ask other DNS servers',
      ({ world, clock }) => {
        const [vpg] = world.vpgs.keys();
        const [sim] = [...world.sims.values()].filter(({ session }) => session);
        Object.assign(sim ?? {}, { session: { vpgId: vpg, dnsServers: ['192.0.2.53'], since: clock.now() } });
      },
      ['sims-elsewhere airGroup.groupId'],
    ],
  ])('%s', async (_, breaks, found) => {
    const scenario = await ready();
    breaks(scenario);
    const before = await check(scenario);
    expect(kinds(before)).toEqual(found);
    for (const { mend, command } of before.differences) {
      expect(mend).toContain('tart the network again');
      expect(command).toBe('canal up FILE');
    }
    expect((await scenario.api('GET', '/networks/two-vpcs')).body.drift.differences).toEqual(before.differences);

    expect((await upAgain(scenario)).status).toBe('SUCCEEDED');
    expect(await check(scenario)).toMatchObject({ asWished: true, differences: [] });
    expect((await scenario.api('GET', '/networks/two-vpcs')).body).not.toHaveProperty('drift');
    expect((await scenario.up(twoVpcs())).status).toBe(200);
    expect(audit(scenario.world, expected)).toEqual([]);
  });
});

describe('Every day', () => {
  it('the schedule finds what has drifted and tells it once, as an event that names the mend', async () => {
    const told: BusEvent[] = [];
    const scenario = await ready({ lasting: true });
    scenario.buses.onEvent((_, event) => {
      if (event['detail-type'] === 'Network Drifted') told.push(event);
    });
    changeRoute(tableOf(scenario, appTable), undefined);
    for (let days = 0; days < 3; days += 1) await scenario.clock.turn(() => scenario.clock.sleep(day));
    expect(told).toMatchObject([
      {
        source: 'canal.workflow',
        detail: { network: 'two-vpcs', differences: [{ kind: 'route-missing', command: 'canal up FILE' }], more: 0 },
      },
    ]);
    expect((await upAgain(scenario)).status).toBe('SUCCEEDED');
    expect((await check(scenario)).asWished).toBe(true);
  });
});

describe('Drift that a start must not mend by itself', () => {
  it('a route was hijacked: the start refuses, the command that the check tells takes it back', async () => {
    const scenario = await ready();
    const table = tableOf(scenario, appTable);
    changeRoute(table, { gatewayId: 'igw-0a1111111111111a1' });
    const found = await check(scenario);
    expect(kinds(found)).toEqual(['route-hijacked peerings[0].routeTables']);
    expect(found.differences[0]?.command).toMatch(
      /^aws ec2 replace-route --region ap-northeast-1 --route-table-id rtb-0a1111111111111a1 --destination-cidr-block 100.67.0.0\/24 --vpc-peering-connection-id pcx-\w+$/,
    );
    expect((await upAgain(scenario)).error).toBe('RouteConflict');
    expect(kinds(await check(scenario))).toEqual(['run-failed name', 'route-hijacked peerings[0].routeTables']);

    const pcx = found.differences[0]?.command?.split(' ').at(-1);
    const index = table.routes.findIndex((route) => route.gatewayId === 'igw-0a1111111111111a1');
    table.routes[index] = {
      destinationCidrBlock: '100.67.0.0/24',
      origin: 'CreateRoute',
      vpcPeeringConnectionId: `${pcx}`,
    };
    expect((await upAgain(scenario)).status).toBe('SUCCEEDED');
    expect((await check(scenario)).asWished).toBe(true);
  });

  it('a longer prefix takes a part of the SIMs away: the check names the route, and the command that deletes it', async () => {
    const scenario = await ready();
    const table = tableOf(scenario, appTable);
    const part = '100.67.0.128/25';
    table.routes.push({ destinationCidrBlock: part, origin: 'CreateRoute', transitGatewayId: 'tgw-0a1111111111111a1' });
    const found = await check(scenario);
    expect(kinds(found)).toEqual(['route-hijacked peerings[0].routeTables']);
    expect(found.differences[0]).toMatchObject({
      id: `${appTable} ${part}`,
      message: expect.stringContaining(
        `leads ${part}, a part of the VPG's range 100.67.0.0/24, to tgw-0a1111111111111a1`,
      ),
      command: `aws ec2 delete-route --region ap-northeast-1 --route-table-id ${appTable} --destination-cidr-block ${part}`,
    });
    expect((await upAgain(scenario)).status).toBe('SUCCEEDED');
    expect(table.routes.map(({ destinationCidrBlock }) => destinationCidrBlock)).toContain(part);
    table.routes.splice(-1);
    expect((await check(scenario)).asWished).toBe(true);
  });

  it('somebody has put a peering on our VPG: the check names it, and a run leaves it', async () => {
    const scenario = await ready();
    const id = 'pcx-0bad000000000bad0';
    const stranger = {
      ...peeringTo(scenario, app),
      id,
      peerOwnerId: '333333333333',
      peerVpcId: 'vpc-0bad000000000bad0',
    };
    scenario.world.addPeering(stranger);
    const found = await check(scenario);
    expect(kinds(found)).toEqual(['peering-foreign peerings']);
    expect(found.differences[0]).toMatchObject({ id, mend: expect.stringContaining('Find out who made it') });
    expect((await upAgain(scenario)).status).toBe('SUCCEEDED');
    expect(scenario.world.peerings.get(id)).toEqual(stranger);
    Object.assign(stranger, { forgottenBySoracom: true });
    expect((await check(scenario)).asWished).toBe(true);
  });

  it('the group was moved: the check names the line with which the file takes it back', async () => {
    const scenario = await ready({ world: { ...defaultWorldFile(), vpgs: [{ vpgId: otherVpg }] } });
    Object.assign(air(scenario), { vpgId: otherVpg });
    const found = await check(scenario);
    expect(kinds(found)).toEqual(['group-changed airGroup.groupId']);
    expect(found.differences[0]?.mend).toContain(`write "replaces: ${otherVpg}" under airGroup`);
    expect((await upAgain(scenario)).error).toBe('GroupConflict');
    const { airGroup } = twoVpcs() as { airGroup: object };
    const started = await scenario.up(twoVpcs({ airGroup: { ...airGroup, replaces: otherVpg } }));
    expect((await scenario.machines.settled(started.body.executionArn)).status).toBe('SUCCEEDED');
    expect((await check(scenario)).asWished).toBe(true);
  });

  it('an account lets us in no more: that is told beside what else differs', async () => {
    const scenario = await ready();
    for (const role of scenario.world.accounts.get('222222222222')?.roles.values() ?? []) {
      Object.assign(role, { externalId: 'changed' });
    }
    changeRoute(tableOf(scenario, appTable), undefined);
    const found = await check(scenario);
    expect(kinds(found)).toEqual(['route-missing peerings[0].routeTables', 'not-read peerings[1].peerOwnerId']);
    expect(JSON.stringify(found)).not.toContain('external-id');
  });
});
