import { describe, expect, it } from 'vitest';
import { MachineRefused } from '../../../src/sandbox/states/refusal.ts';
import { functionArn, Stand } from './stand.ts';

const placeholder = (name: string): string => `\${${name}}`;
const end = { Type: 'Pass', End: true };
const task = { Type: 'Task', Resource: functionArn('Work'), End: true };
const flow = (state: object) => ({ StartAt: 'S', States: { S: state } });
const machine = (state: object, more: object = {}) => ({ QueryLanguage: 'JSONata', ...flow(state), ...more });

/** The problems that loading a definition names; none if it loads. */
function problems(definition: unknown, substitutions: Record<string, string> = {}): readonly string[] {
  try {
    new Stand().machines.load('machine', definition, substitutions);
    return [];
  } catch (error) {
    if (error instanceof MachineRefused) return error.problems;
    throw error;
  }
}

describe('loading', () => {
  it('fills placeholders, and keeps the definition as it then reads', () => {
    const { machines } = new Stand();
    const definition = { ...machine({ ...task, Resource: placeholder('Work') }), Comment: `of ${placeholder('Who')}` };
    const loaded = machines.load('m', definition, { Work: functionArn('work'), Who: 'us' });
    expect(JSON.parse(loaded.definition)).toEqual({
      QueryLanguage: 'JSONata',
      Comment: 'of us',
      StartAt: 'S',
      States: { S: { ...task, Resource: functionArn('work') } },
    });
    expect(loaded.arn).toBe('arn:aws:states:ap-northeast-1:111111111111:stateMachine:m');
    expect(definition.States.S).toMatchObject({ Resource: placeholder('Work') });
    expect(machines.machines().map(({ name }) => name)).toEqual(['m']);
  });

  it('again replaces the machine for executions to come', async () => {
    const stand = new Stand();
    const waiting = stand.begin(stand.load({ W: { Type: 'Wait', Seconds: 5, Output: 'old', End: true } }));
    const arn = stand.begin(stand.load({ P: { ...end, Output: 'new' } }), {}, 'second');
    expect((await stand.machines.settled(arn)).output).toBe('"new"');
    expect((await stand.machines.settled(waiting)).output).toBe('"old"');
  });

  it('takes everything that the interpreter does', () => {
    const all = {
      QueryLanguage: 'JSONata',
      Comment: 'all of it',
      Version: '1.0',
      TimeoutSeconds: 60,
      StartAt: 'Task',
      States: {
        Task: {
          ...task,
          Comment: 'a task',
          QueryLanguage: 'JSONata',
          TimeoutSeconds: 5,
          Arguments: {},
          Retry: [
            {
              ErrorEquals: ['A', 'States.Timeout'],
              IntervalSeconds: 1,
              MaxAttempts: 0,
              BackoffRate: 1.5,
              Comment: 'x',
            },
            { ErrorEquals: ['States.ALL'], MaxDelaySeconds: 60, JitterStrategy: 'NONE' },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'No', Output: '{% $states.errorOutput %}', Comment: 'x' }],
          End: undefined,
          Next: 'Map',
        },
        Map: {
          Type: 'Map',
          Items: '{% $states.input %}',
          ItemSelector: {},
          MaxConcurrency: 1,
          ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Inner', States: { Inner: end } },
          Next: 'Parallel',
        },
        Parallel: {
          Type: 'Parallel',
          Branches: [{ Comment: 'x', StartAt: 'One', States: { One: end } }],
          Next: 'Choice',
        },
        Choice: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Wait', Comment: 'x' }] },
        Wait: { Type: 'Wait', Seconds: 1, Next: 'Succeed' },
        Succeed: { Type: 'Succeed' },
        No: { Type: 'Fail', Error: 'E', Cause: 'C' },
      },
    };
    expect(problems(all)).toEqual([]);
  });

  it('names all problems at once', () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B', Foo: 1 }, C: end },
    };
    expect(problems(definition)).toEqual([
      'state "A": the field Foo is not known here.',
      'state "A": it leads to the state "B", which is not there.',
      'state "C": nothing leads to it.',
      'the machine: no state ends it: there must be a Succeed, a Fail or an End: true that can be reached.',
    ]);
    expect(() => new Stand().machines.load('m', definition)).toThrow(
      /^State machine "m" cannot be loaded:\n- state "A"/,
    );
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'it must be an object.'],
    ['no QueryLanguage', flow(end), 'the query language JSONPath is not implemented'],
    ['JSONPath in a state', machine({ ...end, QueryLanguage: 'JSONPath' }), 'the query language JSONPath is not'],
    ['no StartAt', { QueryLanguage: 'JSONata', States: { S: end } }, 'StartAt is missing.'],
    ['StartAt to nowhere', { ...machine(end), StartAt: 'X' }, 'StartAt names the state "X", which is not there.'],
    ['no States', { QueryLanguage: 'JSONata', StartAt: 'S', States: {} }, 'at least one state.'],
    ['another version', machine(end, { Version: '2.0' }), 'Version must be "1.0".'],
    ['an unknown field', machine(end, { Retry: [] }), 'the machine: the field Retry is not known here.'],
    ['a timeout of zero', machine(end, { TimeoutSeconds: 0 }), 'TimeoutSeconds must be an integer from 1'],
    [
      'an unfilled placeholder',
      machine({ ...task, Resource: placeholder('Gone') }),
      `the placeholder ${placeholder('Gone')} has no value`,
    ],
    ['an unknown type', machine({ Type: 'Activity' }), 'state "S": the state type Activity is not known.'],
    ['a state that is a text', machine('S' as never), 'state "S": it must be an object.'],
    ['InputPath', machine({ ...end, InputPath: '$' }), 'InputPath belongs to the query language JSONPath'],
    ['Parameters', machine({ ...task, Parameters: {} }), 'Parameters belongs to the query language JSONPath'],
    ['Result', machine({ ...end, Result: 1 }), 'Result belongs to the query language JSONPath'],
    ['HeartbeatSeconds', machine({ ...task, HeartbeatSeconds: 5 }), 'HeartbeatSeconds is not implemented'],
    ['Credentials', machine({ ...task, Credentials: {} }), 'Credentials is not implemented'],
    [
      'lambda:invoke',
      machine({ ...task, Resource: 'arn:aws:states:::lambda:invoke' }),
      'the Resource arn:aws:states:::lambda:invoke',
    ],
    [
      'a task token',
      machine({ ...task, Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' }),
      'only ARNs of Lambda',
    ],
    ['neither Next nor End', machine({ Type: 'Pass' }), 'it must have either Next or End: true.'],
    ['both Next and End', machine({ ...end, Next: 'S' }), 'it must have either Next or End: true.'],
    ['Next on a Succeed', machine({ Type: 'Succeed', Next: 'S' }), 'the field Next is not known here.'],
    ['Assign on a Succeed', machine({ Type: 'Succeed', Assign: {} }), 'the field Assign is not known here.'],
    ['Assign on a Fail', machine({ Type: 'Fail', Assign: {} }), 'the field Assign is not known here.'],
    ['Output on a Fail', machine({ Type: 'Fail', Output: {} }), 'the field Output is not known here.'],
    ['a Cause that is no text', machine({ Type: 'Fail', Cause: 5 }), 'Cause must be a string, or a JSONata expression'],
    ['Retry on a Pass', machine({ ...end, Retry: [] }), 'the field Retry is not known here.'],
    ['a Wait of nothing', machine({ Type: 'Wait', End: true }), 'a Wait has either Seconds or Timestamp.'],
    [
      'a Wait of both',
      machine({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-05T00:00:00Z', End: true }),
      'either Seconds',
    ],
    ['Seconds as text', machine({ Type: 'Wait', Seconds: '2', End: true }), 'Seconds must be an integer, or a JSONata'],
    ['half a second', machine({ Type: 'Wait', Seconds: 1.5, End: true }), 'Seconds must be an integer'],
    [
      'a local time',
      machine({ Type: 'Wait', Timestamp: '2026-01-05T00:00:00', End: true }),
      'ISO 8601 time with its offset',
    ],
    ['no Choices', machine({ Type: 'Choice', Choices: [], Default: 'S' }), 'Choices must have at least one rule.'],
    ['no Condition', machine({ Type: 'Choice', Choices: [{ Next: 'S' }] }), 'Choices[0]/Condition is missing.'],
    [
      'a Variable',
      machine({ Type: 'Choice', Choices: [{ Variable: '$.a', Condition: true, Next: 'S' }] }),
      'Choices[0]/Variable belongs to',
    ],
    [
      'a distributed Map',
      map({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
      'Mode DISTRIBUTED is not implemented',
    ],
    ['ItemReader', map({}, { ItemReader: {} }), 'ItemReader is not implemented'],
    ['ToleratedFailureCount', map({}, { ToleratedFailureCount: 1 }), 'ToleratedFailureCount is not implemented'],
    ['Items as text', map({}, { Items: 'all' }), 'Items must be an array or an object, or a JSONata expression'],
    ['no ItemProcessor', machine({ Type: 'Map', End: true }), 'ItemProcessor is missing.'],
    ['no Branches', machine({ Type: 'Parallel', Branches: [], End: true }), 'at least one branch.'],
    [
      'a broken branch',
      machine({ Type: 'Parallel', Branches: [5], End: true }),
      'state "S", Branches[0]: it must be an object.',
    ],
    ['two states of one name', map({ StartAt: 'S', States: { S: end } }), 'another state has this name'],
    [
      'a name of 81 letters',
      { QueryLanguage: 'JSONata', StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: end } },
      '80 characters',
    ],
    [
      'a way out of a Map',
      map({ StartAt: 'I', States: { I: { Type: 'Pass', Next: 'S' } } }),
      'it leads to the state "S", which is not there.',
    ],
    ['a Catch to nowhere', machine({ ...task, Catch: [{ ErrorEquals: ['A'], Next: 'X' }] }), 'leads to the state "X"'],
    [
      'States.ALL in company',
      machine({ ...task, Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }),
      'States.ALL must stand alone.',
    ],
    [
      'States.ALL before the last',
      machine({ ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
      'must be the last one.',
    ],
    ['no ErrorEquals', machine({ ...task, Retry: [{}] }), 'Retry[0]/ErrorEquals must be a list of error names'],
    [
      'an unknown States error',
      machine({ ...task, Retry: [{ ErrorEquals: ['States.Foo'] }] }),
      'States.Foo is no error of Step Functions',
    ],
    [
      'BackoffRate below one',
      machine({ ...task, Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }),
      'Retry[0]/BackoffRate must be a number',
    ],
    [
      'IntervalSeconds of zero',
      machine({ ...task, Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 0 }] }),
      'IntervalSeconds must be an integer from 1',
    ],
    [
      'another jitter',
      machine({ ...task, Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'SOME' }] }),
      'JitterStrategy must be FULL or NONE.',
    ],
    [
      'an unknown field in Retry',
      machine({ ...task, Retry: [{ ErrorEquals: ['A'], Max: 1 }] }),
      'the field Retry[0]/Max is not known here.',
    ],
    [
      'ResultPath in Catch',
      machine({ ...task, Catch: [{ ErrorEquals: ['A'], Next: 'S', ResultPath: '$' }] }),
      'Catch[0]/ResultPath belongs',
    ],
    ['bad JSONata', machine({ ...end, Output: { a: ['{% 1 + %}'] } }), 'Output/a[0]: "1 +" is no JSONata expression'],
    [
      'bad JSONata in Catch',
      machine({ ...task, Catch: [{ ErrorEquals: ['A'], Next: 'S', Assign: { a: '{% ( %}' } }] }),
      'Catch[0]/Assign/a: ',
    ],
    ['$eval', machine({ ...end, Output: '{% $eval("1") %}' }), '$eval is switched off in Step Functions'],
    ['the elvis operator', machine({ ...end, Output: '{% $a ?: 1 %}' }), 'neither "?:" nor "??"'],
    ['the coalescing operator', machine({ ...end, Output: '{% $a ?? 1 %}' }), 'neither "?:" nor "??"'],
    [
      'an expression with a newline after it',
      machine({ ...end, Output: '{% 1 %}\n' }),
      'must begin with {% and end with %}',
    ],
    [
      'a result where there is none',
      machine({ ...end, Output: '{% $states.result %}' }),
      '$states.result is not there',
    ],
    [
      'an error output where there is none',
      machine({ ...task, Output: '{% $states.errorOutput %}' }),
      '$states.errorOutput is not there',
    ],
    [
      'Assign that is no object',
      machine({ ...end, Assign: '{% {"a": 1} %}' }),
      'Assign must be an object of variables.',
    ],
    [
      'a variable named states',
      machine({ ...end, Assign: { states: 1 } }),
      '"states" cannot be the name of a variable.',
    ],
    ['a variable named 1a', machine({ ...end, Assign: { '1a': 1 } }), '"1a" cannot be the name of a variable.'],
    ['a Comment that is no text', machine({ ...end, Comment: 5 }), 'Comment must be a string.'],
  ])('refuses %s', (_, definition, problem) => {
    expect(problems(definition)).toContainEqual(expect.stringContaining(problem));
  });

  it('refuses inner states that assign what outer states assign, at any depth', () => {
    const inner = (name: string) => ({ StartAt: 'I', States: { I: { ...end, Assign: { [name]: 1 } } } });
    const nested = (name: string) => ({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'M',
              States: { M: { Type: 'Map', ItemProcessor: inner(name), Assign: { y: 1 }, End: true } },
            },
          ],
          End: true,
        },
      },
    });
    const refused = (name: string) => [
      `state "I": it assigns the variable "${name}", which a state outside assigns too.`,
    ];
    expect(problems(nested('x'))).toEqual(refused('x'));
    expect(problems(nested('y'))).toEqual(refused('y'));
    expect(problems(nested('z'))).toEqual([]);
  });
});

function map(processor: object, more: object = {}) {
  const ItemProcessor = { StartAt: 'I', States: { I: end }, ...processor };
  return machine({ Type: 'Map', ItemProcessor, End: true, ...more });
}
