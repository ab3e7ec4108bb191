import { describe, expect, it } from 'vitest';
import { functionArn, Refusal, Stand, start } from './stand.ts';

const callEcho = { Type: 'Task', Resource: functionArn('Echo'), End: true };
const echo = { answer: (payload: unknown) => ({ got: payload }) };

describe('a Task', () => {
  it('hands its input to the function and the answer on, with the events of AWS', async () => {
    const run = await new Stand({ Echo: echo }).run({ Call: callEcho }, { a: 1 });
    expect(run.result).toEqual(['SUCCEEDED', { got: { a: 1 } }]);
    const [began, ended] = [start / 1000, start / 1000 + 0.1];
    const whole = { truncated: false };
    expect(run.history).toEqual([
      {
        id: 1,
        previousEventId: 0,
        type: 'ExecutionStarted',
        timestamp: began,
        executionStartedEventDetails: {
          input: '{"a":1}',
          inputDetails: whole,
          roleArn: 'arn:aws:iam::111111111111:role/machine',
        },
      },
      {
        id: 2,
        previousEventId: 0,
        type: 'TaskStateEntered',
        timestamp: began,
        stateEnteredEventDetails: { name: 'Call', input: '{"a":1}', inputDetails: whole },
      },
      {
        id: 3,
        previousEventId: 2,
        type: 'LambdaFunctionScheduled',
        timestamp: began,
        lambdaFunctionScheduledEventDetails: {
          resource: functionArn('Echo'),
          input: '{"a":1}',
          inputDetails: whole,
        },
      },
      { id: 4, previousEventId: 3, type: 'LambdaFunctionStarted', timestamp: began },
      {
        id: 5,
        previousEventId: 4,
        type: 'LambdaFunctionSucceeded',
        timestamp: ended,
        lambdaFunctionSucceededEventDetails: { output: '{"got":{"a":1}}', outputDetails: whole },
      },
      {
        id: 6,
        previousEventId: 5,
        type: 'TaskStateExited',
        timestamp: ended,
        stateExitedEventDetails: { name: 'Call', output: '{"got":{"a":1}}', outputDetails: whole },
      },
      {
        id: 7,
        previousEventId: 6,
        type: 'ExecutionSucceeded',
        timestamp: ended,
        executionSucceededEventDetails: { output: '{"got":{"a":1}}', outputDetails: whole },
      },
    ]);
  });

  it('sends what Arguments makes of the input, and makes its output and variables of the result', async () => {
    const stand = new Stand({ Echo: echo });
    const run = await stand.run(
      {
        Call: {
          ...callEcho,
          End: undefined,
          Next: 'After',
          Arguments: { list: ['{% $states.input.n + 1 %}', 'plain'], deep: { n: '{% $states.input.n %}' } },
          Output: { both: '{% [$states.input.n, $states.result.got.list[0]] %}' },
          Assign: { kept: '{% $states.result.got.deep %}' },
        },
        After: { Type: 'Pass', Output: { from: '{% $states.input %}', kept: '{% $kept.n %}' }, End: true },
      },
      { n: 7 },
    );
    expect(stand.calls).toEqual([{ name: 'Echo', payload: { list: [8, 'plain'], deep: { n: 7 } }, at: 0 }]);
    expect(run.result).toEqual(['SUCCEEDED', { from: { both: [7, 8] }, kept: 7 }]);
    expect(run.history[5]?.stateExitedEventDetails).toMatchObject({
      assignedVariables: { kept: '{"n":7}' },
      assignedVariablesDetails: { truncated: false },
    });
  });

  it('hands on copies in JSON, never objects', async () => {
    const payloads: object[] = [];
    const stand = new Stand({
      Change: {
        answer: (payload: { list: number[] }) => {
          payloads.push(payload);
          payload.list.push(9);
          return { at: new Date(0), gone: undefined, list: payload.list };
        },
      },
    });
    const run = await stand.run(
      {
        Call: {
          Type: 'Task',
          Resource: functionArn('Change'),
          Output: '{% [$states.input, $states.result] %}',
          End: true,
        },
      },
      { list: [1] },
    );
    expect(run.output).toEqual([{ list: [1] }, { at: '1970-01-01T00:00:00.000Z', list: [1, 9] }]);
    expect(payloads).toHaveLength(1);
  });

  it('takes null for the answer of a function that returns nothing', async () => {
    const run = await new Stand({ Echo: { answer: () => undefined } }).run({ Call: callEcho });
    expect(run.result).toEqual(['SUCCEEDED', null]);
  });

  it('fails with exactly the error and the cause that the function gave', async () => {
    const stand = new Stand({
      Echo: {
        answer: () => {
          throw new Refusal('VpgConflict', 'It stands otherwise.');
        },
      },
    });
    const run = await stand.run({ Call: callEcho });
    const cause = '{"errorType":"VpgConflict","errorMessage":"It stands otherwise.","trace":[]}';
    expect(run.result).toEqual(['FAILED', 'VpgConflict', cause]);
    expect(run.history.slice(4)).toEqual([
      {
        id: 5,
        previousEventId: 4,
        type: 'LambdaFunctionFailed',
        timestamp: start / 1000 + 0.1,
        lambdaFunctionFailedEventDetails: { error: 'VpgConflict', cause },
      },
      {
        id: 6,
        previousEventId: 5,
        type: 'ExecutionFailed',
        timestamp: start / 1000 + 0.1,
        executionFailedEventDetails: { error: 'VpgConflict', cause },
      },
    ]);
  });

  it('fails with Lambda.Unknown when the invocation itself breaks', async () => {
    const stand = new Stand({ Echo: echo });
    const machine = stand.machines.load('machine', {
      QueryLanguage: 'JSONata',
      StartAt: 'Call',
      States: { Call: { Type: 'Task', Resource: functionArn('Nobody'), End: true } },
    });
    const ended = await stand.machines.settled(stand.begin(machine.arn));
    expect([ended.status, ended.error, ended.cause]).toEqual(['FAILED', 'Lambda.Unknown', 'no function Nobody']);
  });

  it('refuses an answer of more than 256 KiB', async () => {
    const run = await new Stand({ Echo: { answer: () => 'x'.repeat(262_143) } }).run({ Call: callEcho });
    expect(run.ended.error).toBe('States.DataLimitExceeded');
    expect(run.ended.cause).toContain('exceeding the maximum number of bytes');
    expect(
      (await new Stand({ Echo: { answer: () => 'x'.repeat(262_142) } }).run({ Call: callEcho })).ended.status,
    ).toBe('SUCCEEDED');
  });
});

describe('the time of a Task', () => {
  const slow = { Echo: { takes: 60_000, answer: () => 'late' } };

  it('is up with States.Timeout, while the function goes on and its effect lands', async () => {
    const stand = new Stand(slow);
    const run = await stand.run({ Call: { ...callEcho, TimeoutSeconds: 5 } });
    expect(run.line.slice(2)).toEqual([
      '0 LambdaFunctionScheduled',
      '0 LambdaFunctionStarted',
      '5 LambdaFunctionTimedOut',
      '5 ExecutionFailed',
    ]);
    expect(run.history[2]?.lambdaFunctionScheduledEventDetails).toMatchObject({ timeoutInSeconds: 5 });
    expect(run.history[4]?.lambdaFunctionTimedOutEventDetails).toEqual({ error: 'States.Timeout' });
    expect(run.result).toEqual(['FAILED', 'States.Timeout', undefined]);
    await stand.clock.turn(() => stand.clock.sleep(60_000));
    expect(stand.effects).toEqual([{ name: 'Echo', at: 60_000 }]);
    expect(run.history).toEqual(stand.machines.history(run.ended.executionArn));
  });

  it('can come from an expression, which must give a positive integer', async () => {
    const call = { ...callEcho, TimeoutSeconds: '{% $states.input.limit %}' };
    expect((await new Stand(slow).run({ Call: call }, { limit: 7 })).line.at(-1)).toBe('7 ExecutionFailed');
    for (const limit of [0, 1.5, '7']) {
      const { error, cause } = (await new Stand(slow).run({ Call: call }, { limit })).ended;
      expect([error, cause]).toEqual(['States.QueryEvaluationError', expect.stringContaining("Expected 'integer'")]);
    }
  });

  it('leaves no timer behind that would pull time forward', async () => {
    const stand = new Stand({ Echo: echo });
    await stand.run({ Call: { ...callEcho, TimeoutSeconds: 3600 } }, {}, { TimeoutSeconds: 7200 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stand.clock.now()).toBe(start + 100);
  });
});
