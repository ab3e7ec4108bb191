import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Retrier } from '../../../src/sandbox/states/definition.ts';
import { matches } from '../../../src/sandbox/states/failure.ts';
import { retryDelay } from '../../../src/sandbox/states/retry.ts';
import { functionArn, Refusal, Stand, start } from './stand.ts';

/** A function that fails so many times by each name in turn, then answers. */
function failing(...names: string[]) {
  return {
    answer: (_: unknown, call: number) => {
      const name = names[call - 1];
      if (name) throw new Refusal(name);
      return 'done';
    },
  };
}

const task = (more: object) => ({ Call: { Type: 'Task', Resource: functionArn('Work'), End: true, ...more } });
const times = (stand: Stand) => stand.calls.map((call) => call.at / 1000);

describe('Retry', () => {
  it('waits 1 s, 2 s, 4 s and gives up, unless it says otherwise', async () => {
    const stand = new Stand({ Work: failing('A', 'A', 'A', 'A', 'A') });
    const run = await stand.run(task({ Retry: [{ ErrorEquals: ['A'] }] }));
    expect(times(stand)).toEqual([0, 1.1, 3.2, 7.3]);
    expect(run.result.slice(0, 2)).toEqual(['FAILED', 'A']);
  });

  it('multiplies by BackoffRate up to MaxDelaySeconds', async () => {
    const stand = new Stand({ Work: failing('A', 'A', 'A', 'A') });
    const retry = { ErrorEquals: ['A'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 10 };
    const run = await stand.run(task({ Retry: [retry] }));
    expect(times(stand)).toEqual([0, 2.1, 8.2, 18.3, 28.4]);
    expect(run.result).toEqual(['SUCCEEDED', 'done']);
  });

  it('schedules the function again without entering the state again', async () => {
    const run = await new Stand({ Work: failing('A') }).run(task({ Retry: [{ ErrorEquals: ['A'] }] }));
    expect(run.chain).toEqual([
      '1 <- 0: ExecutionStarted',
      '2 <- 0: TaskStateEntered',
      '3 <- 2: LambdaFunctionScheduled',
      '4 <- 3: LambdaFunctionStarted',
      '5 <- 4: LambdaFunctionFailed',
      '6 <- 5: LambdaFunctionScheduled',
      '7 <- 6: LambdaFunctionStarted',
      '8 <- 7: LambdaFunctionSucceeded',
      '9 <- 8: TaskStateExited',
      '10 <- 9: ExecutionSucceeded',
    ]);
  });

  it('counts for each entry by itself, and the context tells the sum', async () => {
    const stand = new Stand({ Work: failing('A', 'B', 'A', 'B', 'A') });
    const run = await stand.run(
      task({
        Arguments: '{% $states.context.State.RetryCount %}',
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 2, BackoffRate: 1 },
          { ErrorEquals: ['States.ALL'], MaxAttempts: 5, IntervalSeconds: 10, BackoffRate: 1 },
        ],
      }),
    );
    expect(stand.calls.map((call) => call.payload)).toEqual([0, 1, 2, 3, 4]);
    expect(times(stand)).toEqual([0, 1.1, 11.2, 12.3, 22.4]);
    expect(run.result.slice(0, 2)).toEqual(['FAILED', 'A']);
  });

  it('never retries with MaxAttempts 0, and that entry shields the error from later ones', async () => {
    const stand = new Stand({ Work: failing('A') });
    await stand.run(task({ Retry: [{ ErrorEquals: ['A'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }] }));
    expect(times(stand)).toEqual([0]);
  });

  it('tries again after a timeout and after an expression that failed on the result', async () => {
    const slow = new Stand({ Work: { takes: 60_000, answer: () => 1 } });
    const retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }];
    await slow.run(task({ TimeoutSeconds: 10, Retry: retry }));
    expect(times(slow)).toEqual([0, 11]);
    const stand = new Stand({ Work: { answer: (_: unknown, call: number) => (call === 1 ? {} : { n: 1 }) } });
    const run = await stand.run(task({ Output: '{% $states.result.n %}', Retry: [{ ErrorEquals: ['States.ALL'] }] }));
    expect(run.result).toEqual(['SUCCEEDED', 1]);
  });

  it('draws full jitter from a stream of its own: the same in each run, unmoved by other executions', async () => {
    const states = task({
      Arguments: '{% $states.context.State.RetryCount %}',
      Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 100, JitterStrategy: 'FULL' }],
    });
    const work = (retries: number) => {
      if (retries < 2) throw new Refusal('A');
      return 'done';
    };
    const draw = async (seed: number, neighbours: number) => {
      const stand = new Stand({ Work: { answer: work } }, seed);
      const machine = stand.load(states);
      for (let i = 0; i < neighbours; i += 1) stand.begin(machine, {}, `other-${i}`);
      const arn = stand.begin(machine, {}, 'run');
      await stand.machines.settled(arn);
      return stand.machines
        .history(arn)
        .filter((event) => event.type === 'LambdaFunctionScheduled')
        .map((event) => event.timestamp - start / 1000);
    };
    const alone = await draw(1, 0);
    expect(await draw(1, 0)).toEqual(alone);
    expect(await draw(1, 5)).toEqual(alone);
    expect(await draw(2, 0)).not.toEqual(alone);
    const [first = 0, second = 0, third = 0] = alone;
    expect([first < second, second - first < 100.1, third - second < 200.1]).toEqual([true, true, true]);
  });
});

describe('retryDelay', () => {
  it('never passes the cap, and jitter never lengthens it', () => {
    const rates = fc.double({ min: 1, max: 10, noNaN: true });
    const property = fc.property(
      fc.integer({ min: 1, max: 1000 }),
      rates,
      fc.nat(50),
      fc.integer({ min: 1, max: 9999 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (intervalSeconds, backoffRate, before, maxDelaySeconds, chance) => {
        const retrier: Retrier = {
          errorEquals: ['A'],
          intervalSeconds,
          backoffRate,
          maxAttempts: 99,
          maxDelaySeconds,
          jitter: true,
        };
        const [plain, jittered] = [retryDelay(retrier, before, undefined), retryDelay(retrier, before, chance)];
        expect(plain).toBeLessThanOrEqual(maxDelaySeconds * 1000);
        expect(jittered).toBeLessThanOrEqual(plain);
        expect(jittered).toBeGreaterThanOrEqual(0);
        expect(retryDelay(retrier, before + 1, undefined)).toBeGreaterThanOrEqual(plain);
      },
    );
    fc.assert(property);
  });
});

describe('which errors an entry is meant for', () => {
  it.each([
    ['States.ALL', 'Anything', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.QueryEvaluationError', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.TaskFailed', 'Anything', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.Timeout', 'States.Timeout', true],
    ['A', 'A', true],
    ['A', 'AA', false],
  ])('%s and %s: %s', (name, error, expected) => {
    expect(matches([name], error)).toBe(expected);
  });
});
