import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { StackSchedule } from '../stack-events.ts';
import { scheduleOf } from './schedule.ts';

interface Given {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly accountId: string;
  readonly region: string;
  /** When rates began to count, ms since the epoch. */
  readonly since: number;
  /** Invokes a function without waiting for it. */
  readonly invoke: (functionName: string, event: unknown) => void;
}

/**
 * Runs functions when they are due, as EventBridge Scheduler does, until it is stopped. Time that skips does not skip to
 * what is due here: it happens when time comes by, in order; what a jump by hand leaves behind happens once.
 */
export function runTimetable(schedules: readonly StackSchedule[], given: Given): () => void {
  const { clock, ids, accountId, region, since, invoke } = given;
  let running = true;
  const cancel = new Set<() => void>();
  const keep = async ({ function: name, expression }: StackSchedule): Promise<void> => {
    const next = scheduleOf(expression, since);
    for (let due = next(clock.now()); due !== undefined && running; due = next(Math.max(due, clock.now()))) {
      const timer = clock.timer(due - clock.now(), { background: true });
      cancel.add(timer.cancel);
      await timer.passed;
      cancel.delete(timer.cancel);
      invoke(name, {
        version: '0',
        id: ids.uuid('scheduled-event'),
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        account: accountId,
        time: new Date(due).toISOString().replace(/\.\d+Z$/, 'Z'),
        region,
        resources: [`arn:aws:scheduler:${region}:${accountId}:schedule/default/canal-sandbox-${name}`],
        detail: '{}',
      });
    }
  };
  for (const schedule of schedules) void keep(schedule);
  return () => {
    running = false;
    for (const stop of cancel) stop();
  };
}
