import type { Checked } from './api-shapes.ts';
import { differenceLines } from './difference-lines.ts';
import { type Paint, paintFor } from './paint.ts';
import { atPlace } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal check`. */
export interface CheckOptions extends PlaceOptions {
  readonly json?: boolean;
}

/** `canal check NAME`: compares a network with the world. Answers 0 as wished, 3 drifted; throws if it cannot be checked. */
export function check(name: string, options: CheckOptions, surroundings: Surroundings): Promise<number> {
  return atPlace(
    'Check what?',
    options,
    surroundings,
    async (place) => {
      const { stdout } = surroundings;
      const { read, came } = await place.api.check(name);
      const text = options.json
        ? printableJson({ ...(came as object), simulated: place.simulated() })
        : [place.headline(), '', ...checkLines(read, paintFor(stdout))].join('\n');
      stdout.write(`${text}\n`);
      return read.asWished ? 0 : 3;
    },
    undefined,
    { writes: true, vendors: true },
  );
}

/** What a check has found, as a person reads it. */
function checkLines({ name, since, differences, more }: Checked, paint: Paint): string[] {
  const network = paint('bold', `Network ${name}`);
  if (differences.length === 0) return [`${network} stands ${paint('green', 'as wished')}.`];
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
  const seen =
    since === undefined ? '' : `, first seen ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `${network} has ${paint('red', 'drifted')}: ${count}${seen}.`,
    ...differenceLines(differences, paint),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
