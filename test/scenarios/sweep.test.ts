import { afterEach, describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import type { BusEvent } from '../../src/sandbox/events-api/buses.ts';
import { vpgStatus } from '../../src/sandbox/world/vpg.ts';
import { stage } from '../cli/stage.ts';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const stack = '111111111111/ap-northeast-1/sandbox';
const orphan = 'aaaaaaaa-0000-4000-8000-00000000000a';
const foreign = 'cccccccc-0000-4000-8000-00000000000c';
const groupId = '00000000-0000-4000-8000-000000000002';
const hour = 3_600_000;
const [peering] = twoVpcs().peerings as [Record<string, unknown>];

const open: Scenario[] = [];
afterEach(async () => {
  for (const scenario of open.splice(0)) await scenario.close();
});

/** A ready network, beside a VPG that carries our tags and no record knows, and one of another installation. */
async function neighbours(options: Parameters<typeof openScenario>[0] = {}): Promise<Scenario> {
  const tags = (network: string, of: string) => ({ 'canal:network': network, 'canal:stack': of });
  const scenario = await openScenario({
    world: {
      ...defaultWorldFile(),
      vpgs: [
        { vpgId: orphan, tags: tags('lost', stack) },
        { vpgId: foreign, tags: tags('lost', '999999999999/ap-northeast-1/prod') },
      ],
    },
    ...options,
  });
  open.push(scenario);
  const { body } = await scenario.up(twoVpcs());
  expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
  await pass(scenario, 2 * hour);
  return scenario;
}

const pass = ({ clock }: Scenario, ms: number) => clock.turn(() => clock.sleep(ms));

interface Found {
  readonly kind: string;
  readonly id: string;
  readonly removed: boolean;
  readonly cost?: { perHour: number };
  readonly command?: string;
}

async function sweep(scenario: Scenario, remove = false): Promise<readonly Found[]> {
  const { status, body } = await scenario.api('POST', '/sweeps', { remove });
  expect(status).toBe(200);
  return body.findings;
}
const told = (found: readonly Found[]) => found.map(({ kind, id, removed }) => `${kind} ${id} ${removed}`);
const statusOf = ({ world, clock }: Scenario, vpgId: string) => {
  const vpg = world.vpgs.get(vpgId);
  return vpg && vpgStatus(vpg, clock.now());
};

describe('A sweep', () => {
  it('reports a VPG with our tags that no record knows, with its cost, and removes it only when asked', async () => {
    const scenario = await neighbours();
    const found = await sweep(scenario);
    expect(told(found)).toEqual([`orphan-vpg ${orphan} false`]);
    expect(found[0]).toMatchObject({ network: 'lost', cost: { currency: 'JPY' }, command: 'canal sweep --remove' });
    expect(statusOf(scenario, orphan)).toBe('running');

    expect(told(await sweep(scenario, true))).toEqual([`orphan-vpg ${orphan} true`]);
    await pass(scenario, hour);
    expect([statusOf(scenario, orphan), statusOf(scenario, foreign)]).toEqual(['terminated', 'running']);
    expect(await sweep(scenario)).toEqual([]);
    expect((await scenario.api('POST', '/networks/two-vpcs/check')).body.asWished).toBe(true);
  });

  it('leaves a VPG that a group uses, and one that is an hour old', async () => {
    const scenario = await neighbours({
      world: {
        ...defaultWorldFile(),
        vpgs: [{ vpgId: orphan, tags: { 'canal:network': 'lost', 'canal:stack': stack } }],
        groups: [
          ...(defaultWorldFile().groups as object[]),
          { groupId, configuration: { SoracomAir: { useVpg: true, vpgId: orphan } } },
        ],
      },
    });
    const [found] = await sweep(scenario, true);
    expect(found).toMatchObject({ id: orphan, removed: false, mend: expect.stringContaining(groupId) });
    expect(statusOf(scenario, orphan)).toBe('running');

    const young = await openScenario({
      world: {
        ...defaultWorldFile(),
        vpgs: [{ vpgId: orphan, tags: { 'canal:network': 'lost', 'canal:stack': stack } }],
      },
    });
    open.push(young);
    await young.up(twoVpcs());
    expect(await sweep(young, true)).toEqual([]);
  });

  it('reports a network that has failed for three days, and what it costs', async () => {
    const scenario = await openScenario({
      faults: { faults: { 'ec2.CreateRoute': { rate: 1, outcome: { error: 'UnauthorizedOperation', status: 403 } } } },
    });
    open.push(scenario);
    await scenario.up(twoVpcs());
    await pass(scenario, 70 * hour);
    expect(await sweep(scenario)).toEqual([]);
    await pass(scenario, 3 * hour);
    const [found, ...more] = await sweep(scenario, true);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: 'failed-network',
      network: 'two-vpcs',
      message: expect.stringContaining('Ec2Denied'),
      command: 'canal down two-vpcs',
      cost: { perHour: 20 },
      removed: false,
    });
  });

  it('reports a peering that nobody has accepted, with the hours that are left', async () => {
    const refusal = { error: 'UnauthorizedOperation', status: 403, times: 2 };
    const scenario = await openScenario({ faults: { faults: { 'ec2.AcceptVpcPeeringConnection': [refusal] } } });
    open.push(scenario);
    const { body } = await scenario.up(twoVpcs());
    expect((await scenario.machines.settled(body.executionArn)).error).toBe('Ec2Denied');
    await pass(scenario, 2 * hour);
    const waiting = [...scenario.world.peerings.values()];
    const found = await sweep(scenario);
    expect(told(found).toSorted()).toEqual(waiting.map(({ id }) => `peering-waiting ${id} false`).toSorted());
    expect(found[0]).toMatchObject({
      message: expect.stringMatching(/expires in some 16\d hours/),
      cost: { perHour: 10 },
      removed: false,
    });
  });

  it('finds the routes of ours that lead to a dead peering while no start mends them, and deletes those alone', async () => {
    const scenario = await neighbours({ world: { ...defaultWorldFile(), vpgs: [{ vpgId: foreign }] } });
    const { world, clock } = scenario;
    const vpg = [...world.vpgs.values()].find(({ vpgId }) => vpgId !== foreign);
    for (const peering of world.peerings.values()) {
      Object.assign(peering, { deletedAt: clock.now(), deletedBy: 'requester', forgottenBySoracom: true });
    }
    Object.assign(vpg ?? {}, { terminatingAt: clock.now(), terminatedAt: clock.now() });
    expect((await scenario.api('POST', '/networks/two-vpcs/check')).body.asWished).toBe(false);
    const air = world.groups.get('00000000-0000-4000-8000-000000000001')?.configuration.SoracomAir;
    Object.assign(air ?? {}, { useVpg: true, vpgId: foreign });
    const { body } = await scenario.up(twoVpcs());
    expect((await scenario.machines.settled(body.executionArn)).error).toBe('GroupConflict');

    const stale = ['rtb-0a1111111111111a1 100.67.1.0/24', 'rtb-0b2222222222222b1 100.67.1.0/24'];
    expect(told(await sweep(scenario))).toEqual(stale.map((id) => `stale-route ${id} false`));
    expect(told(await sweep(scenario, true))).toEqual(stale.map((id) => `stale-route ${id} true`));
    expect(await sweep(scenario)).toEqual([]);
  });

  it('finds no route to a dead peering after a start has mended the network', async () => {
    const scenario = await neighbours({ world: defaultWorldFile() });
    const { world, clock } = scenario;
    for (const peering of world.peerings.values()) {
      Object.assign(peering, { deletedAt: clock.now(), deletedBy: 'requester', forgottenBySoracom: true });
    }
    expect((await scenario.api('POST', '/networks/two-vpcs/check')).body.asWished).toBe(false);
    const { body } = await scenario.up(twoVpcs());
    expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
    expect(await sweep(scenario)).toEqual([]);
    expect((await scenario.api('POST', '/networks/two-vpcs/check')).body.asWished).toBe(true);
  });

  it('runs every day, tells what it finds as an event, and removes it where the setting says so', async () => {
    const events: BusEvent[] = [];
    const scenario = await neighbours({ lasting: true, environment: { CANAL_SWEEP: 'remove' } });
    scenario.buses.onEvent((_, event) => {
      if (event['detail-type'] === 'Sweep Reported') events.push(event);
    });
    await pass(scenario, 25 * hour);
    expect(events).toMatchObject([
      { detail: { stack, whole: true, more: 0, findings: [{ kind: 'orphan-vpg', id: orphan, removed: true }] } },
    ]);
    expect(statusOf(scenario, orphan)).toBe('terminated');
  });

  it('removes nothing by schedule where no setting says so', async () => {
    const scenario = await neighbours();
    expect(await scenario.invoke('sweep', {})).toMatchObject({ ok: true, payload: { status: 'whole', findings: 1 } });
    expect(statusOf(scenario, orphan)).toBe('running');
  });
});

describe('A sweep that is told to remove', () => {
  const orphaned = (of: string) => ({
    ...defaultWorldFile(),
    vpgs: [{ vpgId: orphan, tags: { 'canal:network': 'lost', 'canal:stack': of } }],
  });
  /** The three doors, each told to remove: what it says, and whether it has refused. */
  const doors: Readonly<Record<string, (scenario: Scenario) => Promise<{ refused: boolean; said: string }>>> = {
    async 'canal sweep --remove'({ fetch }) {
      const url = 'http://127.0.0.1:4700';
      const set = stage({ fetch: (path, init) => fetch(String(path).slice(url.length), init) });
      const exitCode = await cli(['sweep', '--remove', '--endpoint', url], '1', set.surroundings);
      return { refused: exitCode === 1, said: set.stderr() };
    },
    async 'POST /sweeps'({ api }) {
      const { status, body } = await api('POST', '/sweeps', { remove: true });
      return { refused: status === 409, said: body.detail };
    },
    async 'the schedule, by CANAL_SWEEP'({ invoke }) {
      const answer = await invoke('sweep', {});
      return { refused: !answer.ok, said: JSON.stringify(answer) };
    },
  };

  it.each(Object.entries(doors))(
    'by %s refuses an empty table: every VPG would look left behind',
    async (_, sweeping) => {
      const scenario = await openScenario({ world: orphaned(stack), environment: { CANAL_SWEEP: 'remove' } });
      open.push(scenario);
      await pass(scenario, 2 * hour);
      const { refused, said } = await sweeping(scenario);
      expect([refused, said]).toEqual([true, expect.stringContaining('The table has no network')]);
      await pass(scenario, hour);
      expect(statusOf(scenario, orphan)).toBe('running');
    },
  );

  it('by each door refuses the table of another installation', async () => {
    const other = '111111111111/ap-northeast-1/prod';
    const environment = { CANAL_STACK: other, CANAL_SWEEP: 'remove' };
    const scenario = await neighbours({ world: orphaned(other), environment });
    for (const sweeping of Object.values(doors)) {
      const { refused, said } = await sweeping(scenario);
      expect([refused, said]).toEqual([true, expect.stringContaining(`The table is not that of ${other}`)]);
    }
    await pass(scenario, hour);
    expect(statusOf(scenario, orphan)).toBe('running');
  });

  it('by each door removes what nobody has from a table that is its own', async () => {
    for (const sweeping of Object.values(doors)) {
      const scenario = await openScenario({ world: orphaned(stack), environment: { CANAL_SWEEP: 'remove' } });
      open.push(scenario);
      // A network of which nothing was made is a network on record.
      await scenario.up(twoVpcs({ peerings: [{ ...peering, peerVpcId: 'vpc-0000000000000dead' }] }));
      await pass(scenario, 2 * hour);
      expect((await sweeping(scenario)).refused).toBe(false);
      await pass(scenario, hour);
      expect(statusOf(scenario, orphan)).toBe('terminated');
    }
  });
});
