import { describe, expect, it } from 'vitest';
import { functionArn, Refusal, Stand } from './stand.ts';

const broken = {
  Work: {
    answer: () => {
      throw new Refusal('CidrOverlap', 'It overlaps.');
    },
  },
};
const cause = '{"errorType":"CidrOverlap","errorMessage":"It overlaps.","trace":[]}';
const after = { After: { Type: 'Pass', End: true } };
const task = (more: object) => ({
  Call: { Type: 'Task', Resource: functionArn('Work'), Next: 'After', ...more },
  ...after,
});

describe('Catch', () => {
  it('goes on with the error as its output, by the first entry that is meant for it', async () => {
    const run = await new Stand(broken).run({
      ...task({
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Wrong' },
          { ErrorEquals: ['CidrOverlap', 'More'], Next: 'After' },
          { ErrorEquals: ['States.ALL'], Next: 'Wrong' },
        ],
      }),
      Wrong: { Type: 'Fail' },
    });
    expect(run.result).toEqual(['SUCCEEDED', { Error: 'CidrOverlap', Cause: cause }]);
    expect(run.chain.slice(4)).toEqual([
      '5 <- 4: LambdaFunctionFailed',
      '6 <- 5: TaskStateExited',
      '7 <- 6: PassStateEntered',
      '8 <- 7: PassStateExited',
      '9 <- 8: ExecutionSucceeded',
    ]);
  });

  it('has its own Output and Assign, and leaves those of the Task alone', async () => {
    const run = await new Stand(broken).run(
      {
        Call: {
          ...task({}).Call,
          Assign: { fine: true },
          Output: 'never',
          Catch: [
            {
              ErrorEquals: ['States.TaskFailed'],
              Next: 'After',
              Output: { input: '{% $states.input.n %}', error: '{% $states.errorOutput.Error %}' },
              Assign: {
                message: '{% $parse($states.errorOutput.Cause).errorMessage %}',
                at: '{% $states.context.State.Name %}',
              },
            },
          ],
        },
        After: {
          Type: 'Pass',
          Output: { was: '{% $states.input %}', vars: '{% [$message, $at, $exists($fine)] %}' },
          End: true,
        },
      },
      { n: 3 },
    );
    expect(run.output).toEqual({
      was: { input: 3, error: 'CidrOverlap' },
      vars: ['It overlaps.', 'Call', false],
    });
  });

  it('comes after the last retry', async () => {
    const stand = new Stand(broken);
    const run = await stand.run(
      task({
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
      }),
    );
    expect(stand.calls).toHaveLength(2);
    expect(run.ended.status).toBe('SUCCEEDED');
  });

  it('catches a timeout, whose cause is empty, and an expression that failed', async () => {
    const all = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }] };
    const slow = new Stand({ Work: { takes: 60_000, answer: () => 1 } });
    expect((await slow.run(task({ TimeoutSeconds: 1, ...all }))).output).toEqual({
      Error: 'States.Timeout',
      Cause: '',
    });
    const run = await new Stand(broken).run(task({ Arguments: '{% $states.input.none %}', ...all }));
    expect(run.output).toMatchObject({ Error: 'States.QueryEvaluationError' });
    expect(run.chain.slice(1, 4)).toEqual([
      '2 <- 0: TaskStateEntered',
      '3 <- 2: EvaluationFailed',
      '4 <- 3: TaskStateExited',
    ]);
  });

  it('does not catch by States.ALL what is too large', async () => {
    const stand = new Stand({ Work: { answer: () => 'x'.repeat(300_000) } });
    const run = await stand.run(task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }] }));
    expect(run.result.slice(0, 2)).toEqual(['FAILED', 'States.DataLimitExceeded']);
    const named = await new Stand({ Work: { answer: () => 'x'.repeat(300_000) } }).run(
      task({ Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'After' }] }),
    );
    expect(named.output).toMatchObject({ Error: 'States.DataLimitExceeded' });
  });

  it('that fails itself fails the execution', async () => {
    const run = await new Stand(broken).run(
      task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After', Output: '{% $states.errorOutput.None %}' }] }),
    );
    expect(run.result).toEqual([
      'FAILED',
      'States.QueryEvaluationError',
      "An error occurred while executing the state 'Call' (entered at the event id #2). The JSONata expression " +
        "'$states.errorOutput.None' specified for the field 'Catch[0]/Output' returned nothing (undefined).",
    ]);
  });
});
