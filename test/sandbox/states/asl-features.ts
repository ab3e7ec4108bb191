import { expect } from 'vitest';
import { MachineRefused } from '../../../src/sandbox/states/refusal.ts';
import { functionArn, Refusal, type Run, Stand, type StandFunction, start } from './stand.ts';

/** One rule of the Amazon States Language as AWS documents it, and what proves that the sandbox keeps or refuses it. */
export interface Feature {
  readonly rule: string;
  readonly done: boolean;
  readonly prove: () => Promise<void>;
}

type Functions = Readonly<Record<string, StandFunction>>;

const done = (rule: string, prove: () => Promise<void>): Feature => ({ rule, done: true, prove });

const run = (states: object, input: unknown = {}, functions: Functions = {}, more: object = {}): Promise<Run> =>
  new Stand(functions).run(states, input, more);

/** A rule that holds when a machine comes to this output. */
const gives = (
  rule: string,
  states: object,
  output: unknown,
  input: unknown = {},
  functions: Functions = {},
): Feature =>
  done(rule, async () => {
    expect((await run(states, input, functions)).result).toEqual(['SUCCEEDED', output]);
  });

/** A rule that holds when a machine fails with this error. */
const fails = (rule: string, states: object, error: string, input: unknown = {}, functions: Functions = {}): Feature =>
  done(rule, async () => {
    const { status, error: told } = (await run(states, input, functions)).ended;
    expect([status, told]).toEqual(['FAILED', error]);
  });

function problems(definition: object): readonly string[] {
  try {
    new Stand().machines.load('machine', definition);
    return [];
  } catch (error) {
    if (error instanceof MachineRefused) return error.problems;
    throw error;
  }
}

const machine = (states: object): object => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
});

/** A rule by which AWS refuses a machine, and we too. */
const refusedAsOnAws = (rule: string, states: object, problem: string): Feature =>
  done(rule, async () => {
    expect(problems(machine(states))).toContainEqual(expect.stringContaining(problem));
  });

/** A rule that the sandbox does not keep: a machine that relies on it is refused by name. */
const refused = (rule: string, definition: object, problem: string): Feature => ({
  rule,
  done: false,
  prove: async () => {
    expect(problems(definition).join('\n')).toContain(problem);
  },
});

const end = { Type: 'Pass', End: true };
const out = (Output: unknown): object => ({ Type: 'Pass', Output, End: true });
const work = { Type: 'Task', Resource: functionArn('Work') };
const echo: Functions = { Work: { answer: (payload) => ({ got: payload }) } };
const answers = (answer: StandFunction['answer'], takes = 100): Functions => ({ Work: { answer, takes } });
/** Fails with each name in turn, then answers "done". */
const failing = (...names: readonly string[]): Functions =>
  answers((_, call) => {
    const name = names[call - 1];
    if (name) throw new Refusal(name);
    return 'done';
  });
const always = (name: string): Functions =>
  answers(() => {
    throw new Refusal(name);
  });
const flow = (states: object): object => ({ StartAt: Object.keys(states)[0], States: states });
const map = (states: object, more: object = {}): object => ({ Type: 'Map', ItemProcessor: flow(states), ...more });
const parallel = (...branches: readonly object[]): object => ({ Type: 'Parallel', Branches: branches.map(flow) });
const wait = (Seconds: unknown, Output?: unknown): object => ({
  Type: 'Wait',
  Seconds,
  ...(Output === undefined ? {} : { Output }),
  End: true,
});
const retry = (fields: object, ...names: readonly string[]): object => ({
  ...work,
  Retry: [{ ErrorEquals: names.length === 0 ? ['States.ALL'] : names, ...fields }],
  End: true,
});
const caught = (names: readonly string[], more: object = {}): object => ({
  ...work,
  Catch: [{ ErrorEquals: names, Next: 'Caught', ...more }],
  End: true,
});

/** A rule about when a function is called: whole seconds between the end of a call and the next one. */
const retries = (rule: string, task: object, functions: Functions, gaps: readonly number[]): Feature =>
  done(rule, async () => {
    const stand = new Stand(functions);
    await stand.run({ W: task });
    const at = stand.calls.map((call) => call.at);
    expect(at.slice(1).map((time, index) => (time - Number(at[index]) - 100) / 1000)).toEqual(gaps);
  });

/** How long a machine takes, in seconds. */
async function secondsOf(states: object, input: unknown = {}, functions: Functions = {}): Promise<number> {
  const { startDate, stopDate } = (await run(states, input, functions)).ended;
  return (Number(stopDate) - startDate) / 1000;
}

const takes = (
  rule: string,
  states: object,
  seconds: number,
  input: unknown = {},
  functions: Functions = {},
): Feature =>
  done(rule, async () => {
    expect(await secondsOf(states, input, functions)).toBe(seconds);
  });

const big = '{% $pad("", 262143, "x") %}';
const task = (more: object): object => machine({ W: { ...work, ...more, End: true } });
const mapWith = (more: object): object => machine({ M: { ...map({ I: end }), ...more, End: true } });

/** The table of the language: what the sandbox does and what it refuses, by chapter. */
export const chapters: Readonly<Record<string, readonly Feature[]>> = {
  Machines: [
    gives(
      'begin at `StartAt` and follow `Next` to an `End`, a Succeed or a Fail',
      { A: { Type: 'Pass', Next: 'C' }, B: out('b'), C: { Type: 'Pass', Next: 'B' } },
      'b',
    ),
    done('end with the status `TIMED_OUT` when their `TimeoutSeconds` are over', async () => {
      const { status, startDate, stopDate } = (await run({ W: wait(60) }, {}, {}, { TimeoutSeconds: 5 })).ended;
      expect([status, Number(stopDate) - startDate]).toEqual(['TIMED_OUT', 5000]);
    }),
    done('may carry a `Comment`, and the `Version` 1.0 alone', async () => {
      expect(problems({ ...machine({ P: { ...end, Comment: 'x' } }), Comment: 'x', Version: '1.0' })).toEqual([]);
      expect(problems({ ...machine({ P: end }), Version: '2.0' })).toHaveLength(1);
    }),
    refusedAsOnAws(
      'need the states that they lead to',
      { A: { Type: 'Pass', Next: 'B' } },
      'it leads to the state "B"',
    ),
    refusedAsOnAws('need a way to each state', { A: end, C: end }, 'state "C": nothing leads to it.'),
    refusedAsOnAws(
      'name each state once, inner ones too',
      { M: { ...map({ M: end }), End: true } },
      'another state has this name',
    ),
    refusedAsOnAws('take names of 80 characters at most', { ['x'.repeat(81)]: end }, '80 characters'),
    refusedAsOnAws(
      'take no fields that the language does not have',
      { P: { ...end, Foo: 1 } },
      'the field Foo is not known',
    ),
    done('end with `States.Runtime` when their history is full, at 25,000 events', async () => {
      const again = {
        A: { Type: 'Choice', Choices: [{ Condition: false, Next: 'E' }], Default: 'A' },
        E: { Type: 'Succeed' },
      };
      const { ended, history } = await run(again);
      expect([ended.error, history.length]).toEqual(['States.Runtime', 25_000]);
    }),
    refused(
      'in JSONPath, the language of machines without a `QueryLanguage`',
      flow({ P: end }),
      'JSONPath is not implemented',
    ),
    refused(
      'with states in JSONPath',
      machine({ P: { ...end, QueryLanguage: 'JSONPath' } }),
      'JSONPath is not implemented',
    ),
  ],

  'Data and expressions': [
    gives('`Output` is any JSON with expressions in it', { P: out({ a: ['{% 1 + 1 %}', 'x'] }) }, { a: [2, 'x'] }),
    gives('without `Output`, Pass, Wait and Choice hand on their input', { P: end }, { a: 1 }, { a: 1 }),
    gives(
      '`Assign` sets variables for the states that follow',
      { P: { Type: 'Pass', Assign: { v: '{% $states.input.a %}' }, Next: 'Q' }, Q: out('{% $v %}') },
      1,
      { a: 1 },
    ),
    gives(
      '`Assign` and `Output` see the variables as they were when the state was entered',
      {
        P: { Type: 'Pass', Assign: { v: 1 }, Next: 'Q' },
        Q: { Type: 'Pass', Assign: { v: 2 }, Output: '{% $v %}', End: true },
      },
      1,
    ),
    gives('a text is an expression only as a whole, from `{%` to `%}`', { P: out('a {% 1 %}b') }, 'a {% 1 %}b'),
    refusedAsOnAws(
      'a text that only begins as an expression is refused',
      { P: out('{% 1 %} b') },
      'must begin with {% and end with %}',
    ),
    refusedAsOnAws('a text that is no JSONata 2.0 is refused', { P: out('{% $a ?? 1 %}') }, 'is no JSONata expression'),
    refusedAsOnAws('`$eval` is refused', { P: out('{% $eval("1") %}') }, '$eval is switched off'),
    refusedAsOnAws('bare names are refused', { P: out('{% name %}') }, 'the bare name "name"'),
    refusedAsOnAws(
      '`$states.result` is there in Task, Map and Parallel alone',
      { P: out('{% $states.result %}') },
      '$states.result is not there',
    ),
    refusedAsOnAws(
      '`$states.errorOutput` is there in Catch alone',
      { P: out('{% $states.errorOutput %}') },
      '$states.errorOutput is not there',
    ),
    refusedAsOnAws(
      'no variable is called `states`',
      { P: { ...end, Assign: { states: 1 } } },
      'cannot be the name of a variable',
    ),
    fails(
      'an expression without a value fails with `States.QueryEvaluationError`',
      { P: out('{% $states.input.none %}') },
      'States.QueryEvaluationError',
    ),
    gives(
      '`States.QueryEvaluationError` can be caught',
      { W: { ...caught(['States.QueryEvaluationError']), Arguments: '{% $none %}' }, Caught: out('caught') },
      'caught',
      {},
      echo,
    ),
    fails(
      'an output of more than 256 KiB fails with `States.DataLimitExceeded`',
      { P: out(big) },
      'States.DataLimitExceeded',
    ),
    gives(
      'the context tells execution, machine and state',
      {
        P: out({
          execution: '{% $states.context.Execution.Name & $states.context.Execution.StartTime %}',
          machine: '{% $states.context.StateMachine.Name %}',
          state: '{% $states.context.State.Name & $states.context.State.EnteredTime %}',
          input: '{% $states.context.Execution.Input.a %}',
        }),
      },
      {
        execution: `run${new Date(start).toISOString()}`,
        machine: 'machine',
        state: `P${new Date(start).toISOString()}`,
        input: 1,
      },
      { a: 1 },
    ),
    gives(
      '`$partition`, `$range`, `$hash`, `$parse` are Step Functions’ own',
      {
        P: out('{% [$count($partition([1..5], 2)), $range(0, 4, 2), $length($hash("a", "MD5")), $parse("[7]")] %}'),
      },
      [3, 0, 2, 4, 32, 7],
    ),
    gives('`$random` with a seed gives the same number', { P: out('{% $random(42) %}') }, 0.7275636800328681),
    done('`$uuid` and `$random` without a seed draw anew each time', async () => {
      const { output } = await run({ P: out('{% [$uuid(), $uuid(), $string($random()), $string($random())] %}') });
      expect(new Set(output as string[]).size).toBe(4);
    }),
    gives('`$now` and `$millis` tell the time of the sandbox', { P: out('{% [$now(), $millis()] %}') }, [
      new Date(start).toISOString(),
      start,
    ]),
  ],

  Task: [
    gives(
      'hands its input to the function; the answer is its output',
      { W: { ...work, End: true } },
      { got: { a: 1 } },
      { a: 1 },
      echo,
    ),
    gives(
      'hands over what `Arguments` makes',
      { W: { ...work, Arguments: { b: '{% $states.input.a %}' }, End: true } },
      { got: { b: 1 } },
      { a: 1 },
      echo,
    ),
    gives(
      'makes `Output` and variables of `$states.result`',
      {
        W: {
          ...work,
          Output: '{% $states.result.got.a + 1 %}',
          Assign: { v: '{% $states.result.got.a %}' },
          Next: 'P',
        },
        P: out('{% [$states.input, $v] %}'),
      },
      [2, 1],
      { a: 1 },
      echo,
    ),
    fails(
      'fails with the error’s name, as the function threw it',
      { W: { ...work, End: true } },
      'VpgConflict',
      {},
      always('VpgConflict'),
    ),
    done('has Lambda’s error document for its Cause', async () => {
      const { cause } = (await run({ W: { ...work, End: true } }, {}, always('Broken'))).ended;
      expect(JSON.parse(cause ?? '')).toEqual({ errorType: 'Broken', errorMessage: 'no', trace: [] });
    }),
    fails(
      'fails with `States.Timeout` when its `TimeoutSeconds` are over',
      { W: { ...work, TimeoutSeconds: 2, End: true } },
      'States.Timeout',
      {},
      answers(() => 1, 3000),
    ),
    done('leaves the function to its end when it gives up: its effect lands', async () => {
      const stand = new Stand(answers(() => 1, 3000));
      await stand.run({ W: { ...work, TimeoutSeconds: 2, End: true } });
      expect(stand.effects).toEqual([]);
      await stand.clock.turn(() => stand.clock.sleep(1000));
      expect(stand.effects).toEqual([{ name: 'Work', at: 3000 }]);
    }),
    takes(
      'takes `TimeoutSeconds` from an expression',
      { W: { ...caught(['States.Timeout']), TimeoutSeconds: '{% $states.input.n %}' }, Caught: end },
      4,
      { n: 4 },
      answers(() => 1, 9000),
    ),
    fails(
      'fails with `States.DataLimitExceeded` when the answer is too large',
      { W: { ...work, End: true } },
      'States.DataLimitExceeded',
      {},
      answers(() => 'x'.repeat(262_143)),
    ),
    refused('`HeartbeatSeconds`', task({ HeartbeatSeconds: 5 }), 'HeartbeatSeconds is not implemented'),
    refused('`Credentials`, a role for the call', task({ Credentials: {} }), 'Credentials is not implemented'),
    refused(
      'the optimized integration of Lambda',
      task({ Resource: 'arn:aws:states:::lambda:invoke' }),
      'only ARNs of Lambda functions are',
    ),
    refused(
      'integrations with AWS’s SDK',
      task({ Resource: 'arn:aws:states:::aws-sdk:ec2:describeVpcs' }),
      'only ARNs of Lambda functions are',
    ),
    refused(
      'jobs that are waited for (.sync)',
      task({ Resource: 'arn:aws:states:::states:startExecution.sync:2' }),
      'only ARNs of Lambda functions are',
    ),
    refused(
      'callbacks with a task token',
      task({ Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' }),
      'only ARNs of Lambda functions are',
    ),
    refused(
      'activities',
      task({ Resource: 'arn:aws:states:ap-northeast-1:111111111111:activity:work' }),
      'only ARNs of Lambda functions are',
    ),
  ],

  Retry: [
    retries(
      'waits 1 second, then twice as long each time, 3 times, unless it says otherwise',
      retry({}),
      always('Broken'),
      [1, 2, 4],
    ),
    retries(
      'waits `IntervalSeconds` before the first',
      retry({ IntervalSeconds: 7, MaxAttempts: 1 }),
      always('Broken'),
      [7],
    ),
    retries('multiplies the wait by `BackoffRate`', retry({ BackoffRate: 1.5 }), always('Broken'), [1, 1.5, 2.25]),
    retries(
      'waits no longer than `MaxDelaySeconds`',
      retry({ IntervalSeconds: 3, MaxDelaySeconds: 5 }),
      always('Broken'),
      [3, 5, 5],
    ),
    retries('never happens with `MaxAttempts` 0', retry({ MaxAttempts: 0 }), always('Broken'), []),
    done('waits a seeded part of the time with the `JitterStrategy` FULL', async () => {
      const gaps = async (): Promise<readonly number[]> => {
        const stand = new Stand(always('Broken'));
        await stand.run({ W: retry({ IntervalSeconds: 10, BackoffRate: 1, JitterStrategy: 'FULL' }) });
        return stand.calls.slice(1).map(({ at }, index) => at - Number(stand.calls[index]?.at) - 100);
      };
      const first = await gaps();
      expect(first).toHaveLength(3);
      for (const gap of first) expect(gap).toBeLessThan(10_000);
      expect(new Set(first).size).toBe(3);
      expect(await gaps()).toEqual(first);
    }),
    gives('ends with the first success', { W: retry({}) }, 'done', {}, failing('A', 'B')),
    retries('is for the errors that `ErrorEquals` names', retry({}, 'A'), failing('A', 'B'), [1]),
    retries(
      'takes the first entry that is meant for the error, and counts for each entry by itself',
      {
        ...work,
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 1 },
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 5 },
        ],
        End: true,
      },
      failing('A', 'B', 'B', 'A'),
      [1, 5, 10],
    ),
    retries(
      'by `States.TaskFailed` is for every error of a function',
      retry({ MaxAttempts: 1 }, 'States.TaskFailed'),
      always('A'),
      [1],
    ),
    retries(
      'by `States.TaskFailed` is not for `States.Timeout`',
      { ...retry({}, 'States.TaskFailed'), TimeoutSeconds: 3 },
      answers(() => 1, 9000),
      [],
    ),
    refusedAsOnAws('`States.ALL` stands alone', { W: retry({}, 'States.ALL', 'A') }, 'States.ALL must stand alone.'),
    refusedAsOnAws(
      '`States.ALL` stands in the last entry',
      { W: { ...work, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }], End: true } },
      'must be the last one',
    ),
    refusedAsOnAws(
      'knows the errors of Step Functions',
      { W: retry({}, 'States.Foo') },
      'States.Foo is no error of Step Functions',
    ),
    refusedAsOnAws(
      'a `BackoffRate` below 1 is refused',
      { W: retry({ BackoffRate: 0.5 }) },
      'BackoffRate must be a number',
    ),
    retries(
      'never happens for `States.DataLimitExceeded`, which `States.ALL` leaves out',
      retry({}),
      answers(() => 'x'.repeat(262_143)),
      [],
    ),
    gives(
      'tells the count in `$states.context.State.RetryCount`',
      { W: { ...retry({}), Output: '{% $states.context.State.RetryCount %}' } },
      2,
      {},
      failing('A', 'B'),
    ),
    gives(
      'starts a Map or Parallel again as a whole',
      {
        P: { ...parallel({ W: { ...work, End: true } }, { X: out('x') }), Retry: [{ ErrorEquals: ['A'] }], End: true },
      },
      ['done', 'x'],
      {},
      failing('A'),
    ),
  ],

  Catch: [
    gives(
      'goes on with `Error` and `Cause` as the input',
      { W: caught(['A']), Caught: out('{% $states.input.Error %}') },
      'A',
      {},
      always('A'),
    ),
    gives(
      'takes the first entry that is meant for the error',
      {
        W: {
          ...work,
          Catch: [
            { ErrorEquals: ['B'], Next: 'No' },
            { ErrorEquals: ['States.ALL'], Next: 'Yes' },
          ],
          End: true,
        },
        No: out('no'),
        Yes: out('yes'),
      },
      'yes',
      {},
      always('A'),
    ),
    gives(
      'has an `Output` and an `Assign` of its own, and leaves the state’s alone',
      {
        W: {
          ...caught(['A'], { Output: '{% $states.errorOutput.Error & "!" %}', Assign: { v: '{% $states.input.n %}' } }),
          Assign: { v: 'none' },
          Output: 'none',
        },
        Caught: out('{% [$states.input, $v] %}'),
      },
      ['A!', 5],
      { n: 5 },
      always('A'),
    ),
    done('comes after the last retry', async () => {
      const stand = new Stand(always('A'));
      const { output } = await stand.run({
        W: { ...caught(['A']), Retry: [{ ErrorEquals: ['A'], MaxAttempts: 2 }] },
        Caught: out('caught'),
      });
      expect([output, stand.calls.length]).toEqual(['caught', 3]);
    }),
    fails('passes an error on that it is not meant for', { W: caught(['A']), Caught: end }, 'B', {}, always('B')),
    fails(
      'cannot have `States.DataLimitExceeded` by `States.ALL`',
      { W: caught(['States.ALL']), Caught: end },
      'States.DataLimitExceeded',
      {},
      answers(() => 'x'.repeat(262_143)),
    ),
    gives(
      'of a Map or Parallel catches what failed within',
      {
        M: {
          ...map({ W: { ...work, End: true } }),
          Items: [1, 2],
          Catch: [{ ErrorEquals: ['A'], Next: 'C' }],
          End: true,
        },
        C: out('caught'),
      },
      'caught',
      {},
      always('A'),
    ),
    gives(
      'of a Parallel catches `States.NoChoiceMatched`',
      {
        P: {
          ...parallel({ C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'E' }] }, E: end }),
          Catch: [{ ErrorEquals: ['States.NoChoiceMatched'], Next: 'Caught' }],
          End: true,
        },
        Caught: out('caught'),
      },
      'caught',
    ),
    refusedAsOnAws(
      'leads to a state that is there',
      { W: { ...work, Catch: [{ ErrorEquals: ['A'], Next: 'X' }], End: true } },
      'leads to the state "X"',
    ),
  ],

  'Pass, Wait, Choice, Succeed, Fail': [
    takes('Wait waits `Seconds`', { W: wait(5) }, 5),
    takes('Wait takes `Seconds` from an expression', { W: wait('{% $states.input.n %}') }, 3, { n: 3 }),
    takes(
      'Wait waits until a `Timestamp`',
      { W: { Type: 'Wait', Timestamp: new Date(start + 9000).toISOString(), End: true } },
      9,
    ),
    takes(
      'Wait does not wait for a `Timestamp` that is past',
      { W: { Type: 'Wait', Timestamp: '2001-01-01T00:00:00Z', End: true } },
      0,
    ),
    fails('Wait takes whole seconds alone', { W: wait('{% 1.5 %}') }, 'States.QueryEvaluationError'),
    refusedAsOnAws(
      'Wait has one of `Seconds` and `Timestamp`',
      { W: { Type: 'Wait', End: true } },
      'either Seconds or Timestamp',
    ),
    gives(
      'Choice takes the first rule whose `Condition` is true',
      {
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n > 5 %}', Next: 'A' },
            { Condition: '{% $states.input.n > 1 %}', Next: 'B' },
            { Condition: true, Next: 'A' },
          ],
        },
        A: out('a'),
        B: out('b'),
      },
      'b',
      { n: 3 },
    ),
    gives(
      'Choice takes `Default` when no rule holds',
      { C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'A' }], Default: 'B' }, A: out('a'), B: out('b') },
      'b',
    ),
    fails(
      'Choice without `Default` fails with `States.NoChoiceMatched`',
      { C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'A' }] }, A: end },
      'States.NoChoiceMatched',
    ),
    fails(
      'a `Condition` that is no boolean fails',
      { C: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'A' }] }, A: end },
      'States.QueryEvaluationError',
    ),
    gives(
      'a rule of Choice has an `Output` and an `Assign` of its own',
      {
        C: { Type: 'Choice', Choices: [{ Condition: true, Output: 'o', Assign: { v: 'v' }, Next: 'A' }] },
        A: out('{% [$states.input, $v] %}'),
      },
      ['o', 'v'],
    ),
    gives('Succeed ends its flow, with an `Output` if it has one', { S: { Type: 'Succeed', Output: 'well' } }, 'well'),
    done('Fail ends its flow with `Error` and `Cause`, which may be expressions', async () => {
      const { error, cause } = (
        await run({ F: { Type: 'Fail', Error: 'E', Cause: '{% "c" & $states.input.n %}' } }, { n: 1 })
      ).ended;
      expect([error, cause]).toEqual(['E', 'c1']);
    }),
    refusedAsOnAws('Pass and Wait have no Retry', { P: { ...end, Retry: [] } }, 'the field Retry is not known here'),
  ],

  Map: [
    gives(
      'runs its processor for each item, and gives a list in the order of the items',
      { M: { ...map({ W: wait('{% $states.input %}', '{% $states.input * 2 %}') }), Items: [3, 1, 2], End: true } },
      [6, 2, 4],
    ),
    gives(
      'goes through its input when it has no `Items`',
      { M: { ...map({ I: out('{% $states.input %}') }), End: true } },
      [1, 2],
      [1, 2],
    ),
    gives('gives an empty list for no items', { M: { ...map({ I: end }), Items: [], End: true } }, []),
    gives(
      'goes through an object by `Key` and `Value`',
      { M: { ...map({ I: out('{% $states.input.Key & $states.input.Value %}') }), Items: { a: 1, b: 2 }, End: true } },
      ['a1', 'b2'],
    ),
    fails(
      'takes nothing but lists and objects',
      { M: { ...map({ I: end }), Items: '{% "text" %}', End: true } },
      'States.QueryEvaluationError',
    ),
    gives(
      'makes an iteration’s input with `ItemSelector`, which sees index and value',
      {
        M: {
          ...map({ I: end }),
          Items: ['a', 'b'],
          ItemSelector: { i: '{% $states.context.Map.Item.Index %}', v: '{% $states.context.Map.Item.Value %}' },
          End: true,
        },
      },
      [
        { i: 0, v: 'a' },
        { i: 1, v: 'b' },
      ],
    ),
    takes(
      'runs all iterations side by side, 40 at most',
      { M: { ...map({ W: wait(2) }), Items: Array(41).fill(1), End: true } },
      4,
    ),
    takes(
      'runs no more than `MaxConcurrency` at once',
      { M: { ...map({ W: wait(2) }), Items: [1, 2, 3], MaxConcurrency: 2, End: true } },
      4,
    ),
    gives(
      'lets inner states read outer variables',
      {
        P: { Type: 'Pass', Assign: { v: 7 }, Next: 'M' },
        M: { ...map({ I: out('{% $v %}') }), Items: [1], End: true },
      },
      [7],
    ),
    fails(
      'keeps inner variables to the iteration',
      { M: { ...map({ I: { ...end, Assign: { v: 1 } } }), Items: [1], Next: 'P' }, P: out('{% $v %}') },
      'States.QueryEvaluationError',
    ),
    refusedAsOnAws(
      'does not let inner states assign outer variables',
      {
        P: { Type: 'Pass', Assign: { v: 1 }, Next: 'M' },
        M: { ...map({ I: { ...end, Assign: { v: 1 } } }), End: true },
      },
      'which a state outside assigns too',
    ),
    done('fails with the first iteration that fails, and cuts the others off', async () => {
      const stand = new Stand(
        answers((n: number) => {
          if (n === 1) throw new Refusal('A');
          return n;
        }),
      );
      const next = { W: { ...work, Next: 'V' }, V: { Type: 'Wait', Seconds: 9, End: true } };
      const { ended, history } = await stand.run({ M: { ...map(next), Items: [0, 1, 2], End: true } });
      expect([ended.error, Number(ended.stopDate) - ended.startDate]).toEqual(['A', 100]);
      expect(history.filter(({ type }) => type === 'MapIterationAborted')).toHaveLength(2);
    }),
    refusedAsOnAws(
      'lets inner states lead to inner states alone',
      { M: { ...map({ I: { Type: 'Pass', Next: 'P' } }), Next: 'P' }, P: end },
      'state "I": it leads to the state "P", which is not there.',
    ),
    refused(
      'distributed, with child executions',
      mapWith({ ItemProcessor: { ...flow({ I: end }), ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
      'Mode DISTRIBUTED is not implemented',
    ),
    refused(
      'a tolerated number of failures',
      mapWith({ ToleratedFailureCount: 1 }),
      'ToleratedFailureCount is not implemented',
    ),
    refused(
      'a tolerated share of failures',
      mapWith({ ToleratedFailurePercentage: 5 }),
      'ToleratedFailurePercentage is not implemented',
    ),
    refused('items from a bucket', mapWith({ ItemReader: {} }), 'ItemReader is not implemented'),
    refused('items in batches', mapWith({ ItemBatcher: {} }), 'ItemBatcher is not implemented'),
    refused('results into a bucket', mapWith({ ResultWriter: {} }), 'ResultWriter is not implemented'),
    refused(
      'the older form with an iterator',
      machine({ M: { Type: 'Map', Iterator: flow({ I: end }), End: true } }),
      'Iterator is not implemented',
    ),
  ],

  Parallel: [
    gives(
      'runs its branches on the same input, and gives a list in their order',
      { P: { ...parallel({ A: wait(2, '{% "a" & $states.input.n %}') }, { B: wait(1, 'b') }), End: true } },
      ['a1', 'b'],
      { n: 1 },
    ),
    takes('takes as long as its longest branch', { P: { ...parallel({ A: wait(2) }, { B: wait(5) }), End: true } }, 5),
    gives(
      'hands its branches what `Arguments` makes',
      { P: { ...parallel({ A: end }, { B: end }), Arguments: { m: '{% $states.input.n %}' }, End: true } },
      [{ m: 1 }, { m: 1 }],
      { n: 1 },
    ),
    gives(
      'keeps the variables of its branches apart',
      {
        P: {
          ...parallel(
            { A: { Type: 'Pass', Assign: { v: 'a' }, Next: 'A2' }, A2: out('{% $v %}') },
            { B: { Type: 'Pass', Assign: { v: 'b' }, Next: 'B2' }, B2: out('{% $v %}') },
          ),
          End: true,
        },
      },
      ['a', 'b'],
    ),
    done('fails with the first branch that fails, and cuts the others off', async () => {
      const { ended, line } = await run({
        P: {
          ...parallel({ A: wait(50) }, { B: { Type: 'Wait', Seconds: 1, Next: 'F' }, F: { Type: 'Fail', Error: 'A' } }),
          End: true,
        },
      });
      expect([ended.error, Number(ended.stopDate) - ended.startDate]).toEqual(['A', 1000]);
      expect(line).toContain('1 WaitStateAborted');
    }),
    refusedAsOnAws(
      'has at least one branch',
      { P: { Type: 'Parallel', Branches: [], End: true } },
      'at least one branch',
    ),
  ],

  'Stopping and history': [
    done('an execution that is stopped is `ABORTED`, and its functions go on: their effect lands', async () => {
      const stand = new Stand(answers(() => 1, 5000));
      const arn = stand.begin(stand.load({ W: { ...work, End: true } }));
      await stand.clock.turn(async () => {
        await stand.clock.sleep(1000);
        stand.machines.execution(arn)?.abort('E', 'C');
      });
      const { status, error, cause } = await stand.machines.settled(arn);
      expect([status, error, cause, stand.effects]).toEqual(['ABORTED', 'E', 'C', []]);
      await stand.clock.turn(() => stand.clock.sleep(5000));
      expect(stand.effects).toEqual([{ name: 'Work', at: 5000 }]);
    }),
    done('events have the types, the ids and the order of AWS’s history', async () => {
      expect((await run({ W: { ...work, End: true } }, {}, echo)).chain).toEqual([
        '1 <- 0: ExecutionStarted',
        '2 <- 0: TaskStateEntered',
        '3 <- 2: LambdaFunctionScheduled',
        '4 <- 3: LambdaFunctionStarted',
        '5 <- 4: LambdaFunctionSucceeded',
        '6 <- 5: TaskStateExited',
        '7 <- 6: ExecutionSucceeded',
      ]);
    }),
    done('an expression that fails has an event of its own', async () => {
      const { history } = await run({ P: out('{% $none %}') });
      expect(history[2]).toMatchObject({
        type: 'EvaluationFailed',
        evaluationFailedEventDetails: { state: 'P', location: 'Output' },
      });
    }),
  ],
};
