import type { NetworkEvent } from './api-shapes.ts';
import { ProgressLines } from './progress-lines.ts';
import { ProgressScreen } from './progress-screen.ts';
import type { Output, Surroundings } from './surroundings.ts';

/** Shows how a run goes on. */
export interface Progress {
  /** One more event, in the order of the run. */
  add(event: NetworkEvent): void;
  /** Leaves what was shown as it is, and the terminal as it was. */
  end(): void;
}

/** A tree that is drawn again and again where the output is a terminal, else one line for each event. */
export function progressOn(output: Output, { every }: Pick<Surroundings, 'every'>): Progress {
  return output.live ? new ProgressScreen(output, every) : new ProgressLines(output);
}
