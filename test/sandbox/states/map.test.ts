import { describe, expect, it } from 'vitest';
import { functionArn, Refusal, Stand } from './stand.ts';

const work = { answer: (payload: { n: number } | number) => (typeof payload === 'object' ? payload.n : payload) };
const call = { Type: 'Task', Resource: functionArn('Work'), End: true };
const processor = { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Call', States: { Call: call } };
const map = (more: object) => ({ Each: { Type: 'Map', ItemProcessor: processor, End: true, ...more } });

describe('a Map', () => {
  it.each([[[]], [[1]], [[1, 2]], [[{ n: 1 }, { n: 1 }, { n: 3 }]]])('gives a list for %j', async (items) => {
    const run = await new Stand({ Work: work }).run(map({ Items: '{% $states.input.items %}' }), { items });
    expect(run.output).toEqual(items.map((item) => (typeof item === 'object' ? item.n : item)));
  });

  it('goes through its input when it has no Items, and has the events of AWS', async () => {
    const run = await new Stand({ Work: work }).run(map({}), [1, 2]);
    expect(run.chain).toEqual([
      '1 <- 0: ExecutionStarted',
      '2 <- 0: MapStateEntered',
      '3 <- 2: MapStateStarted',
      '4 <- 3: MapIterationStarted',
      '5 <- 3: MapIterationStarted',
      '6 <- 4: TaskStateEntered',
      '7 <- 6: LambdaFunctionScheduled',
      '8 <- 7: LambdaFunctionStarted',
      '9 <- 5: TaskStateEntered',
      '10 <- 9: LambdaFunctionScheduled',
      '11 <- 10: LambdaFunctionStarted',
      '12 <- 8: LambdaFunctionSucceeded',
      '13 <- 12: TaskStateExited',
      '14 <- 13: MapIterationSucceeded',
      '15 <- 11: LambdaFunctionSucceeded',
      '16 <- 15: TaskStateExited',
      '17 <- 16: MapIterationSucceeded',
      '18 <- 17: MapStateSucceeded',
      '19 <- 17: MapStateExited',
      '20 <- 19: ExecutionSucceeded',
    ]);
    expect(run.history[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(run.history[4]?.mapIterationStartedEventDetails).toEqual({ name: 'Each', index: 1 });
    expect(run.history[16]?.mapIterationSucceededEventDetails).toEqual({ name: 'Each', index: 1 });
  });

  it('of nothing still starts and succeeds', async () => {
    const run = await new Stand().run(map({ Items: [] }));
    expect(run.line.slice(1)).toEqual([
      '0 MapStateEntered Each',
      '0 MapStateStarted',
      '0 MapStateSucceeded',
      '0 MapStateExited Each',
      '0 ExecutionSucceeded',
    ]);
  });

  it.each([
    [0, [0, 0, 0, 0, 0], 0.1],
    [1, [0, 0.1, 0.2, 0.3, 0.4], 0.5],
    [2, [0, 0, 0.1, 0.1, 0.2], 0.3],
    [9, [0, 0, 0, 0, 0], 0.1],
  ])('with MaxConcurrency %d starts its calls at %j', async (limit, starts, end) => {
    for (const field of [limit, '{% $states.input.limit %}']) {
      const stand = new Stand({ Work: work });
      const input = { limit, items: [1, 2, 3, 4, 5] };
      const run = await stand.run(map({ MaxConcurrency: field, Items: '{% $states.input.items %}' }), input);
      expect(stand.calls.map((called) => called.at / 1000)).toEqual(starts);
      expect(run.line.at(-1)).toBe(`${end} ExecutionSucceeded`);
      expect(run.output).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('runs at most 40 iterations at once', async () => {
    const stand = new Stand({ Work: work });
    await stand.run(
      map({}),
      Array.from({ length: 45 }, (_, n) => n),
    );
    expect(stand.calls.filter((called) => called.at === 0)).toHaveLength(40);
    expect(stand.calls.filter((called) => called.at === 100)).toHaveLength(5);
  });

  it('makes the input of an iteration with ItemSelector, which alone sees the item in the context', async () => {
    const item = '$states.context.Map.Item';
    const run = await new Stand({ Work: { answer: (payload: object) => payload } }).run(
      map({
        Items: '{% $states.input.names %}',
        ItemSelector: { name: `{% ${item}.Value %}`, at: `{% ${item}.Index %}`, of: '{% $states.input.of %}' },
        ItemProcessor: {
          StartAt: 'Look',
          States: {
            Look: {
              Type: 'Pass',
              Output: `{% $merge([$states.input, {"inside": $exists(${item})}]) %}`,
              End: true,
            },
          },
        },
      }),
      { names: ['a', 'b'], of: 2 },
    );
    expect(run.output).toEqual([
      { name: 'a', at: 0, of: 2, inside: false },
      { name: 'b', at: 1, of: 2, inside: false },
    ]);
  });

  it('goes through an object by key', async () => {
    const echo = { Work: { answer: (payload: object) => payload } };
    const plain = await new Stand(echo).run(map({}), { x: 1, y: [2] });
    expect(plain.output).toEqual([
      { Key: 'x', Value: 1 },
      { Key: 'y', Value: [2] },
    ]);
    const item = '$states.context.Map.Item';
    const selected = await new Stand(echo).run(map({ ItemSelector: `{% [${item}.Key, ${item}.Value] %}` }), { x: 1 });
    expect(selected.output).toEqual([['x', 1]]);
  });

  it.each([['"text"'], ['5'], ['null'], ['true']])('refuses %s for its items', async (items) => {
    const run = await new Stand().run(map({ Items: `{% ${items} %}` }));
    expect(run.ended.error).toBe('States.QueryEvaluationError');
    expect(run.ended.cause).toContain("field 'Items' returned an unexpected result type. Expected 'array'");
  });

  it('keeps inner variables inside, and lets inner states read outer ones', async () => {
    const run = await new Stand().run(
      {
        Set: { Type: 'Pass', Assign: { outer: 10 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: [1, 2],
          ItemProcessor: {
            StartAt: 'A',
            States: {
              A: { Type: 'Pass', Assign: { inner: '{% $states.input + $outer %}' }, Next: 'B' },
              B: { Type: 'Pass', Output: '{% $inner %}', End: true },
            },
          },
          Next: 'Look',
        },
        Look: { Type: 'Pass', Output: { sums: '{% $states.input %}', leaked: '{% $exists($inner) %}' }, End: true },
      },
      {},
    );
    expect(run.output).toEqual({ sums: [11, 12], leaked: false });
  });

  it('makes its Output and Assign of the list', async () => {
    const run = await new Stand({ Work: work }).run(
      { ...map({ Output: '{% $sum($states.result) %}', Assign: { all: '{% $states.result %}' } }) },
      [1, 2, 3],
    );
    expect(run.output).toBe(6);
    expect(run.history.at(-2)?.stateExitedEventDetails).toMatchObject({ assignedVariables: { all: '[1,2,3]' } });
  });
});

describe('a Map in which an iteration fails', () => {
  const failing = {
    Work: {
      answer: (payload: number) => {
        if (payload === 0) throw new Refusal('Bad');
        return payload;
      },
    },
    Slow: { takes: 10_000, answer: () => 'slow' },
  };
  const choose = {
    StartAt: 'Which?',
    States: {
      'Which?': {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input = 2 %}', Next: 'Slow' },
          { Condition: '{% $states.input = 3 %}', Next: 'Rest' },
        ],
        Default: 'Call',
      },
      Call: call,
      Slow: { Type: 'Task', Resource: functionArn('Slow'), End: true },
      Rest: { Type: 'Wait', Seconds: 100, End: true },
    },
  };

  it('fails at once with that error and cuts the others off, whose functions go on', async () => {
    const stand = new Stand(failing);
    const run = await stand.run({ Each: { Type: 'Map', ItemProcessor: choose, End: true } }, [2, 0, 3]);
    expect(run.result.slice(0, 2)).toEqual(['FAILED', 'Bad']);
    const failed = run.history.find((event) => event.type === 'LambdaFunctionFailed')?.id;
    const last = run.history.slice(-7).map((event) => [event.type, event.previousEventId === failed]);
    expect(last).toEqual([
      ['MapIterationFailed', true],
      ['TaskStateAborted', true],
      ['MapIterationAborted', true],
      ['WaitStateAborted', true],
      ['MapIterationAborted', true],
      ['MapStateFailed', true],
      ['ExecutionFailed', false],
    ]);
    expect(run.line.at(-1)).toBe('0.1 ExecutionFailed');
    await stand.clock.turn(() => stand.clock.sleep(20_000));
    expect(stand.effects.map((effect) => effect.name)).toEqual(['Work', 'Slow']);
    expect(stand.machines.history(run.ended.executionArn)).toHaveLength(run.history.length);
  });

  it('does not start those that have not begun', async () => {
    const stand = new Stand(failing);
    await stand.run(map({ MaxConcurrency: 1 }), [1, 0, 5, 6]);
    expect(stand.calls.map((called) => called.payload)).toEqual([1, 0]);
  });

  it('can catch the error, and retry as a whole', async () => {
    const after = { After: { Type: 'Pass', End: true } };
    const caught = await new Stand(failing).run(
      { ...map({ End: undefined, Next: 'After', Catch: [{ ErrorEquals: ['Bad'], Next: 'After' }] }), ...after },
      [0],
    );
    expect(caught.output).toMatchObject({ Error: 'Bad' });
    expect(caught.line.map((line) => line.split(' ')[1]).slice(-5, -2)).toEqual([
      'MapStateFailed',
      'MapStateExited',
      'PassStateEntered',
    ]);
    const once = (_: unknown, calls: number) => {
      if (calls === 1) throw new Refusal('Bad');
      return calls;
    };
    const stand = new Stand({ Work: { answer: once } });
    const retried = await stand.run(map({ Retry: [{ ErrorEquals: ['Bad'] }] }), [7, 7]);
    expect(retried.output).toEqual([3, 4]);
    expect(retried.history.filter((event) => event.type === 'MapStateStarted')).toHaveLength(2);
    expect(retried.history.filter((event) => event.type === 'MapStateFailed')).toHaveLength(0);
  });

  it('within another Map is cut off with all that is inside', async () => {
    const inner = { Type: 'Map', Items: [2, 2], ItemProcessor: choose, End: true };
    const run = await new Stand(failing).run(
      {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Inner', States: { Inner: inner } },
            { StartAt: 'Soon', States: { Soon: { Type: 'Wait', Seconds: 1, Next: 'No' }, No: { Type: 'Fail' } } },
          ],
          End: true,
        },
      },
      {},
    );
    expect(run.history.slice(-8).map((event) => event.type)).toEqual([
      'FailStateEntered',
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapIterationAborted',
      'MapStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
  });
});
