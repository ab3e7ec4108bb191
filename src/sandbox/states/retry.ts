import type { Handlers, Retrier } from './definition.ts';
import { matches, StateFailure } from './failure.ts';
import type { Outcome, Visit } from './visit.ts';

/** Attempts, and attempts again as Retry says; then goes where Catch says, else fails. Each entry of Retry counts for itself. */
export async function persist(
  visit: Visit,
  handlers: Handlers,
  attempt: () => Promise<Outcome>,
  givenUp: () => void = () => undefined,
): Promise<Outcome> {
  const pause = visit.takeUp('retry');
  if (pause) await retryAt(visit, pause.due);
  for (;;) {
    try {
      return await attempt();
    } catch (failure) {
      if (!(failure instanceof StateFailure)) throw failure;
      const place = handlers.retry.findIndex((entry) => matches(entry.errorEquals, failure.error));
      const retrier = handlers.retry[place];
      const before = visit.retries[place] ?? 0;
      if (!retrier || before >= retrier.maxAttempts) {
        givenUp();
        return recover(visit, handlers, failure);
      }
      visit.retries[place] = before + 1;
      const chance = retrier.jitter ? visit.branch.execution.ids.fraction(visit.stream('jitter')) : undefined;
      await retryAt(visit, visit.branch.execution.engine.clock.now() + retryDelay(retrier, before, chance));
    }
  }
}

async function retryAt(visit: Visit, due: number): Promise<void> {
  await visit.sleepUntil(due, 'retry');
  visit.retryCount += 1;
}

/** Milliseconds before a retry: `before` counts the entry's earlier ones, `chance` is of [0, 1) when there is jitter. */
export function retryDelay(retrier: Retrier, before: number, chance: number | undefined): number {
  const longest = retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY;
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** before, longest);
  return Math.round(seconds * 1000 * (chance ?? 1));
}

async function recover(visit: Visit, handlers: Handlers, failure: StateFailure): Promise<Outcome> {
  const catcher = handlers.catch.find((entry) => matches(entry.errorEquals, failure.error));
  if (!catcher) throw failure;
  const errorOutput = JSON.stringify({ Error: failure.error ?? '', Cause: failure.reason ?? '' });
  return visit.finish(catcher, errorOutput, catcher.next, { errorOutput });
}
