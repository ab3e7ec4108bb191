import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type Deployment, readDeployment } from './deployment.ts';
import { readExpression } from './expression.ts';
import { machineFaults, ruleFaults } from './machine-faults.ts';

const folder = new URL('../../statemachines/', import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

it('expressions are parsed by the JSONata that AWS runs', () => {
  const { version } = createRequire(import.meta.url)('jsonata/package.json') as { version: string };
  expect(version).toBe('2.0.6');
});

describe('every machine', () => {
  it.each(readdirSync(folder))('%s has no fault', (file) => {
    expect(file).toMatch(/^[a-z]+(-[a-z]+)*\.asl\.yaml$/);
    expect(machineFaults(textOf(file), readDeployment(file.replace('.asl.yaml', '')))).toEqual([]);
  });
});

describe('the checker finds', () => {
  const text = textOf('provision-network.asl.yaml');
  const deployment = readDeployment('provision-network');

  /** The faults, by our own rules, of the machine with its first `old` replaced. */
  const planted = (old: string, by: string, beside: Deployment = deployment): string[] => {
    expect(text).toContain(old);
    return ruleFaults(
      text.replace(old, () => by),
      beside,
    );
  };

  it.each([
    ['a key that YAML 1.1 reads as true', 'polls: 0', 'on: 0', 'is read differently by YAML 1.1'],
    ['a time that YAML 1.1 reads as a number', 'step: Look at VPG', 'step: 12:30', 'is read differently by YAML 1.1'],
    ['a number that YAML 1.1 reads as octal', 'polls: 0', 'polls: 010', 'is read differently by YAML 1.1'],
    ['a bare No', 'step: Look at VPG', 'step: No', 'is read differently by YAML 1.1'],
    ['a merge key', 'vpgMade: true', '<<: *execution', 'is read differently by YAML 1.1'],
    ['a placeholder of serverless', `\${FindVpg}`, `\${self:custom.stage}`, `\${self:custom.stage} is no placeholder`],
    ['a placeholder in another style', `\${FindVpg}`, `\${find-vpg}`, `\${find-vpg} is no placeholder`],
    ['an expression on several lines', 'failure: >-', 'failure: |-', 'has more than one line'],
    [
      'a continuation line with another indent',
      "        'others': [$others.(",
      "          'others': [$others.(",
      'has more than one line',
    ],
    [
      'an expression without its end',
      'Condition: "{% $polls >= 120 %}"',
      'Condition: "{% $polls >= 120"',
      'must begin',
    ],
    ['text before an expression', '"{% $vpg.waitSeconds %}"', '"x {% $vpg.waitSeconds %}"', 'must begin'],
    ['an expression without spaces', '"{% $vpg.waitSeconds %}"', '"{%$vpg.waitSeconds%}"', 'must begin'],
    ['an alias of nothing', 'Catch: *catch', 'Catch: *caught', 'The YAML is not right'],
  ])('%s', (_, old, by, fault) => {
    expect(planted(old, by)).toEqual([expect.stringContaining(fault)]);
  });

  it('an expression that ends in a new line, which AWS refuses', () => {
    const place = 'States/Name the failed peerings/Assign/failure';
    expect(planted('failure: >-', 'failure: >')).toEqual([
      expect.stringContaining(`${place} has more than one line`),
      expect.stringContaining(`${place} must begin with`),
    ]);
  });

  it.each([
    ['a way to nowhere', 'Next: Check range', 'Next: Check the range', 'MISSING_TRANSITION_TARGET'],
    [
      'a field that JSONata machines do not have',
      'Type: Wait',
      'InputPath: $.x\n    Type: Wait',
      'SCHEMA_VALIDATION_FAILED',
    ],
  ])('%s', (_, old, by, fault) => {
    expect(text).toContain(old);
    expect(machineFaults(text.replace(old, by), deployment)).toContainEqual(expect.stringContaining(fault));
  });

  it.each([
    [
      'a state without a comment',
      '    Comment: Devices take some seconds to come back\n',
      '',
      'state "Wait for the SIMs" has no Comment that says what it is for.',
    ],
    [
      'a Choice without Default',
      '    Default: Wait for the SIMs\n',
      '    Next: Wait for the SIMs\n',
      'the Choice "Are there SIMs left?" has no Default.',
    ],
    [
      'a Task without its time',
      `    Resource: \${FindVpg}\n    TimeoutSeconds: 60\n`,
      `    Resource: \${FindVpg}\n`,
      'state "Find VPG" has no TimeoutSeconds.',
    ],
    [
      'a Task that gives up before its function does',
      `    Resource: \${TakeStock}\n    TimeoutSeconds: 120\n`,
      `    Resource: \${TakeStock}\n    TimeoutSeconds: 60\n`,
      'state "Take stock" gives up after 60 s, its function only after 90 s.',
    ],
    [
      'a Task without Catch',
      '    Catch: *catch\n    Next: Does the VPG stand?',
      '    Next: Does the VPG stand?',
      'state "Find VPG" has no Catch.',
    ],
    [
      'a Task without Retry',
      '    Retry: *retry\n    Catch: *catch\n    Next: Does the VPG stand?',
      '    Catch: *catch\n    Next: Does the VPG stand?',
      'state "Find VPG" has no Retry.',
    ],
    [
      'a Map without Catch',
      '    Catch: *catch\n    Next: Is every peering connected?',
      '    Next: Is every peering connected?',
      'the Map "Connect the peerings" has no Catch.',
    ],
    [
      'another function than the one that the state is named after',
      `Resource: \${CheckRange}`,
      `Resource: \${CheckNetwork}`,
      `state "Check range" must call \${CheckRange}.`,
    ],
    [
      'another first state',
      'StartAt: Confirm run',
      'StartAt: Check network',
      '"Check network" must be the first state',
    ],
    ['another query language', 'QueryLanguage: JSONata', 'QueryLanguage: JSONPath', 'must say QueryLanguage: JSONata'],
  ])('%s', (_, old, by, fault) => {
    expect(planted(old, by)).toContainEqual(expect.stringContaining(fault));
  });

  it('a Choice that is no question, and a question that is no Choice', () => {
    const renamed = (old: string, by: string) => ruleFaults(text.replaceAll(old, by), deployment);
    expect(renamed('Is the VPG running?', 'VPG running')).toEqual([
      'state "VPG running": a Choice is a question, and nothing else is.',
    ]);
    expect(renamed('Wait for the VPG', 'Shall it wait?')).toEqual([
      'state "Shall it wait?": a Choice is a question, and nothing else is.',
    ]);
  });

  it.each([
    ['lacks', '          - Ec2Throttled\n', '', '&patient lacks Ec2Throttled.'],
    ['adds', '          - Ec2Throttled\n', '          - Ec2Throttled\n          - NotFound\n', '&patient has NotFound'],
    [
      'misspells',
      '          - Sandbox.Timedout\n',
      '          - Sandbox.TimedOut\n',
      'Sandbox.TimedOut, which nobody throws',
    ],
    ['throttles', 'ErrorEquals: [SoracomThrottled]', 'ErrorEquals: [Ec2Denied]', '&throttled lacks SoracomThrottled.'],
    ['hurries', 'IntervalSeconds: 2\n', 'IntervalSeconds: 1\n', '&patient must wait as docs/errors.md says.'],
    ['stops sooner', 'MaxAttempts: 8\n', 'MaxAttempts: 2\n', '&throttled must wait as docs/errors.md says.'],
    ['never', 'Retry: *retry', 'Retry:\n      - ErrorEquals: [VpgFailed]', 'state "Check network" retries VpgFailed'],
    ['all', 'Retry: *retry', 'Retry:\n      - ErrorEquals: [States.ALL]', 'state "Check network" retries States.ALL'],
    ['other blocks', 'Retry: *retry', 'Retry: [*patient]', '"Check network" must retry by &patient and &throttled.'],
    [
      'repeats what may be done',
      '    Retry:\n      - *throttled\n',
      '    Retry:\n      - *throttled\n      - *patient\n',
      'state "Create VPG" retries SoracomUnavailable, although it may have done its work.',
    ],
    [
      'repeats a peering that may stand',
      '          Retry:\n            - *throttled\n',
      '          Retry: *retry\n',
      'state "Create peering" retries States.Timeout, although it may have done its work.',
    ],
    [
      'forgets to look again',
      '      - ErrorEquals: *transient\n        Assign:\n          creates',
      '      - ErrorEquals: [States.Timeout]\n        Assign:\n          creates',
      'state "Create VPG" does not look again after Lambda.Unknown.',
    ],
    [
      'lets bugs through',
      'ErrorEquals: [States.ALL]\n        Assign:',
      'ErrorEquals: [NotFound]\n        Assign:',
      'state "Confirm run" does not catch States.ALL last.',
    ],
  ])('a Retry or Catch that %s', (_, old, by, fault) => {
    expect(planted(old, by)).toContainEqual(expect.stringContaining(fault));
  });

  it.each([
    ['of another name', '$polls >= 120', '$poll >= 120', 'Choices[1]/Condition: $poll may not be assigned yet.'],
    [
      'that some way leaves out',
      '      looks: 0\n      creates: 0\n',
      '      looks: 0\n',
      '$creates may not be assigned yet.',
    ],
    [
      'that only the other way assigns',
      '      vpgMade: true\n      polls: 0\n    Retry:',
      '      vpgMade: true\n    Retry:',
      'state "Look at VPG", Assign/polls: $polls may not be assigned yet.',
    ],
    [
      'of an iteration, outside of it',
      'Condition: "{% $network.reconnect = \'none\' %}"',
      'Condition: "{% $peeringLooks = 0 %}"',
      'state "Shall the SIMs reconnect?", Choices[0]/Condition: $peeringLooks may not be assigned yet.',
    ],
    [
      'that is assigned only after the Map, within it',
      'Seconds: "{% $peeringLooks < 12 ? 5 : 15 %}"',
      'Seconds: "{% $rounds %}"',
      'state "Wait for the peering", Seconds: $rounds may not be assigned yet.',
    ],
    [
      'that a state outside assigns too',
      '            peeringLooks: 0\n',
      '            looks: 0\n            peeringLooks: 0\n',
      'state "Begin with the peering" assigns $looks, which a state outside of the Map assigns too.',
    ],
  ])('a variable %s', (_, old, by, fault) => {
    expect(planted(old, by)).toContainEqual(expect.stringContaining(fault));
  });

  it.each([
    ['the default operator', '$vpg.waitSeconds', '$vpg.waitSeconds ?: 15', 'it is no JSONata'],
    ['the coalescing operator', '$vpg.waitSeconds', '$vpg.waitSeconds ?? 15', 'it is no JSONata'],
    ['a syntax error', '$vpg.waitSeconds', '$vpg.(waitSeconds', 'it is no JSONata'],
    ['a syntax error in a Catch', '$creates + 1', '$creates +', 'it is no JSONata'],
    ['$eval', '$vpg.waitSeconds', "$eval('1')", 'Step Functions refuses $eval'],
    ['$uuid', '$vpg.waitSeconds', '$uuid()', 'other interpreters do not know $uuid'],
    ['$hash', '$vpg.waitSeconds', "$hash('a')", 'other interpreters do not know $hash'],
    ['a function that is not there', '$vpg.waitSeconds', '$minimum([1])', '$minimum may not be assigned yet'],
    ['$ at the top', '$vpg.waitSeconds', '$', '$ has nothing to refer to here'],
    ['$$', '$vpg.waitSeconds', '$$.waitSeconds', '$$ has nothing to refer to'],
    ['a bare name', '$vpg.waitSeconds', 'vpg.waitSeconds', 'the bare name "vpg" has nothing to refer to'],
    ['a result where there is none', '$vpg.waitSeconds', '$states.result', '$states.result is not there'],
    ['an error where there is none', '$states.result.vpgId', '$states.errorOutput', '$states.errorOutput is not there'],
    ['a result in a Catch', '$states.errorOutput.Error', '$states.result.Error', '$states.result is not there'],
    [
      "a Map's item within an iteration",
      '"{% $states.input %}"\n            peeringLooks',
      '"{% $states.context.Map.Item.Value %}"\n            peeringLooks',
      '$states.context.Map is there in ItemSelector alone',
    ],
  ])('in an expression %s', (_, old, by, fault) => {
    expect(planted(old, by)).toContainEqual(expect.stringContaining(fault));
  });

  it.each([
    [
      'that does not count',
      'polls: "{% $polls + 1 %}"',
      'polls: "{% $polls %}"',
      'the loop "Look at VPG" -> "Is the VPG running?"',
    ],
    ['that does not ask', '$polls >= 120', "$polls = 'x'", 'the loop "Look at VPG" -> "Is the VPG running?"'],
    [
      'within a Map',
      'peeringLooks: "{% $peeringLooks + 1 %}"',
      'peeringLooks: "{% $peeringLooks %}"',
      'the loop "Look at peering" -> "How far is the peering?" -> "Accept peering" -> "Wait for the peering"',
    ],
    [
      'that sets its counter back',
      'come back\n    Type: Wait\n    Seconds: 15\n',
      'come back\n    Type: Wait\n    Seconds: 15\n    Assign:\n      rounds: 0\n',
      'the loop "Reconnect SIMs" -> "Are there SIMs left?" -> "Wait for the SIMs" has no counter that ends it.',
    ],
    [
      'by way of a Catch',
      'creates: "{% $creates + 1 %}"',
      'creates: "{% $creates %}"',
      'the loop "Find VPG" -> "Does the VPG stand?" -> "Create VPG" -> "Wait for a lost answer" has no counter that ends it.',
    ],
  ])('a loop %s', (_, old, by, fault) => {
    expect(planted(old, by)).toContainEqual(expect.stringContaining(fault));
  });

  it.each([
    ['no limit', '\nTimeoutSeconds: 23400', '', 'the machine has no TimeoutSeconds.'],
    ['another limit', '\nTimeoutSeconds: 23400', '\nTimeoutSeconds: 36000', 'does not say "TimeoutSeconds 36000"'],
  ])('in the time budget %s', (_, old, by, fault) => {
    expect(planted(old, by)).toEqual([expect.stringContaining(fault)]);
  });

  it('a budget that does not add up, that is too large, or that is not there', () => {
    const total = Number(/^# {3}all of it.* (\d+)$/m.exec(text)?.[1]);
    expect(planted(` ${total}\n`, ` ${total + 1}\n`)).toEqual([
      `the time budget at the head adds up to ${total}, not to ${total + 1}.`,
    ]);
    const less = text
      .replace('TimeoutSeconds 23400', 'TimeoutSeconds 9000')
      .replace(/^TimeoutSeconds: .*/m, 'TimeoutSeconds: 9000');
    expect(ruleFaults(less, deployment)).toEqual([
      `the time budget at the head needs ${total} s, TimeoutSeconds allows 9000.`,
    ]);
    expect(ruleFaults(text.replace(/^# {3}.*\n/gm, ''), deployment)).toEqual([
      'the comment at the head has no time budget.',
    ]);
  });

  it.each([
    [
      'a placeholder without substitution',
      { substitutions: new Map([...(deployment.substitutions ?? [])].filter(([name]) => name !== 'FindVpg')) },
      [`\${FindVpg} has no DefinitionSubstitution.`, "the machine's role may invoke find-vpg, which it does not call."],
    ],
    [
      'a substitution that nothing uses',
      { substitutions: new Map([...(deployment.substitutions ?? []), ['DeleteVpg', 'delete-vpg']]) },
      ['the DefinitionSubstitution DeleteVpg is not used.', "the machine's role may not invoke delete-vpg."],
    ],
    [
      'a substitution by another function',
      { substitutions: new Map([...(deployment.substitutions ?? []), ['FindVpg', 'create-vpg']]) },
      [
        'the DefinitionSubstitution FindVpg stands for create-vpg.',
        "the machine's role may invoke find-vpg, which it does not call.",
      ],
    ],
    [
      'a role that may not invoke a step',
      { invokable: deployment.invokable.filter((step) => step !== 'find-vpg') },
      ["the machine's role may not invoke find-vpg."],
    ],
    [
      'a state without its handler',
      { handlers: deployment.handlers.filter((name) => name !== 'find-vpg') },
      ['state "Find VPG" has no functions/find-vpg.ts.'],
    ],
    [
      'a state without its function',
      { timeouts: new Map([...deployment.timeouts].filter(([name]) => name !== 'find-vpg')) },
      ['state "Find VPG" has no function find-vpg in serverless.yml.'],
    ],
    [
      'a machine that is not deployed',
      { substitutions: undefined },
      ['serverless.yml has no state machine of this file.'],
    ],
  ])('%s', (_, change, faults) => {
    expect(ruleFaults(text, { ...deployment, ...change })).toEqual(faults);
  });
});

describe('reading an expression', () => {
  it.each([
    ['$a + $b.c', ['a', 'b']],
    ['[$list[status = $x]]', ['list', 'x']],
    ['($y := $a; $y + 1)', ['a']],
    ['$map($a, function($v, $i) { $v + $b })', ['a', 'b']],
    ['$a[$ > 1]', ['a']],
    ["$merge([$a, {'k': $b}])", ['a', 'b']],
    ['$exists($a) ? $b : $c', ['a', 'b', 'c']],
    ['$a.(name & $b)', ['a', 'b']],
    ['$a ~> $string', ['a']],
    ['$states.input.x', []],
  ])('of %s finds the variables %j', (source, variables) => {
    const reading = readExpression(source);
    expect([[...reading.variables].toSorted(), reading.problems]).toEqual([variables, []]);
  });
});
