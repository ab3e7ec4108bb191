import { type Ending, follow } from './follow.ts';
import type { Place } from './place.ts';
import { progressOn } from './progress.ts';
import type { Output, Surroundings } from './surroundings.ts';

/** Which run is shown, and where. */
export interface Shown {
  readonly place: Place;
  readonly name: string;
  readonly run: number;
  readonly output: Output;
  readonly surroundings: Surroundings;
  readonly stop: AbortSignal;
}

/** Shows a run until it has ended; what was shown stays as it is, also when it is cut off. Throws what `follow` does. */
export async function showRun({ place, name, run, output, surroundings, stop }: Shown): Promise<Ending> {
  const progress = progressOn(output, surroundings);
  try {
    return await follow(place.api, {
      name,
      run,
      pollMillis: place.pollMillis,
      sleep: surroundings.sleep,
      onEvent: (event) => progress.add(event),
      stop,
    });
  } finally {
    progress.end();
  }
}
