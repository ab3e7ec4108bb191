import { describe, expect, it } from 'vitest';
import { limitFaults } from './limits.ts';
import type { Resource } from './template.ts';

const one = (Type: string, Properties: Resource['Properties']) =>
  limitFaults({ Resources: { It: { Type, Properties } } });
const stat = (Id: string, Period = 300) => ({ Id, ReturnData: false, MetricStat: { Period } });
const alarm = (metrics: readonly object[], more: object = {}) =>
  one('AWS::CloudWatch::Alarm', { EvaluationPeriods: 1, Metrics: metrics, ...more });
const sum = { Id: 'sum', Expression: 'SUM(FILL(METRICS(), 0))' };
const variables = (text: string) => ({ Environment: { Variables: { TOLD: text } } });

describe('What AWS does not take is found', () => {
  it('and nothing is where all is within', () => {
    expect(one('AWS::Lambda::Function', { FunctionName: 'x'.repeat(64), ...variables('x'.repeat(4085)) })).toEqual([]);
    expect(alarm([sum, stat('f1'), stat('f2')])).toEqual([]);
    expect(one('AWS::CloudWatch::Alarm', { EvaluationPeriods: 2, Period: 300 })).toEqual([]);
  });

  it('in the template as a whole', () => {
    const Resources = Object.fromEntries(
      Array.from({ length: 501 }, (_, at) => [`R${at}`, { Type: '', Properties: {} }]),
    );
    expect(limitFaults({ Resources })).toEqual(['The template has 501 resources; AWS takes 500.']);
    expect(one('AWS::S3::Bucket', { Note: 'x'.repeat(1_000_000) })[0]).toMatch(/^The template has 10\d+ bytes/);
  });

  it.each<[string, string[], string]>([
    [
      'a name',
      one('AWS::Events::Rule', { Name: { 'Fn::Sub': `\${AWS::Region}${'x'.repeat(51)}` } }),
      "It's name has 65 characters; AWS takes 64.",
    ],
    [
      'an environment',
      one('AWS::Lambda::Function', variables('x'.repeat(4086))),
      "It's environment has 4097 bytes; AWS takes 4096.",
    ],
    [
      'an environment of quotes, which count twice',
      one('AWS::Lambda::Function', variables('"'.repeat(2100))),
      "It's environment has 4211 bytes; AWS takes 4096.",
    ],
    [
      'the policies of a role, which count together',
      one('AWS::IAM::Role', { Policies: [{ PolicyDocument: 'x'.repeat(6000) }, { PolicyDocument: 'x'.repeat(6000) }] }),
      "It's policies has 12004 characters; AWS takes 10240.",
    ],
    [
      'a definition with what is filled in',
      one('AWS::StepFunctions::StateMachine', {
        Definition: { States: Array(1100).fill(`\${Step}`) },
        DefinitionSubstitutions: { Step: 'x'.repeat(1000) },
      }).slice(-1),
      "It's definition has 1103312 bytes; AWS takes 1048576.",
    ],
    [
      'an eleventh metric',
      alarm([sum, ...Array(11).fill(stat('f1'))]),
      "It's expression has 11 metrics; AWS takes 10.",
    ],
    ['an odd period', alarm([sum, stat('f1', 45)]), "It's period must be 10, 30, or whole minutes, not 45 seconds."],
    ['two periods', alarm([sum, stat('f1'), stat('f2', 600)]), "It's metrics must have one period."],
    ['two results', alarm([sum, { ...sum, Id: 'more' }, stat('f1')]), 'It must watch one result, not 2.'],
    ['an id that begins large', alarm([sum, stat('F1')]), 'It may not call a metric F1.'],
    [
      'a function that there is not',
      alarm([{ ...sum, Expression: 'TOTAL(METRICS())' }, stat('f1')]),
      "It's expression knows no TOTAL.",
    ],
    [
      'a look too far back',
      alarm([sum, stat('f1')], { EvaluationPeriods: 289 }),
      "It's evaluation has 86700 seconds; AWS takes 86400.",
    ],
  ])('%s', (_, faults, sentence) => {
    expect(faults).toEqual([sentence]);
  });
});
