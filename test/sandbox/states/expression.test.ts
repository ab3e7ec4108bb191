import { describe, expect, it } from 'vitest';
import { kindOf, parseExpression } from '../../../src/sandbox/states/expression.ts';
import { seededRandom } from '../../../src/sandbox/states/seeded-random.ts';
import { Stand, start } from './stand.ts';

const input = { n: 5, none: null, one: [{ k: 'x', v: 1 }], two: [{ k: 'x' }, { k: 'x' }], s: '{"a":[1]}' };

/** Evaluates an expression as the Output of a Pass. */
async function evaluate(expression: string, states: object = {}) {
  const pass = { Type: 'Pass', Output: `{% ${expression} %}`, End: true };
  return new Stand().run({ ...states, P: pass }, input);
}

describe('an expression', () => {
  it.each([
    ['$states.input.n + 1', 6],
    ['$states.input.none', null],
    ["$states.input.one[k = 'x'].v", 1],
    ["[$states.input.one[k = 'x'].v]", [1]],
    ["[$states.input.one[k = 'none'].v]", []],
    ["$states.input.two[k = 'x'].k", ['x', 'x']],
    ['$states.input.two^(k)[0].k', 'x'],
    ['$map([1, 2], function($v) { $v * 2 })', [2, 4]],
    ['($a := 2; $a * $a)', 4],
    ['[1, 2, 3][$ > 1]', [2, 3]],
    ['$states.input ~> |one|{"v": 2}| ~> $lookup("one")', [{ k: 'x', v: 2 }]],
    ['{"kept": 1, "gone": $states.input.nowhere}', { kept: 1 }],
    ['$exists($unassigned)', false],
    ['$states.context.StateMachine.Name & "/" & $states.context.Execution.Name', 'machine/run'],
    ['$states.context.Execution.Input.n', 5],
    ['$states.context.Execution.StartTime', '2026-01-05T00:00:00.000Z'],
    ['$states.context.State', { Name: 'P', EnteredTime: '2026-01-05T00:00:00.000Z' }],
    ['$states.context.Execution.RedriveCount', 0],
  ])('%s is %j', async (expression, expected) => {
    expect((await evaluate(expression)).result).toEqual(['SUCCEEDED', expected]);
  });

  it.each([
    ['$states.input.nowhere', 'returned nothing (undefined).'],
    ['$unassigned', 'returned nothing (undefined).'],
    ["$states.input.one[k = 'none']", 'returned nothing (undefined).'],
    ['function($x) { $x }', 'returned nothing (undefined).'],
    ['$sum', 'returned nothing (undefined).'],
    [
      '$abs("a")',
      'threw an error during evaluation. T0410: Argument 1 of function "abs" does not match function signature',
    ],
    ['$states.input.s + 1', 'threw an error during evaluation. T2001: '],
    ['$parse("{")', 'threw an error during evaluation: The function $parse was given a string that is not JSON.'],
  ])('%s fails the state and says why', async (expression, why) => {
    const { error, cause } = (await evaluate(expression)).ended;
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(
      `An error occurred while executing the state 'P' (entered at the event id #2). The JSONata expression ` +
        `'${expression}' specified for the field 'Output' ${why}`,
    );
  });

  it('names the place of the value that failed', async () => {
    const stand = new Stand();
    const pass = { Type: 'Pass', Output: { a: [1, { b: '{% $nothing %}' }] }, End: true };
    const run = await stand.run({ P: pass });
    expect(run.history[2]?.evaluationFailedEventDetails).toMatchObject({ location: 'Output/a[1]/b', state: 'P' });
  });

  it('cannot change what it reads', async () => {
    const states = {
      Set: { Type: 'Pass', Assign: { list: [3, 1, 2] }, Next: 'Sort' },
      Sort: { Type: 'Pass', Assign: { sorted: '{% $sort($list) %}', more: '{% $append($list, 4) %}' }, Next: 'P' },
    };
    expect((await evaluate('[[$list], [$sorted], [$more]]', states)).output).toEqual([
      [3, 1, 2],
      [1, 2, 3],
      [3, 1, 2, 4],
    ]);
  });
});

describe('the functions of Step Functions', () => {
  it.each([
    ['$parse($states.input.s).a[0]', 1],
    ['$partition([1, 2, 3, 4, 5], 2)', [[1, 2], [3, 4], [5]]],
    ['[$partition([], 2)]', []],
    ['$range(0, 6, 2)', [0, 2, 4, 6]],
    ['$range(0, 5, 2)', [0, 2, 4]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$length($hash("input"))', 64],
    ['$random(42)', 0.7275636800328681],
    ['$now()', '2026-01-05T00:00:00.000Z'],
    ["$now('[Y]-[M01]')", '2026-01'],
    ['$millis()', start],
    ['$map(["1", "[2]"], $parse)', [1, [2]]],
  ])('%s is %j', async (expression, expected) => {
    expect((await evaluate(expression)).result).toEqual(['SUCCEEDED', expected]);
  });

  it.each([
    ['$hash("a", "SHA-3")', '$hash takes one of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    ['$partition([1], 0)', '$partition takes a positive integer'],
    ['$range(1, 2, 0)', '$range takes three integers'],
    ['$random("a")', '$random takes a number'],
    ['$parse(5)', '$parse takes a string'],
  ])('%s fails', async (expression, why) => {
    expect((await evaluate(expression)).ended.cause).toContain(why);
  });

  it('draw ids and chances from the seed, and read time as it passes', async () => {
    const wait = { W: { Type: 'Wait', Seconds: 90, Next: 'P' } };
    const expression = '[$uuid(), $string($random()), $now()]';
    const [first, second] = [await evaluate(expression, wait), await evaluate(expression, wait)];
    expect(second.output).toEqual(first.output);
    const [uuid, chance, now] = first.output as string[];
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number(chance)).toBeLessThan(1);
    expect(now).toBe('2026-01-05T00:01:30.000Z');
  });

  it('draw seeded chances as Java does', () => {
    expect(seededRandom(42)).toBe(0.7275636800328681);
    expect(seededRandom(0)).toBe(0.730967787376657);
    expect(seededRandom(-1)).toBeGreaterThanOrEqual(0);
  });
});

describe('parseExpression', () => {
  it.each([
    ['$eval("1")', '$eval is switched off'],
    ['$map([1], $eval)', '$eval is switched off'],
    ['$states.input.a ?: 1', 'has neither "?:" nor "??"'],
    ['$states.input.a ?? 1', 'has neither "?:" nor "??"'],
    ['1 +', 'is no JSONata expression'],
    ['', 'is no JSONata expression'],
    ['name', 'the bare name "name" has nothing to refer to'],
    ['$sum(list)', 'the bare name "list" has nothing to refer to'],
    ['*', 'the bare name "*" has nothing to refer to'],
    ['$', '$ has nothing to refer to here'],
    ['$$.a', '$$ has nothing to refer to'],
    ['$states.input[$$.a]', '$$ has nothing to refer to'],
    ['$states.output', '$states has no field "output"'],
    ['$states.result.a', '$states.result is not there in this field'],
    ['$states.errorOutput.Error', '$states.errorOutput is not there in this field'],
  ])('refuses %s', (source, problem) => {
    expect(parseExpression(`{% ${source} %}`, ['input', 'context'])).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['$states.input.a[b = 1].c'],
    ['$states.input{ k: v }'],
    ['$states.input.list^(>size).name'],
    ['$states'],
    ['$states.input.list@$i.($i.n)'],
    ['$x[n > 1 and $.m]'],
    ['$match("ab", /[a-z]+/).match'],
  ])('takes %s', (source) => {
    expect(parseExpression(`{% ${source} %}`, ['input', 'context'])).toMatchObject({ source });
  });

  it('knows expressions by their braces alone', () => {
    expect(['{% 1 %}', '{%1%}', 'plain', ' {% 1 %} ', '{% 1', '{% 1 %}\n', ' {% 1 %}', ''].map(kindOf)).toEqual([
      'expression',
      'expression',
      'text',
      'text',
      'broken',
      'broken',
      'broken',
      'text',
    ]);
  });
});
