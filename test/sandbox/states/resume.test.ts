import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/sandbox/states/history.ts';
import { type SavedExecution, savedExecutions } from '../../../src/sandbox/states/saved-execution.ts';
import { functionArn, Refusal, Run, Stand, type StandFunction } from './stand.ts';

/** Executions as a sandbox writes them down. */
interface Snapshot {
  readonly now: number;
  readonly saved: readonly SavedExecution[];
}
function snapshot({ clock, machines }: Stand): Snapshot {
  const saved = savedExecutions(machines.machines().flatMap((machine) => machines.executions(machine)));
  return { now: clock.now(), saved: deserialize(serialize(saved)) };
}

/** A stand in which the execution of a snapshot goes on, with the machine as it is by then. */
function goOn({ now, saved }: Snapshot, functions: Readonly<Record<string, StandFunction>>, states: object, more = {}) {
  const stand = new Stand(functions);
  stand.load(states, more);
  stand.clock.advance(now);
  stand.machines.restore(saved);
  return stand;
}
const [arn] = ['arn:aws:states:ap-northeast-1:111111111111:execution:machine:run'];
const ended = async (stand: Stand) => new Run(await stand.machines.settled(arn), stand.machines.history(arn));

/** Snapshots of one run: every so many milliseconds, and each time that a function answers. */
async function snapshots(functions: Readonly<Record<string, StandFunction>>, states: object, every: number, more = {}) {
  const taken: Snapshot[] = [];
  const watched = Object.entries(functions).map(([name, { takes = 100, answer }]): [string, StandFunction] => [
    name,
    {
      takes,
      answer(payload, call) {
        taken.push(snapshot(stand));
        return answer(payload, call);
      },
    },
  ]);
  const stand: Stand = new Stand(Object.fromEntries(watched));
  stand.begin(stand.load(states, more));
  void stand.clock.turn(async () => {
    for (; stand.machines.execution(arn)?.status === 'RUNNING'; await stand.clock.sleep(every)) {
      taken.push(snapshot(stand));
    }
  });
  return { whole: await ended(stand), taken };
}

const again = { ErrorEquals: ['Lambda.Unknown'], IntervalSeconds: 1, MaxAttempts: 3 };
const functions: Readonly<Record<string, StandFunction>> = {
  Plain: { takes: 700, answer: (payload) => payload },
  Busy: {
    takes: 300,
    answer: () => {
      throw new Refusal('Busy');
    },
  },
};
// A bit of everything that can be cut off in its middle: calls, waits, retries, lanes in lanes, variables.
const states = {
  Begin: {
    Type: 'Task',
    Resource: functionArn('Plain'),
    Arguments: { n: 7 },
    Retry: [again],
    Assign: { first: '{% $states.result.n %}' },
    Next: 'Each',
  },
  Each: {
    Type: 'Map',
    Items: [1, 2, 3, 4, 5],
    MaxConcurrency: 2,
    ItemSelector: { n: '{% $states.context.Map.Item.Value %}' },
    ItemProcessor: {
      StartAt: 'Pause',
      States: {
        Pause: {
          Type: 'Wait',
          Seconds: '{% $states.input.n %}',
          Assign: { mine: '{% $states.input.n %}' },
          Next: 'Work',
        },
        Work: {
          Type: 'Task',
          Resource: functionArn('Plain'),
          Arguments: { both: '{% $first * $mine %}' },
          Retry: [again],
          Next: 'Both',
        },
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Left', States: { Left: { Type: 'Wait', Seconds: 2, End: true } } },
            {
              StartAt: 'Right',
              States: { Right: { Type: 'Task', Resource: functionArn('Plain'), Retry: [again], End: true } },
            },
          ],
          Output: '{% [$states.result.both, $mine] %}',
          End: true,
        },
      },
    },
    Assign: { all: '{% $states.result %}' },
    Next: 'Try',
  },
  Try: {
    Type: 'Task',
    Resource: functionArn('Busy'),
    Retry: [
      again,
      { ErrorEquals: ['Busy'], IntervalSeconds: 4, BackoffRate: 2, MaxAttempts: 3, JitterStrategy: 'FULL' },
    ],
    Catch: [{ ErrorEquals: ['Busy'], Assign: { why: '{% $states.errorOutput.Error %}' }, Next: 'Late' }],
    End: true,
  },
  Late: {
    Type: 'Wait',
    Timestamp: '2026-01-05T00:01:00Z',
    Output: { all: '{% $all %}', why: '{% $why %}' },
    End: true,
  },
};

const stays = (history: readonly HistoryEvent[]): readonly string[] =>
  history
    .filter(({ type }) => /State(Entered|Exited)$|^Map|^Parallel/.test(type))
    .map(({ type, id: _, previousEventId: __, timestamp: ___, ...details }) => `${type} ${JSON.stringify(details)}`)
    .sort();

describe('An execution that was saved in its middle', () => {
  it('comes to the same end wherever that was, each state entered and left once, no retry more or less', async () => {
    const { whole, taken } = await snapshots(functions, states, 370);
    expect(whole.result[0]).toBe('SUCCEEDED');
    expect(taken.length).toBeGreaterThan(150);
    for (const point of taken) {
      const again = await ended(goOn(point, functions, states));
      expect(again.result, String(point.now)).toEqual(whole.result);
      expect(stays(again.history), String(point.now)).toEqual(stays(whole.history));
      expect(again.history.map(({ id }) => id)).toEqual(again.history.map((_, index) => index + 1));
      expect(again.history.every(({ id, previousEventId }) => previousEventId < id)).toBe(true);
      const failed = again.history.filter(({ type }) => type === 'LambdaFunctionFailed');
      expect(failed.filter((event) => JSON.stringify(event).includes('"Busy"'))).toHaveLength(4);
    }
  });

  it('hears of a function that was at work as one that was cut off: Retry and Catch decide what becomes of that', async () => {
    const once = { Do: { Type: 'Task', Resource: functionArn('Plain'), End: true } };
    const { taken } = await snapshots(functions, once, 500);
    const cut = await ended(goOn(taken[1] as Snapshot, functions, once));
    expect(cut.result.slice(0, 2)).toEqual(['FAILED', 'Lambda.Unknown']);
    expect(cut.result[2]).toContain('The function was cut off with the process that ran it');
    expect(cut.line).toEqual([
      '0 ExecutionStarted',
      '0 TaskStateEntered Do',
      '0 LambdaFunctionScheduled',
      '0 LambdaFunctionStarted',
      '0.5 LambdaFunctionFailed',
      '0.5 ExecutionFailed',
    ]);
  });

  it('that waits waits no longer than it would have', async () => {
    const wait = { Long: { Type: 'Wait', Seconds: 1000, End: true } };
    const { whole, taken } = await snapshots(functions, wait, 400_000);
    for (const point of taken) expect((await ended(goOn(point, functions, wait))).line).toEqual(whole.line);
  });

  it('has its own time limit, from its start', async () => {
    const wait = { Long: { Type: 'Wait', Seconds: 1000, End: true } };
    const { taken } = await snapshots(functions, wait, 60_000, { TimeoutSeconds: 100 });
    const late = await ended(goOn(taken[1] as Snapshot, functions, wait, { TimeoutSeconds: 100 }));
    expect(late.line.at(-1)).toBe('100 ExecutionTimedOut');
  });

  it('of a Map that has failed in one place fails, also where the others had not come to their ends', async () => {
    const failing = {
      Each: {
        Type: 'Map',
        Items: [1, 2, 3],
        ItemProcessor: {
          StartAt: 'Pause',
          States: {
            Pause: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Do' },
            Do: { Type: 'Task', Resource: functionArn('Busy'), End: true },
          },
        },
        End: true,
      },
    };
    const { whole, taken } = await snapshots(functions, failing, 100);
    expect(whole.result[1]).toBe('Busy');
    for (const point of taken) {
      const name = (await ended(goOn(point, functions, failing))).result[1];
      expect(['Busy', 'Lambda.Unknown']).toContain(name);
    }
  });

  it('runs on the definition that it was started with, as on AWS; the next one on the new', async () => {
    const old = { Rest: { Type: 'Wait', Seconds: 9, Next: 'Old' }, Old: { Type: 'Pass', Output: 'old', End: true } };
    const { taken } = await snapshots(functions, old, 5000);
    const stand = goOn(taken[1] as Snapshot, functions, { New: { Type: 'Pass', Output: 'new', End: true } });
    expect((await ended(stand)).output).toBe('old');
    const [machine] = stand.machines.machines();
    if (!machine) throw new Error('no machine');
    const next = await stand.machines.settled(stand.machines.start(machine, '{}', 'next').arn);
    expect(next.output).toBe('"new"');
  });
});
