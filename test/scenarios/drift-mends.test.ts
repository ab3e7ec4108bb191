import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Difference as DifferenceShape } from '../../src/canal/drift.ts';
import type { Peering } from '../../src/sandbox/world/peering.ts';
import { audit } from '../support/audit.ts';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';
import { atSoracom, awsEc2 } from '../support/vendor-consoles.ts';
import { changeRoute, peeringTo, tableOf } from '../support/world-changes.ts';

/*
 * Every kind of drift: the world is broken, the check says what differs, what it says is done, and then the check is clear.
 * What a person does is done at the vendors' own APIs. The kinds that need a world of their own come behind the table.
 */

const expected = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: ['vpc-0a1111111111111a1', 'vpc-0b2222222222222b1'],
};
const groupId = '00000000-0000-4000-8000-000000000001';
const otherVpg = 'bbbbbbbb-0000-4000-8000-00000000000b';
const [app, dns] = expected.peerVpcIds as [string, string];
const appTable = 'rtb-0a1111111111111a1';
const day = 86_400_000;

interface Difference {
  readonly kind: string;
  readonly field: string;
  readonly id: string;
  readonly mend: string;
  readonly mendedBy: 'run' | 'person-first' | 'person';
  readonly command?: string;
}

/** The kinds that were found in this file. */
const seen = new Set<string>();

async function check({ api }: Scenario): Promise<readonly Difference[]> {
  const { status, body } = await api('POST', '/networks/two-vpcs/check');
  expect(status).toBe(200);
  expect(body.asWished).toBe(body.differences.length === 0);
  for (const { kind } of body.differences) seen.add(kind);
  return body.differences;
}
const told = (all: readonly Difference[]) => all.map(({ kind, field, mendedBy }) => `${kind} ${field} ${mendedBy}`);

/** Starts a network, which begins a run; says how that has ended. */
async function run(scenario: Scenario, wish = twoVpcs()) {
  const { status, body } = await scenario.up(wish);
  expect([status, body.begun]).toEqual([202, true]);
  return scenario.machines.settled(body.executionArn);
}

const deleteAtSoracom = (scenario: Scenario, { vpgId, id }: Peering) =>
  atSoracom(scenario, 'DELETE', `/virtual_private_gateways/${vpgId}/vpc_peering_connections/${id}`);
const air = ({ world }: Scenario): Record<string, unknown> => world.groups.get(groupId)?.configuration.SoracomAir ?? {};
const ownVpg = ({ world }: Scenario, vpgId = peeringTo({ world } as Scenario, dns).vpgId) => {
  const found = world.vpgs.get(vpgId);
  if (!found) throw new Error('no VPG');
  return found;
};
const onlineSims = ({ world }: Scenario) => [...world.sims.values()].filter(({ session }) => session);
/** The command of a difference, run in our own account, where the VPC of "app" is. */
const runCommand = (scenario: Scenario, [first]: readonly Difference[]) =>
  awsEc2(scenario, '111111111111', `${first?.command}`);
const wishes = twoVpcs().peerings as [Record<string, unknown>, Record<string, unknown>];
const { airGroup } = twoVpcs() as { airGroup: Record<string, unknown> };

interface Case {
  readonly what: string;
  readonly breaks: (scenario: Scenario) => unknown;
  readonly found: readonly string[];
  /** The error of a run that begins before a person has acted. */
  readonly refused?: string;
  /** What a person does. */
  readonly person?: (scenario: Scenario, found: readonly Difference[]) => unknown;
  /** The wish that is started then; "nothing" when all is mended without a run. */
  readonly up?: Record<string, unknown> | 'nothing';
}

const gone = (scenario: Scenario) => ({
  deletedAt: scenario.clock.now(),
  deletedBy: 'requester',
  forgottenBySoracom: true,
});

const mendedByRun: readonly Case[] = [
  {
    what: 'the VPG was terminated',
    breaks: (scenario) => atSoracom(scenario, 'POST', `/virtual_private_gateways/${ownVpg(scenario).vpgId}/terminate`),
    found: ['vpg-gone vpg run'],
  },
  {
    what: 'a peering was deleted at SORACOM',
    breaks: (scenario) => deleteAtSoracom(scenario, peeringTo(scenario, app)),
    found: ['peering-missing peerings[0] run'],
  },
  {
    what: 'a peering was deleted by the owner of its VPC',
    breaks: (scenario) =>
      awsEc2(
        scenario,
        '111111111111',
        `aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${peeringTo(scenario, app).id}`,
      ),
    found: ['peering-dead peerings[0] run'],
  },
  {
    what: 'a peering was rejected',
    breaks: (scenario) => Object.assign(peeringTo(scenario, app), { rejectedAt: scenario.clock.now() }),
    found: ['peering-dead peerings[0] run'],
  },
  {
    what: 'a peering was made anew by hand and waits for its acceptance',
    breaks: (scenario) =>
      Object.assign(peeringTo(scenario, app), {
        acceptedAt: undefined,
        activeAt: undefined,
        expiresAt: scenario.clock.now() + 6 * day,
      }),
    found: ['peering-waiting peerings[0] run'],
  },
  {
    what: 'a peering was made anew by hand and has expired',
    breaks: (scenario) =>
      Object.assign(peeringTo(scenario, app), {
        acceptedAt: undefined,
        activeAt: undefined,
        expiresAt: scenario.clock.now(),
      }),
    found: ['peering-dead peerings[0] run'],
  },
  {
    what: 'a route was removed',
    breaks: (scenario) => changeRoute(tableOf(scenario, appTable), undefined),
    found: ['route-missing peerings[0].routeTables run'],
  },
  {
    what: 'a route leads to a peering that is dead',
    breaks: (scenario) => changeRoute(tableOf(scenario, appTable), { vpcPeeringConnectionId: 'pcx-0dead00000000dead' }),
    found: ['route-blackhole peerings[0].routeTables run'],
  },
  {
    what: 'the group lost its VPG and its DNS servers',
    breaks: (scenario) => Object.assign(air(scenario), { useVpg: false, dnsServers: ['192.0.2.53'] }),
    found: ['group-changed airGroup.groupId run', 'group-changed airGroup.dnsServers run'],
  },
  {
    what: 'the group was moved to a VPG that is gone',
    breaks: (scenario) => Object.assign(air(scenario), { vpgId: 'cccccccc-0000-4000-8000-00000000000c' }),
    found: ['group-changed airGroup.groupId run'],
  },
  {
    what: 'SIMs are on another VPG, and one on none',
    breaks: (scenario) => {
      const [first, second] = onlineSims(scenario);
      const session = { dnsServers: ['10.0.0.53'], since: scenario.clock.now() };
      Object.assign(first ?? {}, { session: { ...session, vpgId: otherVpg } });
      Object.assign(second ?? {}, { session });
    },
    found: ['sims-elsewhere airGroup.groupId run'],
  },
  {
    what: 'SIMs ask other DNS servers',
    breaks: (scenario) => {
      const session = { vpgId: ownVpg(scenario).vpgId, dnsServers: ['192.0.2.53'], since: scenario.clock.now() };
      Object.assign(onlineSims(scenario)[0] ?? {}, { session });
    },
    found: ['sims-elsewhere airGroup.groupId run'],
  },
];

const mendedByPersons: readonly Case[] = [
  {
    what: 'the VPG has failed',
    breaks: (scenario) => Object.assign(ownVpg(scenario), { creationFails: true }),
    found: ['vpg-failed vpg person-first'],
    refused: 'VpgFailed',
    person: (scenario) => atSoracom(scenario, 'POST', `/virtual_private_gateways/${ownVpg(scenario).vpgId}/terminate`),
  },
  {
    what: 'a peering stands with another range',
    breaks: (scenario) => Object.assign(peeringTo(scenario, app), { destinationCidrBlock: '172.21.128.0/17' }),
    found: ['peering-other-range peerings[0] person-first'],
    refused: 'PeeringRefused',
    person: (scenario) => deleteAtSoracom(scenario, peeringTo(scenario, app)),
  },
  {
    what: 'a peering is from somebody else than SORACOM',
    breaks: (scenario) => {
      const peering = peeringTo(scenario, app);
      Object.assign(peering, { requester: { ...peering.requester, ownerId: '666666666666' } });
    },
    found: ['peering-foreign peerings[0] person-first'],
    refused: 'PeeringRefused',
    person: (scenario) => deleteAtSoracom(scenario, peeringTo(scenario, app)),
  },
  {
    what: 'a route was hijacked',
    breaks: (scenario) => changeRoute(tableOf(scenario, appTable), { gatewayId: 'igw-0a1111111111111a1' }),
    found: ['route-hijacked peerings[0].routeTables person-first'],
    person: runCommand,
    up: 'nothing',
  },
  {
    what: 'a peering was deleted, and its route was taken by somebody else',
    breaks: (scenario) => {
      Object.assign(peeringTo(scenario, app), gone(scenario));
      changeRoute(tableOf(scenario, appTable), { gatewayId: 'igw-0a1111111111111a1' });
    },
    found: ['peering-missing peerings[0] run', 'route-hijacked peerings[0].routeTables person-first'],
    refused: 'RouteConflict',
    person: (scenario) =>
      awsEc2(
        scenario,
        '111111111111',
        `aws ec2 delete-route --route-table-id ${appTable} --destination-cidr-block ${ownVpg(scenario).vpgSubnetCidrRange}`,
      ),
  },
  {
    what: 'a longer prefix takes a part of the SIMs away',
    breaks: (scenario) =>
      tableOf(scenario, appTable).routes.push({
        destinationCidrBlock: ownVpg(scenario).vpgSubnetCidrRange.replace('.0/24', '.128/25'),
        origin: 'CreateRoute',
        transitGatewayId: 'tgw-0a1111111111111a1',
      }),
    found: ['route-hijacked peerings[0].routeTables person'],
    person: runCommand,
    up: 'nothing',
  },
  {
    what: 'somebody has put a peering on our VPG',
    breaks: addStranger,
    found: ['peering-foreign peerings person'],
    person: (scenario) => deleteAtSoracom(scenario, peeringTo(scenario, 'vpc-0bad000000000bad0')),
    up: 'nothing',
  },
  {
    what: 'the group was moved to a VPG that lives',
    breaks: (scenario) => Object.assign(air(scenario), { vpgId: otherVpg, dnsServers: ['192.0.2.53'] }),
    found: ['group-changed airGroup.groupId person-first', 'group-changed airGroup.dnsServers person-first'],
    refused: 'GroupConflict',
    up: twoVpcs({ airGroup: { ...airGroup, replaces: otherVpg } }),
  },
  {
    what: 'an account lets us in no more',
    breaks: (scenario) => letIn(scenario, 'changed'),
    found: ['not-read peerings[1].peerOwnerId person-first'],
    person: (scenario) => letIn(scenario, 'canal-external-id-222222222222'),
    up: 'nothing',
  },
];

function addStranger(scenario: Scenario): void {
  const stranger = { id: 'pcx-0bad000000000bad0', peerOwnerId: '333333333333', peerVpcId: 'vpc-0bad000000000bad0' };
  scenario.world.addPeering({ ...peeringTo(scenario, app), ...stranger });
}

function letIn({ world }: Scenario, externalId: string): void {
  for (const role of world.accounts.get('222222222222')?.roles.values() ?? []) Object.assign(role, { externalId });
}

/** A network that is ready. */
async function ready(options: Parameters<typeof openScenario>[0] = {}, wish = twoVpcs()): Promise<Scenario> {
  const scenario = await openScenario({ world: { ...defaultWorldFile(), vpgs: [{ vpgId: otherVpg }] }, ...options });
  const { body } = await scenario.up(wish);
  expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
  return scenario;
}

/** What a plan says of a wish. */
async function plan({ api }: Scenario, wish = twoVpcs()) {
  const { body } = await api('POST', '/plans', wish);
  return body as { possible: boolean; changes: number; faults: { error: string }[]; warnings: { message: string }[] };
}

// All of the table in one sandbox, as long as each case leaves it as wished: a drift is not the first that a network has.
let shared: Scenario | undefined;
let isClean = false;
const own: Scenario[] = [];
beforeEach(async () => {
  if (!isClean && shared) await shared.close();
  if (!isClean) shared = undefined;
});
afterEach(async () => {
  for (const scenario of own.splice(0)) await scenario.close();
});
afterAll(() => shared?.close());

describe('What a check says mends it', () => {
  it.each([...mendedByRun, ...mendedByPersons])('$what', async ({ breaks, found, refused, person, up }) => {
    shared ??= await ready();
    const scenario = shared;
    isClean = false;
    await breaks(scenario);
    const differences = await check(scenario);
    expect(told(differences)).toEqual(found);
    const byRunAlone = differences.every(({ mendedBy }) => mendedBy === 'run');
    for (const { mend, command } of byRunAlone ? differences : []) {
      expect([mend, command]).toEqual([expect.stringMatching(/^Start the network again/), 'canal up FILE']);
    }
    if (differences.every(({ mendedBy }) => mendedBy === 'person')) {
      // No run claims to mend it.
      expect((await scenario.up(twoVpcs())).body).toMatchObject({ begun: false, drift: { differences } });
      expect(await plan(scenario)).toMatchObject({ possible: true, changes: 0 });
    }
    if (refused !== undefined) {
      expect(await plan(scenario)).toMatchObject({ possible: false, faults: [{ error: refused }] });
      expect((await run(scenario)).error).toBe(refused);
      expect(told(await check(scenario))).toEqual(['run-failed name run', ...found]);
    }
    await person?.(scenario, differences);
    if (up !== 'nothing') expect((await run(scenario, up)).status).toBe('SUCCEEDED');
    expect(await check(scenario)).toEqual([]);
    expect((await scenario.api('GET', '/networks/two-vpcs')).body).not.toHaveProperty('drift');
    expect(audit(scenario.world, expected)).toEqual([]);
    isClean = true;
  });
});

describe('What a check says mends it, in a world of its own', () => {
  const opened = async (...given: Parameters<typeof ready>) => {
    const scenario = await ready(...given);
    own.push(scenario);
    return scenario;
  };

  it('a route table of the file is gone: a corrected file', async () => {
    const scenario = await openScenario();
    own.push(scenario);
    const vpcTable = `aws ec2 create-route-table --vpc-id ${app}`;
    const table = /rtb-[0-9a-f]+/.exec(await awsEc2(scenario, '111111111111', vpcTable))?.[0] ?? '';
    const naming = twoVpcs({ peerings: [{ ...wishes[0], routeTables: { ids: [appTable, table] } }, wishes[1]] });
    expect((await run(scenario, naming)).status).toBe('SUCCEEDED');
    await awsEc2(scenario, '111111111111', `aws ec2 delete-route-table --route-table-id ${table}`);
    expect(told(await check(scenario))).toEqual(['route-table-missing peerings[0].routeTables.ids[1] person-first']);
    expect((await plan(scenario, naming)).possible).toBe(false);
    expect((await run(scenario)).status).toBe('SUCCEEDED');
    expect(await check(scenario)).toEqual([]);
  });

  it('the group is gone: a file that names another', async () => {
    const scenario = await opened();
    const { groupId: another } = (await atSoracom(scenario, 'POST', '/groups', { tags: {} })) as { groupId: string };
    scenario.world.groups.delete(groupId);
    expect(told(await check(scenario))).toEqual(['group-gone airGroup.groupId person-first']);
    expect((await plan(scenario)).possible).toBe(false);
    const ended = await run(scenario, twoVpcs({ airGroup: { ...airGroup, groupId: another } }));
    expect([ended.status, ended.cause]).toEqual(['SUCCEEDED', undefined]);
    expect(await check(scenario)).toEqual([]);
  });

  it('the VPG that the file adopts is gone: a file that lets one be made', async () => {
    const scenario = await opened({}, twoVpcs({ vpg: { vpgId: otherVpg } }));
    await atSoracom(scenario, 'POST', `/virtual_private_gateways/${otherVpg}/terminate`);
    expect(told(await check(scenario))).toEqual(['vpg-gone vpg.vpgId person-first']);
    expect((await plan(scenario, twoVpcs({ vpg: { vpgId: otherVpg } }))).possible).toBe(false);
    expect((await run(scenario)).status).toBe('SUCCEEDED');
    expect(await check(scenario)).toEqual([]);
    expect(audit(scenario.world, expected)).toEqual([]);
  });

  it('a peering that no run has made is dead: it is deleted at SORACOM, then a run makes another', async () => {
    const adopting = twoVpcs({ vpg: { vpgId: otherVpg } });
    const scenario = await openScenario({ world: { ...defaultWorldFile(), vpgs: [{ vpgId: otherVpg }] } });
    own.push(scenario);
    const { name: _, routeTables: __, ...asked } = wishes[0];
    await atSoracom(scenario, 'POST', `/virtual_private_gateways/${otherVpg}/vpc_peering_connections`, asked);
    expect((await run(scenario, adopting)).status).toBe('SUCCEEDED');
    const peering = peeringTo(scenario, app);
    const deletion = `aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${peering.id}`;
    await awsEc2(scenario, '111111111111', deletion);
    expect(told(await check(scenario))).toEqual(['peering-dead peerings[0] person-first']);
    expect(await plan(scenario, adopting)).toMatchObject({ possible: false, faults: [{ error: 'PeeringRefused' }] });
    await deleteAtSoracom(scenario, peering);
    expect((await run(scenario, adopting)).status).toBe('SUCCEEDED');
    expect(await check(scenario)).toEqual([]);
  });

  it('a peering of somebody belongs here: a file that names it', async () => {
    const scenario = await opened({}, twoVpcs({ peerings: [wishes[0]] }));
    const { name: _, routeTables: __, ...asked } = wishes[1];
    const path = `/virtual_private_gateways/${ownVpg(scenario, peeringTo(scenario, app).vpgId).vpgId}/vpc_peering_connections`;
    await atSoracom(scenario, 'POST', path, asked);
    expect(told(await check(scenario))).toEqual(['peering-foreign peerings person']);
    const [warning] = (await plan(scenario, twoVpcs({ peerings: [wishes[0]] }))).warnings.slice(-1);
    expect(warning?.message).toContain('a run leaves it as it is');
    expect((await run(scenario)).status).toBe('SUCCEEDED');
    expect(await check(scenario)).toEqual([]);
    expect(audit(scenario.world, expected)).toEqual([]);
  });

  it('a removal has failed: what was in its way is taken away, and it is asked for again', async () => {
    const scenario = await opened();
    const { vpgId } = ownVpg(scenario);
    const { groupId: other } = (await atSoracom(scenario, 'POST', '/groups', { tags: {} })) as { groupId: string };
    const use = (useVpg: boolean) =>
      atSoracom(scenario, 'PUT', `/groups/${other}/configuration/SoracomAir`, [
        { key: 'useVpg', value: useVpg },
        { key: 'vpgId', value: vpgId },
      ]);
    await use(true);
    const remove = async () => {
      const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
      return scenario.machines.settled(body.executionArn);
    };
    expect((await remove()).error).toBe('VpgInUse');
    const [found, ...more] = await check(scenario);
    expect([told(found ? [found] : []), more, found?.command]).toEqual([
      ['run-failed name run'],
      [],
      'canal down NAME',
    ]);
    await use(false);
    expect((await remove()).status).toBe('SUCCEEDED');
    expect((await scenario.api('POST', '/networks/two-vpcs/check')).status).toBe(404);
  });
});

describe('Every kind of difference that a check knows', () => {
  // These are broken and mended in place-drift.test.ts, in a world with a DNS host.
  const ofDnsHosts = ['dns-host-down', 'place-missing', 'place-changed', 'place-foreign', 'names-changed'];

  it('has been broken and mended above', () => {
    expect([...seen, ...ofDnsHosts].toSorted()).toEqual(DifferenceShape().shape.kind.options.toSorted());
  });
});
