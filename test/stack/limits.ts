import { deployed } from './deployed.ts';
import type { Resource, Resources } from './template.ts';

/** A template as CloudFormation gets it. */
export interface Template {
  readonly Resources: Resources;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** How long AWS takes a name, by the type of what has it. */
const longestName: Readonly<Record<string, readonly [property: string, most: number]>> = {
  'AWS::CloudWatch::Alarm': ['AlarmName', 255],
  'AWS::CloudWatch::Dashboard': ['DashboardName', 255],
  'AWS::DynamoDB::Table': ['TableName', 255],
  'AWS::Events::EventBus': ['Name', 256],
  'AWS::Events::Rule': ['Name', 64],
  'AWS::Lambda::Function': ['FunctionName', 64],
  'AWS::Logs::LogGroup': ['LogGroupName', 512],
  'AWS::S3::Bucket': ['BucketName', 63],
  'AWS::SNS::Topic': ['TopicName', 256],
  'AWS::SQS::Queue': ['QueueName', 80],
  'AWS::SSM::Document': ['Name', 128],
  'AWS::SecretsManager::Secret': ['Name', 512],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 80],
};

/** What AWS does not take of a template, one sentence each: quotas that nobody can raise. */
export function limitFaults(template: Template): string[] {
  const { Resources: resources, Outputs = {} } = template;
  return [
    ...above('The template', Object.keys(resources).length, 500, 'resources'),
    ...above('The template', Object.keys(Outputs).length, 200, 'outputs'),
    ...above('The template', bytesOf(template), 1_000_000, 'bytes'),
    ...Object.entries(resources).flatMap(([id, resource]) => {
      const whole = deployed(resource, resources) as Resource;
      return [...nameFaults(id, whole), ...(faultsOf[whole.Type]?.(id, whole.Properties) ?? [])];
    }),
  ];
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const above = (what: string, has: number, most: number, unit: string): string[] =>
  has > most ? [`${what} has ${has} ${unit}; AWS takes ${most}.`] : [];

function nameFaults(id: string, { Type, Properties }: Resource): string[] {
  const [property, most] = longestName[Type] ?? ['', 0];
  const name = Properties?.[property] as string | undefined;
  return name === undefined ? [] : above(`${id}'s name`, name.length, most, 'characters');
}

type Properties = Resource['Properties'];

const faultsOf: Readonly<Record<string, (id: string, properties: Properties) => string[]>> = {
  // Lambda measures the variables as a JSON object: quotes within a value count twice.
  'AWS::Lambda::Function': (id, { Environment }) =>
    above(`${id}'s environment`, bytesOf(Environment?.Variables ?? {}), 4096, 'bytes'),
  // White space does not count; all inline policies of a role together do.
  'AWS::IAM::Role': (id, { Policies = [] }) =>
    above(`${id}'s policies`, texts(Policies).replaceAll(/\s/g, '').length, 10_240, 'characters'),
  'AWS::StepFunctions::StateMachine': (id, { Definition, DefinitionSubstitutions }) => {
    const given = Object.values(DefinitionSubstitutions ?? {}) as string[];
    const longest = Math.max(0, ...given.map((text) => text.length));
    const filled = JSON.stringify(Definition).replaceAll(/\$\{\w+\}/g, 'x'.repeat(longest));
    return above(`${id}'s definition`, Buffer.byteLength(filled), 1_048_576, 'bytes');
  },
  'AWS::Events::EventBusPolicy': (id, { Statement }) => above(`${id}'s policy`, bytesOf(Statement), 10_240, 'bytes'),
  'AWS::CloudWatch::Alarm': alarmFaults,
};

const texts = (policies: readonly { PolicyDocument: unknown }[]): string =>
  policies.map(({ PolicyDocument }) => JSON.stringify(PolicyDocument)).join('');

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: { readonly Period: number };
}

function alarmFaults(id: string, { Metrics, Period, EvaluationPeriods, AlarmDescription = '' }: Properties): string[] {
  const queries = (Metrics ?? []) as Query[];
  const stats = queries.flatMap(({ MetricStat }) => MetricStat ?? []);
  const period = Math.max(Period ?? 0, ...stats.map((stat) => stat.Period));
  const shown = queries.filter(({ ReturnData }) => ReturnData !== false);
  // CloudWatch looks back a day at most; a week where periods are of an hour or more.
  const furthest = period >= 3600 ? 7 * 86_400 : 86_400;
  return [
    ...above(`${id}'s description`, AlarmDescription.length, 1024, 'characters'),
    ...above(`${id}'s expression`, stats.length, 10, 'metrics'),
    ...above(`${id}'s evaluation`, period * EvaluationPeriods, furthest, 'seconds'),
    ...(period === 10 || period === 30 || (period > 0 && period % 60 === 0)
      ? []
      : [`${id}'s period must be 10, 30, or whole minutes, not ${period} seconds.`]),
    ...(Metrics === undefined || shown.length === 1 ? [] : [`${id} must watch one result, not ${shown.length}.`]),
    ...(new Set(stats.map((stat) => stat.Period)).size > 1 ? [`${id}'s metrics must have one period.`] : []),
    ...queries.flatMap((query) => (/^[a-z]\w*$/.test(query.Id) ? [] : [`${id} may not call a metric ${query.Id}.`])),
    ...queries.flatMap(({ Expression }) => (Expression === undefined ? [] : expressionFaults(id, Expression, queries))),
  ];
}

/** Functions of metric math that we use, all of which an alarm takes. */
const functions = ['SUM', 'FILL', 'METRICS'];

function expressionFaults(id: string, expression: string, queries: readonly Query[]): string[] {
  const words = expression.match(/[A-Za-z_]\w*/g) ?? [];
  const known = [...functions, ...queries.map((query) => query.Id)];
  return words.filter((word) => !known.includes(word)).map((word) => `${id}'s expression knows no ${word}.`);
}
