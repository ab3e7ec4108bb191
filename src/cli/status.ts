import { paintFor } from './paint.ts';
import { atPlace } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import { networkLines } from './result-network.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal status`. */
export interface StatusOptions extends PlaceOptions {
  readonly json?: boolean;
}

/** `canal status NAME`: shows a network. Answers 0, or 2 if its newest run has failed; throws if there is none. */
export function status(name: string, options: StatusOptions, surroundings: Surroundings): Promise<number> {
  return atPlace('Status of what?', options, surroundings, async (place) => {
    const { stdout } = surroundings;
    const { read: view, came } = await place.api.network(name);
    const text = options.json
      ? printableJson({ ...(came as object), simulated: place.simulated() })
      : [place.headline(), '', ...networkLines(view, paintFor(stdout))].join('\n');
    stdout.write(`${text}\n`);
    return view.state === 'failed' ? 2 : 0;
  });
}
