import { CommandError } from './command-error.ts';
import type { StopSignal, Surroundings } from './surroundings.ts';

/**
 * Does work that SIGINT and SIGTERM cut off. Work that fails after a signal was heard ends as `Interrupted`, with the sentence that
 * `told` has then, and the exit code that shells know.
 */
export async function interruptible<T>(
  { onSignal }: Pick<Surroundings, 'onSignal'>,
  told: () => string,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let heard: StopSignal | undefined;
  const unhear = onSignal((signal) => {
    heard ??= signal;
    stop.abort();
  });
  try {
    return await work(stop.signal);
  } catch (error) {
    if (heard === undefined) throw error;
    const exitCode = heard === 'SIGINT' ? 130 : 143;
    throw new CommandError('Interrupted', `Interrupted. ${told()}`, { exitCode, cause: error });
  } finally {
    unhear();
  }
}
