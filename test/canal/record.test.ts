import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  endRun,
  type Holder,
  isHeld,
  keptRuns,
  kindOf,
  type NetworkRecord,
  reserve,
  sameWish,
  startGraceMs,
} from '../../src/canal/record.ts';
import { wish } from '../support/wish.ts';

const arn = (run: number) => `arn:of:plant-${run}`;
const by = (now: number) => ({ executionArn: arn, askedBy: 'a person', now });
const first = reserve(undefined, wish(), by(1000));

describe('reserve', () => {
  test('a new network gets run 1, which holds it', () => {
    expect(first).toEqual({
      name: 'plant',
      version: 0,
      wish: wish(),
      state: 'provisioning',
      lastRun: 1,
      running: { run: 1, executionArn: 'arn:of:plant-1', reservedAt: 1000 },
      warnings: [],
      runs: [{ run: 1, executionArn: 'arn:of:plant-1', askedBy: 'a person', startedAt: 1000, outcome: 'running' }],
    });
  });

  test('a run that never ended is closed as failed, without an error of its own', () => {
    const second = reserve(first, wish(), by(9000));
    expect(second.runs[0]).toEqual({
      ...first.runs[0],
      outcome: 'failed',
      endedAt: 9000,
      cause: 'The execution ended without finishing its run.',
    });
    expect(second.running?.run).toBe(2);
  });

  test('a removal says so, and keeps the wish that it removes', () => {
    const ready = endRun(first, arn(1), { outcome: 'ready', now: 3 }) as NetworkRecord;
    const removing = reserve(ready, ready.wish, { ...by(4), kind: 'remove' });
    expect(removing).toMatchObject({ state: 'removing', wish: wish(), running: { run: 2 } });
    expect(removing.runs.at(-1)).toMatchObject({ run: 2, kind: 'remove', outcome: 'running' });
    expect(kindOf(removing)).toBe('remove');
    const removed = endRun(removing, arn(2), { outcome: 'removed', now: 5 }) as NetworkRecord;
    expect(removed).toMatchObject({ state: 'removed', runs: [{ run: 1 }, { run: 2, outcome: 'removed' }] });
    expect(kindOf(reserve(removed, wish(), by(6)))).toBe('provision');
  });

  test('keeps when a run was cut off in the middle: its functions may still be at work', () => {
    expect(first).not.toHaveProperty('cutOffAt');
    const second = reserve(first, wish(), by(9000));
    expect(second.cutOffAt).toBe(9000);
    const ended = endRun(second, arn(2), { outcome: 'failed', now: 9500 });
    expect(reserve(ended, wish(), by(9900)).cutOffAt).toBe(9000);
  });

  test('keeps the version that was read and the VPG, takes the new wish, and drops what the last run said of SIMs', () => {
    const vpg = { vpgId: 'v', made: true };
    const before: NetworkRecord = {
      ...first,
      version: 7,
      vpg,
      sims: { reconnected: 1, offline: 0, late: 0 },
      warnings: [{ field: 'f', message: 'm' }],
    };
    const next = wish({ reconnect: 'none' });
    const after = reserve(before, next, by(2));
    expect(after).toMatchObject({ version: 7, vpg, wish: next, warnings: [] });
    expect(after).not.toHaveProperty('sims');
  });
});

describe('endRun', () => {
  test('closes the run that the execution holds', () => {
    const ended = endRun(first, arn(1), {
      outcome: 'failed',
      error: 'VpgFailed',
      step: 'Look at VPG',
      cause: 'x',
      now: 5,
    });
    expect(ended).not.toHaveProperty('running');
    expect(ended).toMatchObject({
      state: 'failed',
      runs: [{ run: 1, outcome: 'failed', error: 'VpgFailed', step: 'Look at VPG', cause: 'x', endedAt: 5 }],
    });
    expect(ended?.runs[0]).not.toHaveProperty('now');
  });

  test('does nothing for an execution that holds it no longer', () => {
    const second = reserve(first, wish(), by(2));
    expect(endRun(second, arn(1), { outcome: 'ready', now: 3 })).toBeUndefined();
  });

  test('does nothing a second time', () => {
    const once = endRun(first, arn(1), { outcome: 'ready', now: 3 }) as NetworkRecord;
    expect(endRun(once, arn(1), { outcome: 'failed', now: 4 })).toBeUndefined();
  });

  test('an execution that was redriven ends its newest run alone', () => {
    const failed = endRun(first, arn(1), { outcome: 'failed', now: 3 }) as NetworkRecord;
    const again = reserve(failed, wish(), { ...by(4), executionArn: () => arn(1) });
    expect(endRun(again, arn(1), { outcome: 'ready', now: 5 })?.runs.map((run) => run.outcome)).toEqual([
      'failed',
      'ready',
    ]);
  });

  test('fifty runs with causes without end fit into one DynamoDB item of 400 KiB', () => {
    let record = first;
    for (let run = 1; run <= 60; run += 1) {
      const ended = endRun(record, arn(run), { outcome: 'failed', cause: '範'.repeat(30_000), now: run });
      record = reserve(ended, wish(), by(run));
    }
    expect(record.runs).toHaveLength(keptRuns);
    const newest = endRun(record, arn(61), { outcome: 'failed', cause: '範'.repeat(30_000), now: 61 });
    expect(newest?.runs.at(-1)?.cause).toMatch(/^範{7999}…$/);
    expect(Buffer.byteLength(JSON.stringify(newest))).toBeLessThan(200_000);
  });
});

describe('isHeld', () => {
  test.each<[Holder, number, boolean]>([
    ['running', 1000 + 100 * startGraceMs, true],
    ['ended', 1000, false],
    ['not-started', 1000 + startGraceMs - 1, true],
    ['not-started', 1000 + startGraceMs, false],
  ])('a reservation whose execution is %s at %i: %s', (holder, now, held) => {
    expect(isHeld(first, holder, now)).toBe(held);
  });

  test('a record without a running run is free', () => {
    const ended = endRun(first, arn(1), { outcome: 'ready', now: 2 }) as NetworkRecord;
    expect(isHeld(ended, 'running', 2)).toBe(false);
  });
});

describe('sameWish', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  };

  test('the order of keys does not matter, at any depth', () => {
    const one = wish({ airGroup: { groupId: '00000000-0000-4000-8000-000000000001', dnsServers: ['10.0.0.53'] } });
    expect(JSON.stringify(reversed(one))).not.toBe(JSON.stringify(one));
    expect(sameWish(one, reversed(one) as typeof one)).toBe(true);
  });

  test('the order of DNS servers and any other value do', () => {
    const groupId = '00000000-0000-4000-8000-000000000001';
    const one = wish({ airGroup: { groupId, dnsServers: ['10.0.0.53', '10.0.0.54'] } });
    expect(sameWish(one, wish({ airGroup: { groupId, dnsServers: ['10.0.0.54', '10.0.0.53'] } }))).toBe(false);
    expect(sameWish(one, wish())).toBe(false);
  });
});

describe('any sequence of reservations and endings', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('reserve' as const), after: fc.nat(300_000) }),
    fc.record({ do: fc.constant('end' as const), run: fc.integer({ min: 1, max: 80 }), ready: fc.boolean() }),
    fc.record({ do: fc.constant('end newest' as const), ready: fc.boolean() }),
  );

  test('run numbers strictly grow, one run at most is running, and a bounded number is kept', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 160 }), (steps) => {
        let record: NetworkRecord | undefined;
        let now = 0;
        for (const each of steps) {
          const before = record;
          if (each.do === 'reserve') {
            now += each.after;
            record = reserve(record, wish(), by(now));
            expect(record.lastRun).toBe((before?.lastRun ?? 0) + 1);
          } else if (record) {
            const run: number = each.do === 'end' ? each.run : record.lastRun;
            record = endRun(record, arn(run), { outcome: each.ready ? 'ready' : 'failed', now }) ?? record;
          }
          if (!record) continue;
          const runs = record.runs.map((run) => run.run);
          expect(runs).toEqual([...new Set(runs)].sort((a, b) => a - b));
          expect(runs.at(-1)).toBe(record.lastRun);
          expect(runs.length).toBeLessThanOrEqual(keptRuns);
          const running = record.runs.filter((run) => run.outcome === 'running');
          expect(running.map((run) => run.run)).toEqual(record.running ? [record.running.run] : []);
          expect(record.state === 'provisioning').toBe(record.running !== undefined);
        }
      }),
    );
  });
});
