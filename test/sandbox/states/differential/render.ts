import { functionArn, start } from '../stand.ts';
import type { CatchPlan, FlowPlan, MachinePlan, StatePlan, Test } from './plan.ts';

/** The two languages that a plan is written in: JSONPath for the library, JSONata for the sandbox. */
export type Language = 'JSONPath' | 'JSONata';

interface Flow {
  readonly StartAt: string;
  readonly States: Record<string, object>;
}

/** The scripts of a machine's functions, by the name of their state; `weight` tells the branches of a Parallel apart. */
export type Scripts = ReadonlyMap<
  string,
  { readonly plan: Extract<StatePlan, { kind: 'task' }>; readonly weight: number }
>;

/** Writes a plan as a definition. */
export function definitionOf({ flow, timeout }: MachinePlan, language: Language): object {
  return {
    ...(language === 'JSONata' ? { QueryLanguage: 'JSONata' } : {}),
    ...(timeout === undefined ? {} : { TimeoutSeconds: timeout }),
    ...flowOf(flow, 'S', language),
  };
}

/** The names of the states that stand within a Map or Parallel begin with its name and this. */
export const within = '.';

/** Finds the functions of a plan. */
export function scriptsOf({ flow }: MachinePlan): Scripts {
  const scripts = new Map<string, { plan: Extract<StatePlan, { kind: 'task' }>; weight: number }>();
  const note = (one: FlowPlan, prefix: string, weight: number): void => {
    for (const [index, plan] of one.states.entries()) {
      const name = `${prefix}${index}`;
      if (plan.kind === 'task') scripts.set(name, { plan, weight });
      if (plan.kind === 'map') note(plan.inner, `${name}${within}`, 1);
      if (plan.kind === 'parallel') {
        for (const [at, branch] of plan.branches.entries()) note(branch, `${name}${within}${at}-`, 10 ** at);
      }
    }
  };
  note(flow, 'S', 1);
  return scripts;
}

function flowOf(flow: FlowPlan, prefix: string, language: Language): Flow {
  const States: Record<string, object> = {};
  const last = flow.states.length - 1;
  const name = (index: number): string => `${prefix}${index > last ? 'end' : index}`;
  // A Choice cannot end a flow: something stands behind it.
  const end = flow.states[last]?.kind === 'choice' && flow.ending === 'End' ? 'Succeed' : flow.ending;
  for (const [index, plan] of flow.states.entries()) {
    const next = index === last && end === 'End' ? { End: true } : { Next: name(index + 1) };
    const far = name(Math.min(index + (plan.kind === 'choice' ? plan.jump : 1), end === 'End' ? last : last + 1));
    // A list is no input for what follows a Map or Parallel: they hand on their input unless they come last.
    States[name(index)] = stateOf(
      plan,
      name(index),
      { next, far, near: name(index + 1), last: index === last },
      language,
    );
    if ('catch' in plan) {
      for (const [at, entry] of plan.catch.entries()) {
        States[rescueName(name(index), at)] = rescueOf(entry);
      }
    }
  }
  if (end === 'Succeed') States[name(last + 1)] = { Type: 'Succeed' };
  if (end === 'Fail') States[name(last + 1)] = { Type: 'Fail', Error: 'Gone', Cause: `at ${prefix}` };
  return { StartAt: name(0), States };
}

interface Place {
  readonly next: object;
  readonly near: string;
  readonly far: string;
  readonly last: boolean;
}

function stateOf(plan: StatePlan, name: string, place: Place, language: Language): object {
  const jsonata = language === 'JSONata';
  const either = (path: object, expression: object): object => (jsonata ? expression : path);
  const kept = either({ ResultPath: null }, { Output: '{% $states.input %}' });
  switch (plan.kind) {
    case 'task':
      return {
        Type: 'Task',
        Resource: functionArn(name.replaceAll('.', '_')),
        ...(plan.timeout === undefined ? {} : { TimeoutSeconds: plan.timeout }),
        ...(plan.payload === 'made'
          ? either(
              { Parameters: { 'n.$': '$.n', 'i.$': '$.i', made: ['a', 1, { b: null }] } },
              {
                Arguments: { n: '{% $states.input.n %}', i: '{% $states.input.i %}', made: ['a', 1, { b: null }] },
              },
            )
          : {}),
        ...(plan.output === 'keep' ? kept : {}),
        ...(plan.output === 'made' ? either({ ResultSelector: made('$.') }, { Output: made('$states.result.') }) : {}),
        ...handlers(plan, name, language),
        ...place.next,
      };
    case 'pass': {
      const result = { n: plan.n, word: 'dog', flag: true, i: 0, items: [] };
      return { Type: 'Pass', ...either({ Result: result }, { Output: result }), ...place.next };
    }
    case 'wait':
      return { Type: 'Wait', ...waiting(plan, jsonata), ...place.next };
    case 'choice':
      return {
        Type: 'Choice',
        Choices: [
          // Without a Default, the rule leads to the next state: it must be led to.
          {
            ...(jsonata ? { Condition: `{% ${conditionOf(plan.test)} %}` } : ruleOf(plan.test)),
            Next: plan.otherwise ? place.far : place.near,
          },
        ],
        ...(plan.otherwise ? { Default: place.near } : {}),
      };
    case 'map':
      return {
        Type: 'Map',
        // One item would come out of the path as itself: the brackets make a list of any number.
        ...either({ ItemsPath: '$.items' }, { Items: '{% [$states.input.items] %}' }),
        MaxConcurrency: plan.limit,
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...flowOf(plan.inner, `${name}${within}`, language) },
        ...(place.last ? {} : kept),
        ...handlers(plan, name, language),
        ...place.next,
      };
    case 'parallel':
      return {
        Type: 'Parallel',
        Branches: plan.branches.map((branch, at) => flowOf(branch, `${name}${within}${at}-`, language)),
        ...(place.last ? {} : kept),
        ...handlers(plan, name, language),
        ...place.next,
      };
  }

  /** The fields of the data, each from the result, in that language. */
  function made(from: string): object {
    const fields = ['n', 'word', 'flag', 'i'];
    return jsonata
      ? { ...Object.fromEntries(fields.map((field) => [field, `{% ${from}${field} %}`])), items: [] }
      : { ...Object.fromEntries(fields.map((field) => [`${field}.$`, `${from}${field}`])), items: [] };
  }
}

function waiting({ by, seconds }: Extract<StatePlan, { kind: 'wait' }>, jsonata: boolean): object {
  if (by === 'seconds') return { Seconds: seconds };
  if (by === 'timestamp') return { Timestamp: new Date(start + seconds * 1000).toISOString() };
  return jsonata ? { Seconds: '{% $states.input.n %}' } : { SecondsPath: '$.n' };
}

function handlers(plan: Extract<StatePlan, { catch: unknown }>, name: string, language: Language): object {
  const caught = plan.catch.map(({ ErrorEquals, beside }, at) => ({
    ErrorEquals,
    Next: rescueName(name, at),
    ...(beside && language === 'JSONPath' ? { ResultPath: '$.caught' } : {}),
    ...(beside && language === 'JSONata'
      ? { Output: "{% $merge([$states.input, {'caught': $states.errorOutput}]) %}" }
      : {}),
  }));
  return {
    ...(plan.retry.length === 0 ? {} : { Retry: plan.retry }),
    ...(caught.length === 0 ? {} : { Catch: caught }),
  };
}

const rescueName = (name: string, at: number): string => `${name}~${at}`;

function rescueOf({ ending }: CatchPlan): object {
  if (ending === 'Fail') return { Type: 'Fail', Error: 'Gone', Cause: 'after all' };
  return { Type: ending, ...(ending === 'Wait' ? { Seconds: 2 } : {}), End: true };
}

const operators = {
  '=': 'Equals',
  '<': 'LessThan',
  '<=': 'LessThanEquals',
  '>': 'GreaterThan',
  '>=': 'GreaterThanEquals',
};

function ruleOf(test: Test): object {
  if ('both' in test) return { And: test.both.map(ruleOf) };
  if ('either' in test) return { Or: test.either.map(ruleOf) };
  if ('not' in test) return { Not: ruleOf(test.not) };
  if ('present' in test) return { Variable: `$.${test.present}`, IsPresent: true };
  if (test.field === 'flag') return { Variable: '$.flag', BooleanEquals: test.value };
  const type = test.field === 'n' ? 'Numeric' : 'String';
  return { Variable: `$.${test.field}`, [`${type}${operators[test.compare]}`]: test.value };
}

function conditionOf(test: Test): string {
  if ('both' in test) return `(${test.both.map(conditionOf).join(' and ')})`;
  if ('either' in test) return `(${test.either.map(conditionOf).join(' or ')})`;
  if ('not' in test) return `$not(${conditionOf(test.not)})`;
  if ('present' in test) return `$exists($states.input.${test.present})`;
  if (test.field === 'flag') return `$states.input.flag = ${test.value}`;
  return `$states.input.${test.field} ${test.compare} ${JSON.stringify(test.value)}`;
}
