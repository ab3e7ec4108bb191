import fc from 'fast-check';

/** One answer of a scripted function: after whole seconds, a result with this number, or an error of this name. */
export interface Answer {
  readonly seconds: number;
  readonly result: { readonly n: number } | { readonly error: string };
}

/** One entry of Retry, without jitter: its draws are nobody else's. */
export interface RetryPlan {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}

/** Where a caught error leads: to a state that ends the flow. `beside` keeps the input and puts the error beside it. */
export interface CatchPlan {
  readonly ErrorEquals: readonly string[];
  readonly beside: boolean;
  readonly ending: 'Pass' | 'Fail' | 'Wait';
}

/** A comparison of a Choice, on fields that are always there. */
export type Test =
  | { readonly field: 'n'; readonly compare: '=' | '<' | '<=' | '>' | '>='; readonly value: number }
  | { readonly field: 'word'; readonly compare: '=' | '<' | '>'; readonly value: string }
  | { readonly field: 'flag'; readonly value: boolean }
  | { readonly present: 'n' | 'items' }
  | { readonly both: readonly [Test, Test] }
  | { readonly either: readonly [Test, Test] }
  | { readonly not: Test };

/** A state, before it has a name. `keep` hands the input on in place of the result. */
export type StatePlan =
  | {
      readonly kind: 'task';
      readonly answers: readonly Answer[];
      readonly payload: 'input' | 'made';
      readonly output: 'result' | 'keep' | 'made';
      readonly timeout?: number;
      readonly retry: readonly RetryPlan[];
      readonly catch: readonly CatchPlan[];
    }
  | { readonly kind: 'pass'; readonly n: number }
  | { readonly kind: 'wait'; readonly by: 'seconds' | 'path' | 'timestamp'; readonly seconds: number }
  | { readonly kind: 'choice'; readonly test: Test; readonly jump: number; readonly otherwise: boolean }
  | {
      readonly kind: 'map';
      readonly limit: number;
      readonly inner: FlowPlan;
      readonly retry: readonly RetryPlan[];
      readonly catch: readonly CatchPlan[];
    }
  | {
      readonly kind: 'parallel';
      readonly branches: readonly FlowPlan[];
      readonly retry: readonly RetryPlan[];
      readonly catch: readonly CatchPlan[];
    };

/** States in their order, and how the flow ends: with its last state, in a Succeed or in a Fail. */
export interface FlowPlan {
  readonly states: readonly StatePlan[];
  readonly ending: 'End' | 'Succeed' | 'Fail';
}

/** What every state is handed: an object with these fields, so that comparisons have something to compare. */
export interface Data {
  readonly n: number;
  readonly word: string;
  readonly flag: boolean;
  /** Which item of a Map this is, for the functions' scripts. */
  readonly i: number;
  readonly items: readonly Data[];
}

/** A machine and its input. */
export interface MachinePlan {
  readonly flow: FlowPlan;
  readonly input: Data;
  readonly timeout?: number;
}

const words = ['ant', 'bee', 'cow'];
const errors = ['Broken', 'Throttled', 'Odd'];
const number = fc.integer({ min: 0, max: 4 });
const seconds = fc.integer({ min: 0, max: 9 });

const answer: fc.Arbitrary<Answer> = fc.record({
  seconds,
  result: fc.oneof(fc.record({ n: number }), fc.record({ error: fc.constantFrom(...errors) })),
});

/** Entries for a state's errors; one for States.ALL may come last, as it must. `task`: States.TaskFailed has its meaning. */
function errorLists(task: boolean): fc.Arbitrary<readonly (readonly string[])[]> {
  const names = [...errors, 'Gone', 'States.Timeout', ...(task ? ['States.TaskFailed'] : [])];
  return fc
    .tuple(fc.array(fc.subarray(names, { minLength: 1, maxLength: 2 }), { maxLength: 2 }), fc.boolean())
    .map(([lists, all]) => (all ? [...lists, ['States.ALL']] : lists));
}

/** Entries of Retry; `bounded` ones always say how often, so that there are not too many calls for `moment` in runs.ts. */
function retries(task: boolean, rates: readonly number[], bounded = true): fc.Arbitrary<readonly RetryPlan[]> {
  const numbers = fc.record(
    {
      IntervalSeconds: fc.integer({ min: 1, max: 4 }),
      MaxAttempts: fc.integer({ min: 0, max: 2 }),
      BackoffRate: fc.constantFrom(...rates),
      MaxDelaySeconds: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: bounded ? ['MaxAttempts'] : [] },
  );
  return errorLists(task).chain((lists) =>
    fc.tuple(...lists.map((ErrorEquals) => numbers.map((fields) => ({ ErrorEquals, ...fields })))),
  );
}

function catches(task: boolean): fc.Arbitrary<readonly CatchPlan[]> {
  const rest = fc.record({ beside: fc.boolean(), ending: fc.constantFrom('Pass', 'Fail', 'Wait') } as const);
  return errorLists(task).chain((lists) =>
    fc.tuple(...lists.map((ErrorEquals) => rest.map((fields) => ({ ErrorEquals, ...fields })))),
  );
}

const simpleTest: fc.Arbitrary<Test> = fc.oneof(
  fc.record({
    field: fc.constant('n' as const),
    compare: fc.constantFrom('=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    value: number,
  }),
  fc.record({
    field: fc.constant('word' as const),
    compare: fc.constantFrom('=' as const, '<' as const, '>' as const),
    value: fc.constantFrom(...words),
  }),
  fc.record({ field: fc.constant('flag' as const), value: fc.boolean() }),
  // Present only: of the library's IsPresent, IsNumeric, IsString and IsBoolean, `false` is never true.
  fc.record({ present: fc.constantFrom('n' as const, 'items' as const) }),
);
const test: fc.Arbitrary<Test> = fc.oneof(
  { weight: 3, arbitrary: simpleTest },
  { weight: 1, arbitrary: fc.record({ both: fc.tuple(simpleTest, simpleTest) }) },
  { weight: 1, arbitrary: fc.record({ either: fc.tuple(simpleTest, simpleTest) }) },
  { weight: 1, arbitrary: fc.record({ not: simpleTest }) },
);

const output = fc.constantFrom('result' as const, 'keep' as const, 'made' as const);
const payload = fc.constantFrom('input' as const, 'made' as const);

const first = <T>(list: readonly T[]): readonly T[] => list.slice(0, 1);

/** A Task within a Map or Parallel. Rates are whole and answers few, for what `moment` in runs.ts says. */
function innerTask(retried: boolean): fc.Arbitrary<StatePlan> {
  return fc.record({
    kind: fc.constant('task' as const),
    answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
    payload,
    output,
    retry: retried ? retries(true, [1, 2, 3]).map(first) : fc.constant([]),
    catch: catches(true).map((list) => list.map((entry) => ({ ...entry, beside: true }))),
  });
}

const wait: fc.Arbitrary<StatePlan> = fc.record({
  kind: fc.constant('wait' as const),
  by: fc.constantFrom('seconds' as const, 'path' as const, 'timestamp' as const),
  seconds,
});
const choice: fc.Arbitrary<StatePlan> = fc.record({
  kind: fc.constant('choice' as const),
  test,
  jump: fc.integer({ min: 1, max: 3 }),
  otherwise: fc.boolean(),
});
const ending = fc.constantFrom('End' as const, 'Succeed' as const, 'Fail' as const, 'End' as const);

/** A flow within a Map or Parallel begins with a Task, so that no two of them come to their ends in the same moment. */
function innerFlow(retried: boolean): fc.Arbitrary<FlowPlan> {
  return fc
    .tuple(innerTask(retried), fc.array(fc.oneof(innerTask(retried), wait, choice), { maxLength: 2 }), ending)
    .map(([first, more, end]) => ({ states: [first, ...more], ending: end }));
}

// The library, after a Map or Parallel has failed, starts the iterations that still waited for their turn, and calls at once
// what waited for a retry. Such calls are left out of the comparison, but they use up answers of the scripts: so a Map or
// Parallel that is itself retried has neither.
const map: fc.Arbitrary<StatePlan> = fc.boolean().chain((retriedWhole) =>
  fc.record({
    kind: fc.constant('map' as const),
    limit: retriedWhole ? fc.constant(0) : fc.integer({ min: 0, max: 2 }),
    inner: innerFlow(!retriedWhole),
    retry: retriedWhole ? retries(false, [1, 2]).map(first) : fc.constant([]),
    catch: catches(false),
  }),
);
const parallel: fc.Arbitrary<StatePlan> = fc.boolean().chain((retriedWhole) =>
  fc.record({
    kind: fc.constant('parallel' as const),
    branches: fc.array(innerFlow(!retriedWhole), { minLength: 1, maxLength: 3 }),
    retry: retriedWhole ? retries(false, [1, 2]).map(first) : fc.constant([]),
    catch: catches(false),
  }),
);

const task: fc.Arbitrary<StatePlan> = fc
  .record(
    {
      kind: fc.constant('task' as const),
      answers: fc.array(answer, { minLength: 1, maxLength: 5 }),
      payload,
      output,
      timeout: fc.integer({ min: 1, max: 8 }),
      retry: retries(true, [1, 1.5, 2, 3], false),
      catch: catches(true),
    },
    { requiredKeys: ['kind', 'answers', 'payload', 'output', 'retry', 'catch'] },
  )
  .map((plan) => plan as StatePlan);
const pass: fc.Arbitrary<StatePlan> = fc.record({ kind: fc.constant('pass' as const), n: number });

const item = fc.record({ n: number, word: fc.constantFrom(...words), flag: fc.boolean() });

/** Machines of everything that both interpreters do, in the small. */
export const machinePlan: fc.Arbitrary<MachinePlan> = fc
  .record(
    {
      flow: fc.record({
        states: fc.array(
          fc.oneof(
            { weight: 4, arbitrary: task },
            { weight: 1, arbitrary: pass },
            { weight: 1, arbitrary: wait },
            { weight: 2, arbitrary: choice },
            { weight: 2, arbitrary: map },
            { weight: 2, arbitrary: parallel },
          ),
          { minLength: 1, maxLength: 5 },
        ),
        ending,
      }),
      data: item,
      items: fc.array(item, { maxLength: 3 }),
      timeout: fc.integer({ min: 5, max: 40 }),
    },
    { requiredKeys: ['flow', 'data', 'items'] },
  )
  .map(({ flow, data, items, timeout }) => ({
    flow,
    input: { ...data, i: 0, items: items.map((one, i) => ({ ...one, i, items: [] })) },
    ...(timeout === undefined ? {} : { timeout }),
  }));
