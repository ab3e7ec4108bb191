import * as z from 'zod/mini';
import { patternFaults } from './events-api/pattern.ts';
import { scheduleOf } from './events-api/schedule.ts';
import { StackRefused } from './stack-refused.ts';
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

const Retry = z.prefault(
  z.strictObject({
    maximumEventAge: z._default(z.int().check(z.minimum(60), z.maximum(86_400)), 86_400),
    maximumRetryAttempts: z._default(z.int().check(z.minimum(0), z.maximum(185)), 185),
  }),
  {},
);

const EventBridge = z.strictObject({
  eventBus: z._default(z.string(), 'default'),
  name: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
  enabled: z._default(z.boolean(), true),
  pattern: z.looseObject({}),
  retryPolicy: Retry,
  deadLetterQueueArn: z.exactOptional(z.string()),
});

const ScheduleEvent = z.strictObject({
  method: z.literal('scheduler'),
  rate: z.union([z.string(), z.array(z.string()).check(z.minLength(1))]),
  roleArn: z.exactOptional(z.string()),
  name: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
  timezone: z.exactOptional(z.literal('UTC')),
  enabled: z._default(z.boolean(), true),
});

const RuleProperties = z.strictObject({
  Name: z.string(),
  Description: z.exactOptional(z.string()),
  EventBusName: z._default(z.string(), 'default'),
  State: z._default(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  EventPattern: z.looseObject({}),
  Targets: z.tuple([
    z.strictObject({
      Id: z.string(),
      Arn: z.string(),
      DeadLetterConfig: z.exactOptional(z.strictObject({ Arn: z.string() })),
      RetryPolicy: z.prefault(
        z.strictObject({
          MaximumEventAgeInSeconds: z._default(z.int(), 86_400),
          MaximumRetryAttempts: z._default(z.int(), 185),
        }),
        {},
      ),
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
    if (!read.success)
      throw new StackRefused(`serverless.yml: the sandbox cannot imitate the rule ${id}: ${read.error}`);
    const { Name, EventBusName, State, EventPattern, Targets } = read.data;
    if (State === 'DISABLED') return [];
    const [{ Arn, DeadLetterConfig, RetryPolicy }] = Targets;
    const target = values.setting(Arn);
    if (!target.startsWith('arn:aws:sqs:')) {
      throw new StackRefused(`serverless.yml: the sandbox cannot imitate the rule ${id}: its target is no queue.`);
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
  if (fault !== undefined) throw new StackRefused(`serverless.yml: the rule ${rule.name} is not right: ${fault}.`);
  return rule;
}
