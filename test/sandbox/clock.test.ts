import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clock } from '../../src/sandbox/clock.ts';

const start = Date.UTC(2026, 0, 5);

/** Runs sleepers of given lengths, each in a turn of its own, and tells the order in which they woke. */
async function wakeOrder(lengths: readonly number[]): Promise<{ order: number[]; times: number[] }> {
  const clock = new Clock(start);
  const order: number[] = [];
  const times: number[] = [];
  await Promise.all(
    lengths.map((length, index) =>
      clock.turn(async () => {
        await clock.sleep(length);
        order.push(index);
        times.push(clock.now() - start);
      }),
    ),
  );
  return { order, times };
}

describe('Clock that skips', () => {
  it('stands still while nobody sleeps, and moves by hand', async () => {
    const clock = new Clock(start);
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now()).toBe(start);
    clock.advance(start + 5000);
    expect(clock.now()).toBe(start + 5000);
    clock.advance(start);
    expect(clock.now()).toBe(start + 5000);
  });

  it('jumps to the next sleeper, and takes days in no time', async () => {
    const { times } = await wakeOrder([7 * 24 * 3600_000, 1000]);
    expect(times).toEqual([1000, 7 * 24 * 3600_000]);
  });

  it('wakes by due time, then by the order of going to sleep', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }), async (lengths) => {
        const { order, times } = await wakeOrder(lengths);
        const expected = lengths
          .map((length, index) => ({ length, index }))
          .sort((a, b) => a.length - b.length || a.index - b.index);
        expect(order).toEqual(expected.map(({ index }) => index));
        expect(times).toEqual(expected.map(({ length }) => length));
      }),
    );
  });

  it('does not skip to a timer in the background, and lets it pass when time comes by, in order', async () => {
    const clock = new Clock(start);
    const passed: number[] = [];
    for (const seconds of [5, 1, 3]) {
      void clock.timer(seconds * 1000, { background: true }).passed.then(() => passed.push(clock.now() - start));
    }
    const cancelled = clock.timer(2000, { background: true });
    void cancelled.passed.then(() => passed.push(-1));
    cancelled.cancel();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect([clock.now(), passed]).toEqual([start, []]);
    await clock.turn(() => clock.sleep(4000));
    expect([clock.now(), passed]).toEqual([start + 4000, [1000, 3000]]);
    clock.advance(start + 60_000);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed).toEqual([1000, 3000, 60_000]);
  });

  it('lets one turn at a time work, first come first served', async () => {
    const clock = new Clock(start);
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve)); // real I/O, as of a database
      seen.push(`${name} out`);
    };
    await Promise.all([clock.turn(work('a')), clock.turn(work('b'))]);
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out']);
  });

  it('ends a turn that sleeps past its limit, and never lets it go on', async () => {
    const clock = new Clock(start);
    let wentOn = false;
    const limited = clock.turn(
      async () => {
        await clock.sleep(400);
        await clock.sleep(700);
        wentOn = true;
      },
      { ms: 1000, expired: () => new Error('used up') },
    );
    await expect(limited).rejects.toThrow('used up');
    expect(clock.now()).toBe(start + 1000);
    await clock.turn(() => clock.sleep(5000));
    expect(wentOn).toBe(false);
  });

  it('ends a turn that waits for an answer that never comes', async () => {
    const clock = new Clock(start);
    const waiting = clock.turn(() => clock.sleep(Number.POSITIVE_INFINITY), {
      ms: 30_000,
      expired: () => new Error('used up'),
    });
    await expect(waiting).rejects.toThrow('used up');
    expect(clock.now()).toBe(start + 30_000);
  });

  it('does not let a cancelled timer pull time forward', async () => {
    const clock = new Clock(start);
    const timer = clock.timer(3600_000);
    timer.cancel();
    await clock.turn(() => clock.sleep(10));
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now()).toBe(start + 10);
  });

  it('waits for the real network without letting time jump', async () => {
    const clock = new Clock(start);
    const asking = clock.turn(() =>
      clock.outside(() => new Promise((resolve) => setTimeout(() => resolve(clock.now()), 20))),
    );
    const sleeping = clock.turn(() => clock.sleep(1000));
    expect(await asking).toBe(start);
    await sleeping;
    expect(clock.now()).toBe(start + 1000);
  });

  it('jumps for a request that came in over a socket, because the network that is waited for may wait for it', async () => {
    const clock = new Clock(start);
    const answered = await clock.turn(() =>
      clock.outside(() => clock.turn(() => clock.sleep(2000).then(() => 'answered'), undefined, true)),
    );
    expect(answered).toBe('answered');
  });

  it('gives a turn up while other turns do what it waits for', async () => {
    const clock = new Clock(start);
    const result = await clock.turn(async () => {
      const inner = clock.turn(() => clock.sleep(500).then(() => clock.now() - start));
      return clock.release(inner);
    });
    expect(result).toBe(500);
  });
});

describe('Clock that runs', () => {
  it('passes a minute of its time in a fraction of a real second, and keeps the order', async () => {
    const clock = new Clock(start, 600);
    const order: string[] = [];
    await Promise.all([
      clock.turn(() => clock.sleep(60_000)).then(() => order.push('late')),
      clock.turn(() => clock.sleep(6_000)).then(() => order.push('early')),
    ]);
    expect(order).toEqual(['early', 'late']);
    expect(clock.now()).toBeGreaterThanOrEqual(start + 60_000);
    clock.stop();
  });

  it('does not run ahead of work: what a machine needs for it is not multiplied', async () => {
    const clock = new Clock(start, 100_000);
    const worked = await clock.turn(async () => {
      const before = clock.now();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return clock.now() - before;
    });
    expect(worked).toBeLessThan(10_000);
    clock.stop();
  });

  it('does not run ahead of an answer of the real network', async () => {
    const clock = new Clock(start, 100_000);
    const asked = await clock.turn(async () => {
      const before = clock.now();
      await clock.outside(() => new Promise((resolve) => setTimeout(resolve, 20)));
      return clock.now() - before;
    });
    expect(asked).toBeLessThan(10_000);
    clock.stop();
  });
});
