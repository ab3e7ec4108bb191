import * as z from 'zod';
import type { LogLine } from '../../src/lambda/surroundings.ts';

/*
 * A dashboard's body after CloudWatch's documentation (Dashboard Body Structure and Syntax, read on 2026-11-27), as far as
 * ours goes: what else it might hold is refused here, so that whoever adds it looks it up.
 */

const Rendering = z.strictObject({ label: z.string().min(1).exactOptional() });
const Search = z.strictObject({
  expression: z.string().regex(/^SEARCH\('[^']+', '(Average|Minimum|Maximum|Sum|SampleCount)', \d+\)$/),
  id: z.string().regex(/^[a-z][A-Za-z0-9_]*$/),
});
/** Namespace, name, then a name and a value of each dimension; at the end how it is drawn. */
const Metric = z.union([z.tuple([Search]), z.array(z.union([z.string().min(1), Rendering])).min(2)]);

const Widget = z
  .strictObject({
    type: z.literal('metric'),
    x: z.int().min(0).max(23),
    y: z.int().min(0),
    width: z.int().min(1).max(24),
    height: z.int().min(1).max(1000),
    properties: z.strictObject({
      title: z.string().min(1),
      region: z.string().min(1),
      view: z.enum(['timeSeries', 'singleValue', 'bar', 'pie', 'table', 'gauge']),
      stat: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']),
      period: z.int().min(60).multipleOf(60),
      metrics: z.array(Metric).min(1).max(500),
      annotations: z
        .strictObject({ horizontal: z.array(z.strictObject({ label: z.string(), value: z.number() })).min(1) })
        .exactOptional(),
    }),
  })
  .refine(({ x, width }) => x + width <= 24, 'is wider than the grid of 24');

const Body = z.strictObject({ widgets: z.array(Widget).min(1).max(500) });

/** A dashboard's body. */
export type DashboardBody = z.output<typeof Body>;

/** Reads a body whose pseudo parameters were filled in. Throws what CloudWatch's documentation does not allow. */
export function readDashboard(text: string): DashboardBody {
  const { widgets } = Body.parse(JSON.parse(text));
  const covering = widgets.flatMap((one, index) => widgets.slice(index + 1).filter((other) => overlap(one, other)));
  if (covering.length > 0) throw new Error(`Widgets lie on each other: ${covering[0]?.properties.title}.`);
  return { widgets };
}

type Place = DashboardBody['widgets'][number];

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** A metric by its name and dimensions, as a dashboard asks for it and as it is put. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The metrics of a widget, one by one, without searches. */
export const metricsOf = ({ properties: { metrics } }: DashboardBody['widgets'][number]): MetricId[] =>
  metrics.flatMap((metric) => {
    const [namespace, name, ...rest] = metric.filter((part) => typeof part === 'string');
    if (namespace === undefined || name === undefined) return [];
    if (rest.length % 2 !== 0) throw new Error(`A dimension of ${name} has no value.`);
    const dimensions = Object.fromEntries(
      rest.flatMap((part, index) => (index % 2 === 0 ? [[part, rest[index + 1] ?? '']] : [])),
    );
    return [{ namespace, name, dimensions }];
  });

/** What a widget searches: `{namespace,dimensions…} Name="value" …`. */
export const searchesOf = ({ properties: { metrics } }: DashboardBody['widgets'][number]) =>
  metrics.flatMap(([part]) => {
    if (typeof part !== 'object' || !('expression' in part)) return [];
    const [, schema = '', terms = ''] = /^SEARCH\('\{([^}]+)\} ([^']*)'/.exec(part.expression) ?? [];
    const [namespace, ...dimensions] = schema.split(',');
    const wanted = Object.fromEntries([...terms.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
    return [{ namespace, dimensions, wanted }];
  });

/** The metrics that CloudWatch makes of log lines in its embedded format. */
export function metricsIn(lines: readonly LogLine[]): MetricId[] {
  return lines.flatMap((line) => {
    const { _aws } = line as unknown as {
      _aws: {
        Timestamp: number;
        CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
      };
    };
    const values = line as unknown as Record<string, unknown>;
    return _aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name: name }) => {
          if (typeof values[name] !== 'number') throw new Error(`${name} has no value at the root of its line.`);
          return { namespace, name, dimensions: Object.fromEntries(names.map((one) => [one, String(values[one])])) };
        }),
      ),
    );
  });
}

/** What Step Functions publishes of a state machine, with the dimension StateMachineArn; after its documentation. */
export const statesMetrics = [
  'ExecutionTime',
  'ExecutionThrottled',
  'ExecutionsAborted',
  'ExecutionsFailed',
  'ExecutionsStarted',
  'ExecutionsSucceeded',
  'ExecutionsTimedOut',
];
