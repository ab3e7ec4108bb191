import type { NetworkEvent } from './api-shapes.ts';
import { elapsed } from './elapsed.ts';
import type { Progress } from './progress.ts';
import type { Output } from './surroundings.ts';

const words: Readonly<Record<string, string>> = { succeeded: 'done', 'attempt failed': 'attempt failed' };

/** One line for each event, for pipes, logs and plain terminals; times count from the run's first event. */
export class ProgressLines implements Progress {
  readonly #output: Output;
  #began: number | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  add(event: NetworkEvent): void {
    this.#began ??= event.at;
    this.#output.write(`${`+${elapsed(event.at - this.#began)}`.padStart(6)}  ${eventLine(event)}\n`);
  }

  end(): void {
    // Every line stands as it was written.
  }
}

function eventLine({ kind, step, peering, error, message }: NetworkEvent): string {
  if (step === undefined) {
    if (kind === 'ready' || kind === 'removed') return 'The run is done.';
    return kind === 'failed' ? `The run has failed: ${error ?? 'no error was named'}.` : kind;
  }
  const place = peering === undefined ? step : `${step} [${peering}]`;
  const reason = [error, message].filter((part) => part !== undefined).join(', ');
  return `${place}: ${words[kind] ?? kind}${reason ? ` (${reason.replaceAll('\n', ' ')})` : ''}`;
}
