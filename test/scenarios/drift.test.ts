import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import type { BusEvent } from '../../src/sandbox/events-api/buses.ts';
import { stage } from '../cli/stage.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, type openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';
import { changeRoute, peeringTo, tableOf } from '../support/world-changes.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const day = 86_400_000;

const scenarioOf = eachScenario();

/** A network that is ready. */
async function ready(options: Parameters<typeof openScenario>[0] = {}): Promise<Scenario> {
  const scenario = await scenarioOf(options);
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
    const scenario = await scenarioOf();
    expect((await scenario.api('POST', '/networks/two-vpcs/check')).status).toBe(404);
    await scenario.api('POST', '/networks', twoVpcs());
    const { status, body } = await scenario.api('POST', '/networks/two-vpcs/check');
    expect([status, body.detail]).toEqual([409, expect.stringContaining('Run 1 of network "two-vpcs" is in progress')]);
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
    for (let days = 0; days < 2; days += 1) await scenario.clock.turn(() => scenario.clock.sleep(day));
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

/** `canal up` at a sandbox: how it ended, what it said, and how many runs there have been. */
async function canalUp({ fetch, api }: Scenario) {
  const url = 'http://127.0.0.1:4700';
  const set = stage({ fetch: (path, init) => fetch(String(path).slice(url.length), init) });
  const exitCode = await cli(['up', 'examples/two-vpcs.yaml', '--endpoint', url], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), runs: (await api('GET', '/networks/two-vpcs')).body.run.run };
}

describe('Drift of several kinds at once', () => {
  it('a run mends what it can, and the check after it names again what only a person can', async () => {
    const scenario = await ready();
    const stranger = { id: 'pcx-0bad000000000bad0', peerOwnerId: '333333333333', peerVpcId: 'vpc-0bad000000000bad0' };
    scenario.world.addPeering({ ...peeringTo(scenario, 'vpc-0a1111111111111a1'), ...stranger });
    changeRoute(tableOf(scenario, appTable), undefined);
    const found = ['route-missing peerings[0].routeTables', 'peering-foreign peerings'];
    expect(kinds(await check(scenario))).toEqual(found);
    const { body } = await scenario.up(twoVpcs());
    expect(kinds({ asWished: false, ...body.drift })).toEqual(found);
    expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
    expect(kinds(await check(scenario))).toEqual(['peering-foreign peerings']);
    expect(scenario.world.peerings.get(stranger.id)).toMatchObject(stranger);

    // canal up says the same: first of what a person alone mends, then of both.
    const first = await canalUp(scenario);
    expect(first).toMatchObject({ exitCode: 3, runs: 2 });
    expect(first.stdout).toContain('It has drifted, and a run mends nothing of that');
    expect(first.stdout).toMatch(/\nDrifted\n {2}≠ peerings: Peering pcx-0bad000000000bad0 /);
    changeRoute(tableOf(scenario, appTable), undefined);
    const both = await canalUp(scenario);
    expect(both).toMatchObject({ exitCode: 3, runs: 3 });
    const [before = '', after = ''] = both.stdout.split('Run 3 of network two-vpcs has begun.');
    expect(before.match(/≠ [\w.[\]]+/g)).toEqual(['≠ peerings[0].routeTables', '≠ peerings']);
    expect(after.match(/≠ [\w.[\]]+/g)).toEqual(['≠ peerings']);
    Object.assign(scenario.world.peerings.get(stranger.id) ?? {}, { forgottenBySoracom: true });
    expect(await canalUp(scenario)).toMatchObject({ exitCode: 0, runs: 3 });
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
