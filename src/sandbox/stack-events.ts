import * as z from 'zod';
import { patternFaults } from './events-api/pattern.ts';
import { scheduleOf } from './events-api/schedule.ts';
import type { Resources, StackValues } from './stack-values.ts';

/** A rule of an event bus with its one target. */
export interface StackRule {
  readonly name: string;
  /** The name of its bus. */
  readonly bus: string;
  readonly pattern: unknown;
  readonly target: { readonly function: string } | { readonly queue: string };
  /** The ARN of the queue for what cannot be delivered. */
  readonly deadLetters?: string;
  readonly retry: { readonly attempts: number; readonly ageSeconds: number };
}

/** What makes a function run from time to time. */
export interface StackSchedule {
  readonly function: string;
  /** rate(5 minutes), cron(…). */
  readonly expression: string;
}

const Retry = z
  .strictObject({
    maximumEventAge: z.int().min(60).max(86_400).default(86_400),
    maximumRetryAttempts: z.int().min(0).max(185).default(185),
  })
  .prefault({});

const EventBridge = z.strictObject({
  eventBus: z.string().default('default'),
  name: z.string().exactOptional(),
  description: z.string().exactOptional(),
  enabled: z.boolean().default(true),
  pattern: z.looseObject({}),
  retryPolicy: Retry,
  deadLetterQueueArn: z.string().exactOptional(),
});

const ScheduleEvent = z.strictObject({
  method: z.literal('scheduler'),
  rate: z.union([z.string(), z.array(z.string()).min(1)]),
  roleArn: z.string().exactOptional(),
  name: z.string().exactOptional(),
  description: z.string().exactOptional(),
  timezone: z.literal('UTC').exactOptional(),
  enabled: z.boolean().default(true),
});

const RuleProperties = z.strictObject({
  Name: z.string(),
  Description: z.string().exactOptional(),
  EventBusName: z.string().default('default'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  EventPattern: z.looseObject({}),
  Targets: z.tuple([
    z.strictObject({
      Id: z.string(),
      Arn: z.string(),
      DeadLetterConfig: z.strictObject({ Arn: z.string() }).exactOptional(),
      RetryPolicy: z
        .strictObject({ MaximumEventAgeInSeconds: z.int().default(86_400), MaximumRetryAttempts: z.int().default(185) })
        .prefault({}),
    }),
  ]),
});

/** The rule of a function's event `eventBridge`; undefined for one that is switched off. Throws for what is not imitated. */
export function ruleOfEvent(
  event: unknown,
  given: { function: string; index: number },
  values: StackValues,
): StackRule | undefined {
  const { eventBus, name, enabled, pattern, retryPolicy, deadLetterQueueArn } = EventBridge.parse(event);
  if (!enabled) return undefined;
  return checked({
    name: name === undefined ? `canal-sandbox-${given.function}-rule-${given.index}` : values.text(name),
    bus: values.setting(eventBus),
    pattern: values.within(pattern),
    target: { function: given.function },
    ...(deadLetterQueueArn === undefined ? {} : { deadLetters: values.setting(deadLetterQueueArn) }),
    retry: { attempts: retryPolicy.maximumRetryAttempts, ageSeconds: retryPolicy.maximumEventAge },
  });
}

/** The schedules of a function's event `schedule`; none for one that is switched off. Throws for what is not imitated. */
export function schedulesOfEvent(event: unknown, functionName: string): StackSchedule[] {
  const { rate, enabled } = ScheduleEvent.parse(event);
  if (!enabled) return [];
  return [rate].flat().map((expression) => {
    scheduleOf(expression, 0);
    return { function: functionName, expression };
  });
}

/** The rules among the resources: those whose target is a queue. Throws for what is not imitated. */
export function rulesOfResources(resources: Resources, values: StackValues): StackRule[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::Events::Rule') return [];
    const read = RuleProperties.safeParse(Properties);
    if (!read.success) throw new Error(`serverless.yml: the sandbox cannot imitate the rule ${id}: ${read.error}`);
    const { Name, EventBusName, State, EventPattern, Targets } = read.data;
    if (State === 'DISABLED') return [];
    const [{ Arn, DeadLetterConfig, RetryPolicy }] = Targets;
    const target = values.setting(Arn);
    if (!target.startsWith('arn:aws:sqs:')) {
      throw new Error(`serverless.yml: the sandbox cannot imitate the rule ${id}: its target is no queue.`);
    }
    return [
      checked({
        name: values.text(Name),
        bus: values.setting(EventBusName),
        pattern: values.within(EventPattern),
        target: { queue: target },
        ...(DeadLetterConfig ? { deadLetters: values.setting(DeadLetterConfig.Arn) } : {}),
        retry: { attempts: RetryPolicy.MaximumRetryAttempts, ageSeconds: RetryPolicy.MaximumEventAgeInSeconds },
      }),
    ];
  });
}

function checked(rule: StackRule): StackRule {
  const [fault] = patternFaults(rule.pattern);
  if (fault !== undefined) throw new Error(`serverless.yml: the rule ${rule.name} is not right: ${fault}.`);
  return rule;
}
