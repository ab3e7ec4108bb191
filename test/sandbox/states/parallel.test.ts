import { describe, expect, it } from 'vitest';
import { functionArn, Refusal, Stand } from './stand.ts';

const wait = (seconds: number, name: string) => ({
  StartAt: name,
  States: { [name]: { Type: 'Wait', Seconds: seconds, Output: name, End: true } },
});

describe('a Parallel', () => {
  it.each([
    [[wait(1, 'a')], ['a'], 1],
    [[wait(3, 'a'), wait(1, 'b')], ['a', 'b'], 3],
  ])('gives the outputs in the order of its branches', async (Branches, output, seconds) => {
    const run = await new Stand().run({ All: { Type: 'Parallel', Branches, End: true } });
    expect(run.output).toEqual(output);
    expect(run.line.at(-1)).toBe(`${seconds} ExecutionSucceeded`);
  });

  it('has the events of AWS', async () => {
    const run = await new Stand().run({
      All: { Type: 'Parallel', Branches: [wait(2, 'a'), wait(1, 'b')], End: true },
    });
    expect(run.chain).toEqual([
      '1 <- 0: ExecutionStarted',
      '2 <- 0: ParallelStateEntered',
      '3 <- 2: ParallelStateStarted',
      '4 <- 3: WaitStateEntered',
      '5 <- 3: WaitStateEntered',
      '6 <- 5: WaitStateExited',
      '7 <- 4: WaitStateExited',
      '8 <- 7: ParallelStateSucceeded',
      '9 <- 7: ParallelStateExited',
      '10 <- 9: ExecutionSucceeded',
    ]);
  });

  it('gives each branch its input, or its Arguments, and keeps their variables apart', async () => {
    const branch = (name: string) => ({
      StartAt: `${name}1`,
      States: {
        [`${name}1`]: { Type: 'Pass', Assign: { mine: `{% '${name}' & $states.input.n %}` }, Next: `${name}2` },
        [`${name}2`]: { Type: 'Pass', Output: '{% [$mine, $outer] %}', End: true },
      },
    });
    const run = await new Stand().run(
      {
        Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'All' },
        All: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input.n + 1 %}' },
          Branches: [branch('a'), branch('b')],
          Output: '{% {"was": $states.input.n, "is": $states.result} %}',
          End: true,
        },
      },
      { n: 4 },
    );
    expect(run.output).toEqual({
      was: 4,
      is: [
        ['a5', 1],
        ['b5', 1],
      ],
    });
  });

  it('fails with the first failure and cuts the others off; Retry and Catch see it', async () => {
    const work = {
      Work: {
        answer: () => {
          throw new Refusal('Bad');
        },
      },
    };
    const fails = { StartAt: 'Call', States: { Call: { Type: 'Task', Resource: functionArn('Work'), End: true } } };
    const all = { Type: 'Parallel', Branches: [wait(50, 'a'), fails], End: true };
    const run = await new Stand(work).run({ All: all });
    expect(run.history.slice(-4).map((event) => event.type)).toEqual([
      'LambdaFunctionFailed',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    expect([run.line.at(-1), run.ended.error]).toEqual(['0.1 ExecutionFailed', 'Bad']);
    const stand = new Stand(work);
    const caught = await stand.run({
      All: {
        ...all,
        End: undefined,
        Retry: [{ ErrorEquals: ['Bad'], MaxAttempts: 1, IntervalSeconds: 5 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
        Next: 'Done',
      },
      Done: { Type: 'Succeed' },
    });
    expect(stand.calls.map((call) => call.at / 1000)).toEqual([0, 5.1]);
    expect(caught.output).toMatchObject({ Error: 'Bad' });
  });
});
