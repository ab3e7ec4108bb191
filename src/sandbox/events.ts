import type { Clock } from './clock.ts';
import { Buses } from './events-api/buses.ts';
import { Delivery, type Pending } from './events-api/delivery.ts';
import { eventBridgeService } from './events-api/event-bridge.ts';
import { Queues } from './events-api/queues.ts';
import { snsService } from './events-api/sns.ts';
import { sqsService } from './events-api/sqs.ts';
import { statusChangeOf } from './events-api/status-change.ts';
import { runTimetable } from './events-api/timetable.ts';
import { Topics } from './events-api/topics.ts';
import type { Faults } from './faults.ts';
import type { Ids } from './ids.ts';
import type { LambdaService } from './lambda-service.ts';
import type { Stack } from './stack.ts';
import type { Machines } from './states/machines.ts';
import type { Service } from './wire.ts';

interface EventsOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly faults: Faults;
  readonly lambda: LambdaService;
  readonly stack: Stack;
  readonly machines: Machines;
  readonly accountId: string;
  readonly region: string;
  /** Whether schedules fire and executions tell the default bus how they stand. */
  readonly lasting: boolean;
  /** When the stack was made, ms since the epoch: what comes every few hours counts from there. */
  readonly since: number;
}

/** EventBridge, SQS and SNS of a sandbox, with the rules and schedules of its stack. */
export interface SandboxEvents {
  readonly buses: Buses;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly services: readonly Service[];
  /** What has not arrived yet: it is saved, and begins anew. */
  readonly underWay: { pending(): readonly Pending[]; resume(pending: readonly Pending[]): void };
  stop(): void;
}

/** Opens event buses, queues and topics as the stack has them. */
export function openEvents(options: EventsOptions): SandboxEvents {
  const { clock, ids, faults, lambda, stack, machines, accountId, region, lasting, since } = options;
  const at = `${region}:${accountId}`;
  const queues = new Queues(stack.queues, { clock, ids, arnPrefix: `arn:aws:sqs:${at}:` });
  const topics = new Topics(
    stack.topics.map((name) => `arn:aws:sns:${at}:${name}`),
    { clock, ids },
  );
  const delivery = new Delivery({
    clock,
    ids,
    faults,
    lambda,
    functions: stack.functions,
    queues,
    ruleArn: ({ bus, name }) => `arn:aws:events:${at}:rule/${bus === 'default' ? name : `${bus}/${name}`}`,
  });
  const buses = new Buses(stack.buses, stack.rules, (rule, event) => void delivery.toTarget(rule, event), {
    clock,
    ids,
    accountId,
    region,
  });
  const stops = lasting
    ? [
        machines.onStatusChange((execution) => void buses.put('default', statusChangeOf(execution))),
        runTimetable(stack.schedules, {
          clock,
          ids,
          accountId,
          region,
          since,
          invoke: (name, event) => void delivery.invoke(name, event),
        }),
      ]
    : [];
  return {
    buses,
    queues,
    topics,
    underWay: {
      pending: () => delivery.pending(),
      resume: (pending) => delivery.resume(pending, stack.rules),
    },
    services: [eventBridgeService(buses), snsService(topics, ids), sqsService(queues, accountId)],
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
