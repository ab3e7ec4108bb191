import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import type { CanalEvent } from '../../src/canal/events.ts';
import { endRun, type NetworkRecord, reserve } from '../../src/canal/record.ts';
import { CheckDrift, checkDrift } from '../../src/steps/check-drift.ts';
import type { Round, Vpg } from '../../src/steps/ports.ts';
import { noDnsHosts } from '../support/dns-table.ts';
import {
  ec2World,
  eventsPort,
  executionsPort,
  installation,
  peerAccountsPort,
  recordsPort,
  roundsPort,
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
import { peering, wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const day = 86_400_000;

/** A network that is ready, on the one VPG that all of these tests share. */
function ready(name: string): NetworkRecord {
  const run = { executionArn: () => `arn:of:${name}`, askedBy: 'me', now: 0 };
  const reserved = reserve(undefined, wish({ name, peerings: [peering()] }), run);
  const ended = endRun(reserved, `arn:of:${name}`, { outcome: 'ready', now: 1 });
  if (!ended) throw new Error('the run is its own');
  return { ...ended, version: 1, vpg: { vpgId, made: true, vpgSubnetCidrRange: '100.67.0.0/24' } };
}

const standing: Vpg = vpg({
  peerings: [
    {
      id: 'pcx-1',
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-0000000a',
      peerRegion: 'ap-northeast-1',
      destinationCidrBlock: '172.21.0.0/16',
    },
  ],
});

function setting(names: readonly string[], given: { routes?: boolean; msPerRead?: number } = {}) {
  const to = wire();
  const held = table(...names.map(ready));
  const rounds = new Map<string, Round>();
  const published: CanalEvent[] = [];
  const clock = { now: 10 * day };
  const groups = new Map([[groupId, { useVpg: true, vpgId }]]);
  const ec2 = ec2World({
    peerings: [shownPeering()],
    tables: [routeTable({ routes: given.routes === false ? [] : [route()] })],
  });
  const records = recordsPort(held, to);
  const ports = {
    soracom: soracomPort(soracomWorld({ vpgs: [standing], groups }), to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    records: {
      ...records,
      network: async (name: string) => {
        clock.now += given.msPerRead ?? 0;
        return records.network(name);
      },
    },
    executions: executionsPort({}, to),
    events: eventsPort(published, to),
    rounds: roundsPort(rounds, to),
    ...noDnsHosts,
    installation: installation(),
    now: () => clock.now,
  };
  return { to, held, rounds, published, clock, ec2, run: () => checkDrift({}, ports) };
}
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `n${String(n).padStart(3, '0')}`);
const lost = new CanalError('SoracomUnavailable', 'the line is cut');

describe('Check drift', () => {
  test("takes the contract's example", () => {
    expect(CheckDrift.input.parse(CheckDrift.example)).toEqual({});
  });

  test('visits all networks, of several pages, once a day, and rests in between', async () => {
    const { run, clock, to } = setting(numbered(60));
    expect(await run()).toEqual({ status: 'whole', visited: 60 });
    expect(to.calls.filter((call) => call === 'records.network')).toHaveLength(60);
    expect(await run()).toEqual({ status: 'resting', visited: 0 });
    clock.now += day;
    expect(await run()).toEqual({ status: 'whole', visited: 60 });
  });

  test('writes nothing to a record, and tells nothing, while all is as wished', async () => {
    const { run, to, published } = setting(['a', 'b']);
    await run();
    expect(to.effects().filter((call) => call !== 'rounds.saveRound')).toEqual([]);
    expect(published).toEqual([]);
  });

  test('goes on where the time of the call before was over', async () => {
    const { run } = setting(numbered(60), { msPerRead: 9_000 });
    expect(await run()).toEqual({ status: 'part', visited: 20 });
    expect(await run()).toEqual({ status: 'part', visited: 20 });
    expect(await run()).toEqual({ status: 'whole', visited: 20 });
    expect(await run()).toEqual({ status: 'resting', visited: 0 });
  });

  test('tells a drift once, day after day, and again when something else differs', async () => {
    const { run, clock, published, ec2, held } = setting(['a'], { routes: false });
    await run();
    clock.now += day;
    await run();
    const [event, ...more] = published;
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: 'Network Drifted',
      detail: {
        network: 'a',
        since: new Date(10 * day).toISOString(),
        differences: [{ kind: 'route-missing', command: 'canal up FILE' }],
        more: 0,
      },
    });
    expect(held.networks.get('a')?.drift).toMatchObject({ told: true, since: 10 * day });
    ec2.peerings = [];
    clock.now += day;
    await run();
    expect(published).toHaveLength(2);
    expect(published[1]).toMatchObject({ detail: { differences: [{ kind: 'peering-dead' }] } });
  });

  test('tells a drift whose event was lost on the way with the next round', async () => {
    const { run, clock, published, to, held } = setting(['a'], { routes: false });
    const down = new CanalError('StoreUnavailable', 'EventBridge gave no answer');
    to.refuse('events.publish', down);
    to.refuse('events.publish', down);
    await expect(run()).rejects.toThrow('EventBridge');
    expect(held.networks.get('a')?.drift).toMatchObject({ told: false });
    clock.now += day;
    expect(await run()).toEqual({ status: 'whole', visited: 0 });
    expect(await run()).toEqual({ status: 'whole', visited: 1 });
    expect(published).toHaveLength(1);
    expect(held.networks.get('a')?.drift).toMatchObject({ told: true });
  });

  test('forgets a drift that is gone', async () => {
    const { run, clock, ec2, held } = setting(['a'], { routes: false });
    await run();
    ec2.tables = [routeTable({ routes: [route()] })];
    clock.now += day;
    await run();
    expect(held.networks.get('a')).not.toHaveProperty('drift');
  });

  test('passes over what is not ready', async () => {
    const { run, held, to } = setting(['a', 'b', 'c']);
    for (const [name, state] of [
      ['a', 'failed'],
      ['b', 'removed'],
      ['c', 'provisioning'],
    ] as const) {
      held.networks.set(name, { ...ready(name), state });
    }
    expect(await run()).toEqual({ status: 'whole', visited: 3 });
    expect(to.calls).not.toContain('soracom.vpg');
  });

  test('does not let a network that cannot be checked hide the others, and checks it once more', async () => {
    const { run, to, published, held } = setting(['a', 'b', 'c'], { routes: false });
    to.refuse('soracom.vpg', lost);
    expect(await run()).toEqual({ status: 'whole', visited: 4 });
    expect(published.map(({ detail }) => 'network' in detail && detail.network)).toEqual(['b', 'c', 'a']);
    expect(held.networks.get('a')?.drift?.differences[0]?.kind).toBe('route-missing');
  });

  test('tells as drift of a network that it could not be checked twice', async () => {
    const { run, to, published } = setting(['a']);
    to.refuse('soracom.vpg', lost);
    to.refuse('soracom.vpg', lost);
    expect(await run()).toEqual({ status: 'whole', visited: 2 });
    expect(published).toMatchObject([
      { detail: { network: 'a', differences: [{ kind: 'not-read', id: 'SoracomUnavailable' }] } },
    ]);
  });

  test('passes over a network whose check kills the function, and comes back to it at the end', async () => {
    const { run, rounds, to } = setting(['a', 'b']);
    rounds.set('check-drift', { version: 3, begunAt: 10 * day, after: 'a', again: ['a'] });
    expect(await run()).toEqual({ status: 'whole', visited: 2 });
    expect(to.calls.filter((call) => call === 'records.network')).toHaveLength(2);
  });

  test('stays where it is when nothing at all can be checked', async () => {
    const { run, rounds, to } = setting(numbered(300));
    for (let n = 0; n < 300; n += 1) to.refuse('soracom.vpg', lost);
    await expect(run()).rejects.toThrow('the line is cut');
    expect(rounds.get('check-drift')?.again.length).toBe(201);
    expect(rounds.get('check-drift')?.endedAt).toBeUndefined();
  });
});
