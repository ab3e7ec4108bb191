import { describe, expect, it } from 'vitest';
import { settleSession } from '../../src/sandbox/world/sim.ts';
import { vpgStatus } from '../../src/sandbox/world/vpg.ts';
import type { World } from '../../src/sandbox/world/world.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, type Scenario, twoVpcs } from '../support/scenario.ts';

const ownVpc = 'vpc-0a1111111111111a1';
const groupId = '00000000-0000-4000-8000-000000000001';
const adoptedId = 'aaaaaaaa-0000-4000-8000-00000000000a';

const scenarioOf = eachScenario();

/** Runs a network to its end, holds its history against the golden file, and answers how the API shows it. */
async function run(scenario: Scenario, golden: string, network: Record<string, unknown>) {
  const started = await scenario.up(network);
  expect(started.status).toBe(202);
  const history = scenario.history(started.body.executionArn);
  await expect(`${history}\n`).toMatchFileSnapshot(`../fixtures/histories/${golden}.txt`);
  return (await scenario.api('GET', `/networks/${network.name}`)).body;
}

/** What stands in the world: for "nothing changed" and for what was made. */
function worldFacts(world: World) {
  const now = world.clock.now();
  for (const sim of world.sims.values()) settleSession(sim, world.groups.get(sim.groupId ?? ''), now);
  return {
    vpgs: [...world.vpgs.values()].map((vpg) => `${vpg.vpgId} ${vpgStatus(vpg, now)}`),
    peerings: [...world.peerings.keys()],
    routes: [...world.accounts.values()].flatMap(({ regions }) =>
      [...regions.values()].flatMap(({ routeTables }) =>
        [...routeTables.values()].flatMap((table) =>
          table.routes
            .filter((route) => route.vpcPeeringConnectionId !== undefined)
            .map((route) => `${table.routeTableId} ${route.destinationCidrBlock} ${route.vpcPeeringConnectionId}`),
        ),
      ),
    ),
    group: world.groups.get(groupId)?.configuration.SoracomAir,
    sessions: [...world.sims.values()].map((sim) => ({ since: sim.session?.since, vpgId: sim.session?.vpgId })),
  };
}

const onePeering = (change: Record<string, unknown> = {}) => ({
  name: 'app',
  peerOwnerId: '111111111111',
  peerVpcId: ownVpc,
  destinationCidrBlock: '172.21.0.0/16',
  ...change,
});

const withSims = (sims: readonly Record<string, unknown>[]) => ({
  ...defaultWorldFile(),
  groups: [{ groupId, sims }],
});

describe('Provisioning', () => {
  it("makes the article's network: VPG, two peerings in two accounts, routes, group, SIMs", async () => {
    const scenario = await scenarioOf();
    const view = await run(scenario, 'two-vpcs', twoVpcs());
    const facts = worldFacts(scenario.world);
    expect(view.state).toBe('ready');
    expect(facts.vpgs).toEqual([`${view.vpg.vpgId} running`]);
    expect(facts.peerings).toHaveLength(2);
    const [app, dns] = view.peerings.map((peering: { peeringId: string }) => peering.peeringId);
    expect(facts.routes).toEqual([
      `rtb-0a1111111111111a1 100.67.0.0/24 ${app}`,
      `rtb-0b2222222222222b1 100.67.0.0/24 ${dns}`,
    ]);
    expect(facts.group).toEqual({
      useCustomDns: true,
      userdata: 'kept-as-it-is',
      useVpg: true,
      vpgId: view.vpg.vpgId,
      dnsServers: ['10.0.0.53'],
    });
    expect(facts.sessions.map(({ vpgId }) => vpgId === view.vpg.vpgId)).toEqual([true, true, true, false, false]);
    expect(view.sims).toEqual({ reconnected: 3, offline: 2, late: 0 });
    expect(view.airGroup.prior).toEqual({ useCustomDns: false });
    expect(view.cost).toMatchObject({ currency: 'JPY', perHour: 20 });
    expect(view.cost.unknown).not.toEqual([]);
  });

  it('tells the same history for the same seed, and another for another seed', async () => {
    const histories = [];
    for (const seed of [7, 7, 8]) {
      const scenario = await scenarioOf({ seed });
      const started = await scenario.up(twoVpcs());
      histories.push(scenario.history(started.body.executionArn));
    }
    expect(histories[0]).toBe(histories[1]);
    expect(histories[2]).not.toBe(histories[0]);
  });

  it('makes one peering for a group without SIMs, and leaves custom DNS alone', async () => {
    const scenario = await scenarioOf({ world: withSims([]) });
    const view = await run(
      scenario,
      'one-peering-no-sim',
      twoVpcs({ peerings: [onePeering()], airGroup: { groupId } }),
    );
    expect(view).toMatchObject({
      state: 'ready',
      sims: { reconnected: 0, offline: 0, late: 0 },
      cost: { perHour: 10 },
    });
    expect(worldFacts(scenario.world).group).toEqual({ useVpg: true, vpgId: view.vpg.vpgId });
  });

  it('makes one peering for a group with one SIM', async () => {
    const scenario = await scenarioOf({ world: withSims([{ online: true }]) });
    const view = await run(
      scenario,
      'one-peering-one-sim',
      twoVpcs({ peerings: [onePeering()], airGroup: { groupId } }),
    );
    expect(view).toMatchObject({ state: 'ready', sims: { reconnected: 1, offline: 0, late: 0 } });
  });

  it('leaves the sessions alone when the file says so', async () => {
    const scenario = await scenarioOf();
    const before = worldFacts(scenario.world).sessions;
    const view = await run(scenario, 'reconnect-none', twoVpcs({ reconnect: 'none' }));
    expect(view.state).toBe('ready');
    expect(view.sims).toBeUndefined();
    expect(worldFacts(scenario.world).sessions).toEqual(before);
  });

  it('finds the VPG that an earlier run has made and that runs', async () => {
    const tags = { 'canal:network': 'two-vpcs', 'canal:stack': '111111111111/ap-northeast-1/sandbox' };
    const scenario = await scenarioOf({ world: { ...defaultWorldFile(), vpgs: [{ vpgId: adoptedId, tags }] } });
    const view = await run(scenario, 'vpg-found', twoVpcs());
    expect(view).toMatchObject({ state: 'ready', vpg: { vpgId: adoptedId, made: true } });
    expect(worldFacts(scenario.world).vpgs).toEqual([`${adoptedId} running`]);
  });

  it('adopts a VPG that the file names, an older type too', async () => {
    const scenario = await scenarioOf({ world: { ...defaultWorldFile(), vpgs: [{ vpgId: adoptedId, type: 12 }] } });
    const view = await run(scenario, 'vpg-adopted', twoVpcs({ vpg: { vpgId: adoptedId } }));
    expect(view).toMatchObject({ state: 'ready', vpg: { vpgId: adoptedId, made: false } });
    expect(scenario.world.vpgs.get(adoptedId)?.tags).toEqual({});
  });

  it('changes nothing when it is run again', async () => {
    const scenario = await scenarioOf();
    const first = await scenario.up(twoVpcs());
    const before = worldFacts(scenario.world);
    const again = await scenario.up(twoVpcs());
    expect(again).toMatchObject({ status: 200, body: { run: 1, begun: false } });
    const byHand = await startByHand(scenario, 'again-by-hand');
    await expect(`${scenario.history(byHand)}\n`).toMatchFileSnapshot('../fixtures/histories/rerun.txt');
    expect((await scenario.machines.settled(byHand)).status).toBe('SUCCEEDED');
    expect(worldFacts(scenario.world)).toEqual(before);
    expect(byHand).not.toBe(first.body.executionArn);
  });

  it('reports SIMs that do not come back as late, not as a failure', async () => {
    const sims = [{ online: true, comesBack: false, simId: '8981100000000000001' }, { online: true }];
    const scenario = await scenarioOf({ world: withSims(sims) });
    const view = await run(scenario, 'sim-stays-offline', twoVpcs());
    expect(view).toMatchObject({ state: 'ready', sims: { reconnected: 1, late: 1 } });
    expect(view.warnings).toEqual([{ field: 'reconnect', message: expect.stringContaining('8981100000000000001') }]);
  });
});

/** Starts the machine with the example as its input, as a person does in the console. */
async function startByHand(scenario: Scenario, name: string, network: unknown = twoVpcs()): Promise<string> {
  const answer = await scenario.fetch('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StartExecution' },
    body: JSON.stringify({
      stateMachineArn: scenario.environment().CANAL_PROVISION_MACHINE,
      name,
      input: JSON.stringify(network),
    }),
  });
  const { executionArn } = (await answer.json()) as { executionArn: string };
  await scenario.machines.settled(executionArn);
  return executionArn;
}

describe('Provisioning that must stop', () => {
  /** The failed run of a network, and what it left in the world. */
  async function failure(scenario: Scenario, golden: string, network: Record<string, unknown>) {
    const view = await run(scenario, golden, network);
    expect(view.state).toBe('failed');
    return { ...view.run, cost: view.cost, facts: worldFacts(scenario.world) };
  }

  /** The default world with a secondary range on the app VPC that overlaps the VPG's own range. */
  const overlapping = (behaviour: Record<string, unknown>) => {
    const world = defaultWorldFile() as { accounts: { vpcs: { secondaryCidrBlocks?: string[] }[] }[] };
    const vpc = world.accounts[0]?.vpcs[0];
    if (vpc) vpc.secondaryCidrBlocks = ['100.67.0.0/16'];
    return { ...world, behaviour };
  };

  it("finds a VPC range that overlaps the VPG's before any peering", async () => {
    const scenario = await scenarioOf({ world: overlapping({}) });
    const failed = await failure(scenario, 'overlap-found', twoVpcs());
    expect(failed).toMatchObject({ error: 'CidrOverlap', step: 'Check range' });
    expect(failed.cause).toContain('peerings[0].peerVpcId');
    expect(failed.facts.peerings).toEqual([]);
  });

  it('says that the peering failed for overlapping ranges, what exists, and what it costs', async () => {
    // SORACOM does not tell the VPG's range, so the check cannot see the overlap: EC2 reports it.
    const scenario = await scenarioOf({ world: overlapping({ vpgRangeTold: false }) });
    const failed = await failure(scenario, 'overlap-failed', twoVpcs());
    expect(failed).toMatchObject({ error: 'PeeringRefused', step: 'Look at peering' });
    expect(failed.cause).toContain('(peering app)');
    expect(failed.cause).toMatch(/What exists now: VPG [0-9a-f-]{36} \(running\);/);
    expect(failed.cause).toMatch(/peering pcx-\w+ to vpc-0a1111111111111a1 of account 111111111111 \(failed\)/);
    expect(failed.cause).toMatch(/peering pcx-\w+ to vpc-0b2222222222222b1 of account 222222222222 \(active\)/);
    expect(failed.cause).toContain('It costs ¥20 per hour');
    expect(failed.facts.group).not.toHaveProperty('vpgId');
  });

  it("takes the VPG's range from EC2 when SORACOM does not tell it", async () => {
    const scenario = await scenarioOf({ world: { ...defaultWorldFile(), behaviour: { vpgRangeTold: false } } });
    const view = await run(scenario, 'range-from-ec2', twoVpcs());
    expect(view.state).toBe('ready');
    expect(view.peerings[0].routes).toEqual([
      { routeTableId: 'rtb-0a1111111111111a1', destinationCidrBlock: '100.67.0.0/24', made: true },
    ]);
  });

  it('finds a route in its way once the VPG runs, before any peering', async () => {
    const world = defaultWorldFile() as { accounts: { vpcs: { routeTables: { routes?: unknown[] }[] }[] }[] };
    const table = world.accounts[0]?.vpcs[0]?.routeTables[0];
    if (table) table.routes = [{ destinationCidrBlock: '100.67.0.0/24', gatewayId: 'igw-0a1111111111111a1' }];
    const scenario = await scenarioOf({ world });
    const failed = await failure(scenario, 'route-conflict', twoVpcs());
    expect(failed).toMatchObject({ error: 'RouteConflict', step: 'Check range' });
    expect(failed.cause).toContain('peerings[0].routeTables');
    expect(failed.cause).toContain('What exists now: VPG');
    expect(failed.facts.peerings).toEqual([]);
    expect(failed.facts.routes).toEqual([]);
  });

  it('is refused by the role of the VPC owner for a wrong ExternalId, and creates nothing', async () => {
    const roleArn = 'arn:aws:iam::222222222222:role/canal-accepter';
    const scenario = await scenarioOf({
      environment: { CANAL_ACCOUNTS: JSON.stringify({ '222222222222': { roleArn, externalId: 'not-the-one' } }) },
    });
    const failed = await failure(scenario, 'wrong-external-id', twoVpcs());
    expect(failed).toMatchObject({ error: 'Ec2Denied', step: 'Check network' });
    expect(failed.cause).toContain('peerings[1].peerOwnerId');
    expect(failed.cause).toContain('This run created nothing.');
    expect(failed.cause).not.toContain('not-the-one');
    expect(failed.facts.vpgs).toEqual([]);
  });

  it('leaves a group that uses another VPG alone, unless the file says that it may be moved', async () => {
    const other = 'bbbbbbbb-0000-4000-8000-00000000000b';
    const world = {
      ...defaultWorldFile(),
      vpgs: [{ vpgId: other }],
      groups: [{ groupId, configuration: { SoracomAir: { useVpg: true, vpgId: other } }, sims: [{ online: true }] }],
    };
    const scenario = await scenarioOf({ world });
    const failed = await failure(scenario, 'group-on-another-vpg', twoVpcs());
    expect(failed).toMatchObject({ error: 'GroupConflict', step: 'Check network' });
    expect(failed.cause).toContain(other);
    expect(failed.facts.vpgs).toEqual([`${other} running`]);
    const moved = await run(scenario, 'group-moved', twoVpcs({ airGroup: { groupId, replaces: other } }));
    expect(moved).toMatchObject({ state: 'ready', airGroup: { prior: { useVpg: true, vpgId: other } } });
  });

  it('stops at a VPG that SORACOM could not create, and says that it may cost money', async () => {
    const scenario = await scenarioOf({ world: { ...defaultWorldFile(), behaviour: { vpgCreationFails: true } } });
    const failed = await failure(scenario, 'vpg-failed', twoVpcs());
    expect(failed).toMatchObject({ error: 'VpgFailed', step: 'Look at VPG' });
    expect(failed.cause).toMatch(/What exists now: VPG [0-9a-f-]{36} \(failed\)/);
  });

  it('reports everything that is wrong at once', async () => {
    const scenario = await scenarioOf();
    const failed = await failure(
      scenario,
      'many-faults',
      twoVpcs({
        peerings: [
          onePeering({ routeTables: { ids: ['rtb-0123456789abcdef0'] } }),
          onePeering({
            name: 'far',
            peerOwnerId: '333333333333',
            peerVpcId: 'vpc-0c3333333333333c3',
            destinationCidrBlock: '10.1.0.0/16',
          }),
        ],
        airGroup: { groupId: '00000000-0000-4000-8000-00000000dead' },
      }),
    );
    for (const field of ['peerings[0].routeTables', 'peerings[1].peerOwnerId', 'airGroup.groupId']) {
      expect(failed.cause).toContain(field);
    }
  });
});
