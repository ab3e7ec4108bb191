import { describe, expect, it } from 'vitest';
import { Stand, start } from './stand.ts';

const run = (states: object, input: unknown = {}) => new Stand().run(states, input);

describe('a Pass', () => {
  it('passes its input on, or its Output', async () => {
    expect((await run({ P: { Type: 'Pass', End: true } }, [1, { a: null }])).output).toEqual([1, { a: null }]);
    expect((await run({ P: { Type: 'Pass', Output: {}, End: true } }, 5)).output).toEqual({});
    expect((await run({ P: { Type: 'Pass', Output: ' {% 1 %} ', End: true } })).output).toBe(' {% 1 %} ');
  });

  it('evaluates Output and Assign on the values at entry, so that two variables can swap', async () => {
    const states = {
      A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% [$x, $y] %}', Next: 'C' },
      C: { Type: 'Pass', Output: { before: '{% $states.input %}', after: '{% [$x, $y] %}' }, End: true },
    };
    expect((await run(states)).output).toEqual({ before: [1, 2], after: [2, 1] });
  });
});

describe('a Wait', () => {
  it.each([
    [{ Seconds: 90 }, 90],
    [{ Seconds: 0 }, 0],
    [{ Seconds: '{% $states.input.s * 2 %}' }, 10],
    [{ Timestamp: '2026-01-05T00:01:00Z' }, 60],
    [{ Timestamp: '2026-01-05T09:02:00.5+09:00' }, 120.5],
    [{ Timestamp: '2025-01-01T00:00:00Z' }, 0],
    [{ Timestamp: '{% $fromMillis($millis() + 3000) %}' }, 3],
  ])('%j takes %d s', async (field, seconds) => {
    const done = await run({ W: { Type: 'Wait', ...field, End: true } }, { s: 5 });
    expect(done.line).toEqual([
      '0 ExecutionStarted',
      '0 WaitStateEntered W',
      `${seconds} WaitStateExited W`,
      `${seconds} ExecutionSucceeded`,
    ]);
    expect(done.output).toEqual({ s: 5 });
  });

  it.each([
    [{ Seconds: "{% '2' %}" }, 'integer', 'string'],
    [{ Seconds: '{% 1.5 %}' }, 'integer', 'number'],
    [{ Seconds: '{% -1 %}' }, 'integer', 'number'],
    [{ Timestamp: "{% '2026-01-05' %}" }, 'timestamp', 'string'],
    [{ Timestamp: '{% 5 %}' }, 'timestamp', 'number'],
  ])('%j fails with the type that it wanted', async (field, expected, was) => {
    const done = await run({ W: { Type: 'Wait', ...field, End: true } });
    expect(done.ended.error).toBe('States.QueryEvaluationError');
    expect(done.ended.cause).toContain(`returned an unexpected result type. Expected '${expected}', but was '${was}'`);
  });
});

describe('a Choice', () => {
  const ends = { A: { Type: 'Pass', End: true }, B: { Type: 'Pass', End: true }, D: { Type: 'Pass', End: true } };
  const choices = [
    { Condition: '{% $states.input.n > 10 %}', Next: 'A', Output: 'big', Assign: { size: 2 } },
    { Condition: '{% $states.input.n > 5 %}', Next: 'B' },
  ];
  const states = {
    C: { Type: 'Choice', Choices: choices, Default: 'D', Output: 'small', Assign: { size: 0 } },
    ...ends,
  };

  it.each([
    [20, 'A', 'big', { size: '2' }],
    [7, 'B', { n: 7 }, undefined],
    [1, 'D', 'small', { size: '0' }],
  ])('goes on with the first rule that holds, else its Default: %d -> %s', async (n, next, output, assigned) => {
    const done = await run(states, { n });
    expect(done.line[3]).toBe(`0 PassStateEntered ${next}`);
    expect(done.output).toEqual(output);
    const exited = done.history[2]?.stateExitedEventDetails as { assignedVariables?: unknown };
    expect(exited.assignedVariables).toEqual(assigned);
  });

  it('takes a plain boolean as its Condition', async () => {
    const literal = { Type: 'Choice', Choices: [{ Condition: false, Next: 'A' }], Default: 'B' };
    const { A, B } = ends;
    expect((await run({ C: literal, A, B })).line[3]).toBe('0 PassStateEntered B');
  });

  it('without match and Default fails with States.NoChoiceMatched', async () => {
    const { A, B } = ends;
    const done = await run({ C: { Type: 'Choice', Choices: choices }, A, B }, { n: 1 });
    expect(done.ended.error).toBe('States.NoChoiceMatched');
    expect(done.ended.cause).toContain("executing the state 'C' (entered at the event id #2)");
    expect(done.chain.at(-1)).toBe('3 <- 2: ExecutionFailed');
  });

  it('whose Condition is no boolean fails, and the history says where', async () => {
    const text = { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n %}', Next: 'A' }], Default: 'A' };
    const done = await run({ C: text, A: ends.A }, { n: 'yes' });
    expect(done.history[2]).toEqual({
      id: 3,
      previousEventId: 2,
      type: 'EvaluationFailed',
      timestamp: start / 1000,
      evaluationFailedEventDetails: {
        error: 'States.QueryEvaluationError',
        cause: done.ended.cause,
        location: 'Choices[0]/Condition',
        state: 'C',
      },
    });
    expect(done.ended.cause).toContain("Expected 'boolean', but was 'string' for value: \"yes\"");
  });
});

describe('an end', () => {
  it('by Succeed may have an Output', async () => {
    const done = await run({ S: { Type: 'Succeed', Output: '{% $states.input.a %}' } }, { a: [1] });
    expect(done.output).toEqual([1]);
    expect(done.line.slice(1)).toEqual(['0 SucceedStateEntered S', '0 SucceedStateExited S', '0 ExecutionSucceeded']);
  });

  it('by Fail has its Error and Cause, which may be expressions and must be texts', async () => {
    const failed = await run({ F: { Type: 'Fail', Error: 'E', Cause: "{% 'not ' & $states.input %}" } }, 'this');
    expect(failed.result).toEqual(['FAILED', 'E', 'not this']);
    expect(failed.chain.slice(1)).toEqual(['2 <- 0: FailStateEntered', '3 <- 2: ExecutionFailed']);
    expect((await run({ F: { Type: 'Fail' } })).history[2]?.executionFailedEventDetails).toEqual({});
    const number = await run({ F: { Type: 'Fail', Cause: '{% 5 %}' } });
    expect(number.ended.error).toBe('States.QueryEvaluationError');
    expect(number.ended.cause).toContain("field 'Cause' returned an unexpected result type. Expected 'string'");
  });
});
