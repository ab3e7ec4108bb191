import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { CheckDrift, checkDrift } from '../../src/steps/check-drift.ts';
import { executionsPort, route, routeTable, shownPeering, vpg, vpgId } from '../support/ports.ts';
import { standing } from '../support/removal.ts';
import { day, endedNetwork, roundSetting } from '../support/rounds.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const ready = (name: string) => endedNetwork(name, `arn:of:${name}`, { outcome: 'ready', now: 1 });

/** Networks that are ready on a VPG with the peering "app", all as wished but for what a test changes. */
function setting(names: readonly string[], given: { routes?: boolean; msPerRead?: number } = {}) {
  const round = roundSetting({
    networks: names.map(ready),
    soracom: {
      vpgs: [vpg({ peerings: [standing({ peerRegion: 'ap-northeast-1' })] })],
      groups: new Map([[groupId, { useVpg: true, vpgId }]]),
    },
    ec2: {
      peerings: [shownPeering()],
      tables: [routeTable({ routes: given.routes === false ? [] : [route()] })],
    },
    ...(given.msPerRead === undefined ? {} : { msPerRead: given.msPerRead }),
  });
  const ports = { ...round.ports, executions: executionsPort({}, round.to) };
  return { ...round, run: () => checkDrift({}, ports) };
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
