import type { WaitState } from './definition.ts';
import { maxSeconds } from './limits.ts';
import { type Template, unexpectedType } from './template.ts';
import type { Outcome, Visit } from './visit.ts';

/** Waits as long as Seconds says, or until Timestamp; a moment that has passed is no wait. */
export async function runWait(visit: Visit, state: WaitState): Promise<Outcome> {
  await visit.sleepUntil(visit.takeUp('wait')?.due ?? (await endOf(visit, state)), 'wait');
  return visit.finish(state, visit.input, state.next);
}

/** When it ends, in ms since the epoch. The loader has seen to it that Seconds or Timestamp is there. */
async function endOf(visit: Visit, { seconds, timestamp }: WaitState): Promise<number> {
  const now = visit.branch.execution.engine.clock.now();
  if (timestamp) return moment(visit, timestamp);
  return seconds ? now + (await wholeSeconds(visit, seconds, 0)) * 1000 : now;
}

/** A field that must come to whole seconds, at least `from`. */
export async function wholeSeconds(visit: Visit, template: Template, from: number): Promise<number> {
  const value = await visit.evaluate(template);
  return visit.guard(() => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= maxSeconds) return value;
    throw unexpectedType(template, 'integer', value);
  });
}

async function moment(visit: Visit, template: Template): Promise<number> {
  const value = await visit.evaluate(template);
  return visit.guard(() => {
    if (isTimestamp(value)) return Date.parse(value);
    throw unexpectedType(template, 'timestamp', value);
  });
}

/** Whether a value is an ISO 8601 time with its offset, the only form that AWS takes. */
export function isTimestamp(value: unknown): value is string {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
  return typeof value === 'string' && form.test(value) && !Number.isNaN(Date.parse(value));
}
