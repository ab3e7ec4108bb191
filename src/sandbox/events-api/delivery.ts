import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Ids } from '../ids.ts';
import type { LambdaService } from '../lambda-service.ts';
import type { StackFunction } from '../stack.ts';
import type { StackRule } from '../stack-events.ts';
import type { BusEvent } from './buses.ts';
import type { Queues } from './queues.ts';

/** What has not arrived yet: an event for a rule's target, or what a function is to be invoked with. */
export type Pending =
  | { readonly bus: string; readonly rule: string; readonly event: BusEvent }
  | { readonly function: string; readonly payload: unknown };

interface DeliveryOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly faults: Faults;
  readonly lambda: LambdaService;
  readonly functions: ReadonlyMap<string, StackFunction>;
  readonly queues: Queues;
  /** The ARN of a rule. */
  readonly ruleArn: (rule: StackRule) => string;
}

/** Lambda waits so long before it tries an asynchronous invocation again, in seconds. */
const lambdaWaits = [60, 120];

/** Why EventBridge has given up on a target that might have answered one day. */
const exhausted = (attempt: number, { attempts }: StackRule['retry']) => ({
  EXHAUSTED_RETRY_CONDITION: attempt < attempts ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts',
  RETRY_ATTEMPTS: String(attempt),
});

/** Brings events to their targets, in the background: EventBridge's tries, and those of Lambda's asynchronous invocations. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #pending = new Set<Pending>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** All that is under way. */
  pending(): readonly Pending[] {
    return [...this.#pending];
  }

  /** Begins anew with what was under way in an earlier process: so it may arrive twice, as EventBridge and Lambda may have it. */
  resume(pending: readonly Pending[], rules: readonly StackRule[]): void {
    for (const one of pending) {
      if ('function' in one) void this.invoke(one.function, one.payload);
      else {
        const rule = rules.find(({ bus, name }) => bus === one.bus && name === one.rule);
        if (rule) void this.toTarget(rule, one.event);
      }
    }
  }

  /** Delivers an event to the target of a rule, as often as its policy says; what cannot be delivered goes to its queue. */
  async toTarget(rule: StackRule, event: BusEvent): Promise<void> {
    const one = { bus: rule.bus, rule: rule.name, event };
    this.#pending.add(one);
    const reached = await this.#reach(rule, event);
    this.#pending.delete(one);
    if (reached) await this.#arrive(rule, event);
  }

  /** Tries to reach the target of a rule; gives whether the event is to arrive there now. */
  async #reach(rule: StackRule, event: BusEvent): Promise<boolean> {
    const { clock, faults, queues } = this.#options;
    const { retry, target, deadLetters } = rule;
    const until = clock.now() + retry.ageSeconds * 1000;
    for (let attempt = 0; ; attempt += 1) {
      const met = faults.next('events', 'InvokeTarget');
      if (met && 'delay' in met) await clock.timer(met.delay * 1000).passed;
      if (!met || 'delay' in met) return true;
      // An answer that is lost after the delivery: the event comes a second time.
      if (('noAnswer' in met && met.noAnswer === 'after') || ('cut' in met && met.cut === 'after')) {
        void this.#arrive(rule, event);
      }
      const fault = 'error' in met ? met : { error: 'NO_ANSWER', status: 500, message: 'The target gave no answer.' };
      const wait = Math.min(2 ** attempt, 3600) * 1000;
      const passing = fault.status >= 500 || fault.status === 429;
      if (passing && attempt < retry.attempts && clock.now() + wait <= until) {
        await clock.timer(wait).passed;
        continue;
      }
      if (deadLetters === undefined) return false;
      const { ruleArn } = this.#options;
      queues.deliver(deadLetters, JSON.stringify(event), {
        RULE_ARN: ruleArn(rule),
        TARGET_ARN: 'queue' in target ? target.queue : this.#options.lambda.arn(target.function),
        ERROR_CODE: fault.error,
        ERROR_MESSAGE: fault.message,
        ...(passing ? exhausted(attempt, retry) : {}),
      });
      return false;
    }
  }

  async #arrive({ target }: StackRule, event: BusEvent): Promise<void> {
    if ('queue' in target) this.#options.queues.deliver(target.queue, JSON.stringify(event), {});
    else await this.invoke(target.function, event);
  }

  /** Invokes a function as Lambda does without a caller who waits: again after an error, then its queue for failures. */
  async invoke(name: string, payload: unknown): Promise<void> {
    const one = { function: name, payload };
    this.#pending.add(one);
    await this.#invoke(name, payload);
    this.#pending.delete(one);
  }

  async #invoke(name: string, payload: unknown): Promise<void> {
    const { clock, ids, lambda, functions, queues } = this.#options;
    const policy = functions.get(name)?.asynchronous ?? { retries: 2, ageSeconds: 21_600 };
    const since = clock.now();
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await lambda.invoke(name, payload);
      if (outcome.ok) return;
      const wait = (lambdaWaits[attempt] ?? 120) * 1000;
      const age = clock.now() + wait - since;
      if (attempt < policy.retries && age <= policy.ageSeconds * 1000) {
        await clock.timer(wait).passed;
        continue;
      }
      if (policy.failures === undefined) return;
      const record = {
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        requestContext: {
          requestId: ids.uuid('failed-invocation'),
          functionArn: `${lambda.arn(name)}:$LATEST`,
          condition: attempt < policy.retries ? 'EventAgeExceeded' : 'RetriesExhausted',
          approximateInvokeCount: attempt + 1,
        },
        requestPayload: payload,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: JSON.parse(outcome.cause),
      };
      queues.deliver(policy.failures, JSON.stringify(record), {});
      return;
    }
  }
}
