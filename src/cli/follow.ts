import type { ApiClient } from './api-client.ts';
import { ApiFailure } from './api-client.ts';
import type { NetworkEvent } from './api-shapes.ts';

/** How a run ended, as far as its events tell. */
export type Ending =
  | { readonly kind: 'ready' | 'removed' }
  | { readonly kind: 'failed'; readonly error: string; readonly message: string }
  /** Another run was begun before the end of this one was seen. */
  | { readonly kind: 'overtaken'; readonly by: number };

/** What `follow` is given besides the API. */
export interface Following {
  readonly name: string;
  readonly run: number;
  readonly pollMillis: number;
  readonly sleep: (ms: number, stop: AbortSignal) => Promise<void>;
  readonly onEvent: (event: NetworkEvent) => void;
  readonly stop: AbortSignal;
}

/** So many questions in a row may stay without an answer; the run goes on meanwhile. */
const mostFailedPolls = 10;

/** The longest pause after a failed question. */
const longestPauseMillis = 5_000;

/**
 * Tells the events of a run until it has ended. Throws ApiFailure when the API stays away, or for good; throws the
 * reason of `stop`.
 */
export async function follow(
  api: ApiClient,
  { name, run, pollMillis, sleep, onEvent, stop }: Following,
): Promise<Ending> {
  let cursor: string | undefined;
  let failed = 0;
  let last: NetworkEvent | undefined;
  for (;;) {
    stop.throwIfAborted();
    try {
      const { read: page } = await api.events(name, cursor);
      failed = 0;
      if (page.run > run) return { kind: 'overtaken', by: page.run };
      for (const event of page.events) {
        onEvent(event);
        last = event;
      }
      cursor = page.cursor;
      if (page.ended) return endingOf(last);
      await sleep(pollMillis, stop);
    } catch (error) {
      failed += 1;
      if (stop.aborted || !(error instanceof ApiFailure) || !error.transient || failed > mostFailedPolls) throw error;
      await sleep(Math.min(longestPauseMillis, pollMillis * 2 ** failed), stop);
    }
  }
}

function endingOf(last: NetworkEvent | undefined): Ending {
  if (last?.kind === 'ready' || last?.kind === 'removed') return { kind: last.kind };
  return { kind: 'failed', error: last?.error ?? 'States.Runtime', message: last?.message ?? '' };
}
