import { describe, expect, it } from 'vitest';
import type { ExecutionSummary } from '../../../src/sandbox/states/execution-summary.ts';
import { functionArn, Refusal, Stand, start } from './stand.ts';

const wait = (seconds: number) => ({ W: { Type: 'Wait', Seconds: seconds, End: true } });
const slow = { Work: { takes: 30_000, answer: () => 'late' } };
const call = { Call: { Type: 'Task', Resource: functionArn('Work'), End: true } };

describe('the time of a machine', () => {
  it('is up at TimeoutSeconds exactly, whatever runs', async () => {
    const stand = new Stand(slow);
    const run = await stand.run({ Both: { ...parallel(call, wait(60)), End: true } }, {}, { TimeoutSeconds: 20 });
    expect(run.result).toEqual(['TIMED_OUT', undefined, undefined]);
    expect(run.ended.stopDate).toBe(start + 20_000);
    expect(run.history.at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
    await stand.clock.turn(() => stand.clock.sleep(60_000));
    expect(stand.effects).toEqual([{ name: 'Work', at: 30_000 }]);
    expect(stand.machines.history(run.ended.executionArn)).toEqual(run.history);
  });

  it('cannot be caught', async () => {
    const caught = {
      ...call.Call,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
      Next: 'Done',
      End: undefined,
    };
    const run = await new Stand(slow).run({ Call: caught, Done: { Type: 'Succeed' } }, {}, { TimeoutSeconds: 1 });
    expect(run.ended.status).toBe('TIMED_OUT');
  });
});

function parallel(...branches: readonly object[]) {
  return {
    Type: 'Parallel',
    Branches: branches.map((States) => ({ StartAt: Object.keys(States)[0], States })),
  };
}

describe('an execution that is stopped', () => {
  it.each([
    ['in a wait', wait(60)],
    ['in a call', call],
    ['in a Map', { M: { Type: 'Map', Items: [1, 2], ItemProcessor: { StartAt: 'Call', States: call }, End: true } }],
    [
      'between retries',
      { Call: { ...call.Call, TimeoutSeconds: 1, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 99 }] } },
    ],
  ])('%s ends at once and records nothing more', async (_, states) => {
    const stand = new Stand(slow);
    const arn = stand.begin(stand.load(states));
    await stand.clock.turn(async () => {
      await stand.clock.sleep(5_000);
      stand.machines.execution(arn)?.abort('Manual', 'enough');
    });
    const ended = await stand.machines.settled(arn);
    expect([ended.status, ended.error, ended.cause, ended.stopDate]).toEqual([
      'ABORTED',
      'Manual',
      'enough',
      start + 5_000,
    ]);
    const history = stand.machines.history(arn);
    expect(history.at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      previousEventId: 0,
      executionAbortedEventDetails: { error: 'Manual', cause: 'enough' },
    });
    await stand.clock.turn(() => stand.clock.sleep(300_000));
    expect(stand.machines.history(arn)).toEqual(history);
    expect(stand.effects).toHaveLength(stand.calls.length);
  });

  it('before its first turn never enters a state', async () => {
    const stand = new Stand();
    const arn = stand.begin(stand.load(wait(1)));
    stand.machines.execution(arn)?.abort(undefined, undefined);
    await stand.machines.settled(arn);
    expect(stand.machines.history(arn).map((event) => event.type)).toEqual(['ExecutionStarted', 'ExecutionAborted']);
    expect(stand.machines.history(arn)[1]?.executionAbortedEventDetails).toEqual({});
  });
});

describe('the limits', () => {
  it('end an endless loop at event 25,000', async () => {
    const run = await new Stand().run({
      A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.stop = 1 %}', Next: 'End' }], Default: 'A' },
      End: { Type: 'Succeed' },
    });
    expect(run.history).toHaveLength(25_000);
    expect(run.result).toEqual([
      'FAILED',
      'States.Runtime',
      'The execution reached the maximum number of history events (25000).',
    ]);
    expect(run.history.at(-1)).toMatchObject({ id: 25_000, previousEventId: 24_999, type: 'ExecutionFailed' });
  });

  it('end a Map that writes too much, once', async () => {
    const loop = {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Pass', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'D' }], Default: 'A' },
      D: { Type: 'Succeed' },
    };
    const run = await new Stand().run({
      M: { Type: 'Map', Items: [1, 2, 3], ItemProcessor: { StartAt: 'A', States: loop }, End: true },
    });
    expect(run.history).toHaveLength(25_000);
    expect(run.history.filter((event) => event.type.startsWith('Execution'))).toHaveLength(2);
  });

  it.each([
    ['an output', { P: { Type: 'Pass', Output: '{% $pad("", 262143, "x") %}', End: true } }],
    ['a variable', { P: { Type: 'Pass', Assign: { v: '{% $pad("", 262143, "x") %}' }, End: true } }],
    ['an output in wide letters', { P: { Type: 'Pass', Output: '{% $pad("", 90000, "網") %}', End: true } }],
  ])('refuse %s of more than 256 KiB', async (_, states) => {
    expect((await new Stand().run(states)).ended.error).toBe('States.DataLimitExceeded');
  });

  it('let 256 KiB pass', async () => {
    const run = await new Stand().run({ P: { Type: 'Pass', Output: '{% $pad("", 262142, "x") %}', End: true } });
    expect(run.ended.output).toHaveLength(262_144);
  });
});

describe('what others hear of an execution', () => {
  it('is that it runs, and how it ended', async () => {
    const stand = new Stand();
    const heard: ExecutionSummary[] = [];
    const off = stand.machines.onStatusChange((execution) => heard.push(execution));
    const arn = stand.begin(stand.load(wait(5)), { a: 1 });
    const [first, second] = await Promise.all([stand.machines.settled(arn), stand.machines.settled(arn)]);
    expect(heard.map((execution) => execution.status)).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(heard[1]).toEqual(first);
    expect(second).toEqual(first);
    expect(first).toEqual({
      executionArn: 'arn:aws:states:ap-northeast-1:111111111111:execution:machine:run',
      stateMachineArn: 'arn:aws:states:ap-northeast-1:111111111111:stateMachine:machine',
      name: 'run',
      status: 'SUCCEEDED',
      startDate: start,
      stopDate: start + 5_000,
      input: '{"a":1}',
      output: '{"a":1}',
      error: undefined,
      cause: undefined,
    });
    off();
    await stand.machines.settled(stand.begin(stand.load(wait(1)), {}, 'second'));
    expect(heard).toHaveLength(2);
    expect(await stand.machines.settled(arn)).toEqual(first);
    await expect(stand.machines.settled('arn:none')).rejects.toThrow('There is no execution arn:none');
  });
});

describe('runs of the same seed', () => {
  const states = {
    Each: {
      Type: 'Map',
      Items: '{% [1..$states.input.n] %}',
      MaxConcurrency: 3,
      ItemProcessor: {
        StartAt: 'Try',
        States: {
          Try: {
            Type: 'Task',
            Resource: functionArn('Work'),
            Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, JitterStrategy: 'FULL', MaxAttempts: 9 }],
            Next: 'Rest',
          },
          Rest: { Type: 'Wait', Seconds: 2, Output: '{% $uuid() & $string($random()) %}', End: true },
        },
      },
      End: true,
    },
  };
  const all = async (seed: number) => {
    const busy = (_: unknown, calls: number) => {
      if (calls % 3 === 0) throw new Refusal('Busy');
      return calls;
    };
    const stand = new Stand({ Work: { answer: busy } }, seed);
    const machine = stand.load(states);
    const arns = [2, 5, 3, 4].map((n, index) => stand.begin(machine, { n }, `run-${index}`));
    await Promise.all(arns.map((arn) => stand.machines.settled(arn)));
    return arns.map((arn) => stand.machines.history(arn));
  };

  it('have the same histories, event by event, with executions beside each other', async () => {
    const [first, second] = [await all(1), await all(1)];
    expect(second).toEqual(first);
    expect(first.flat().at(-1)?.type).toBe('ExecutionSucceeded');
    expect(await all(2)).not.toEqual(first);
  });
});
