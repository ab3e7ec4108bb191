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
        : [place.headline(), '', ...checkLines(read, paintFor(stdout), place.words)].join('\n');
      stdout.write(`${text}\n`);
      return read.asWished ? 0 : 3;
    },
    undefined,
    { writes: true, vendors: true, record: true },
  );
}

/** What a check has found, and what it has not looked at, as a person reads it. */
function checkLines(checked: Checked, paint: Paint, words: readonly string[]): string[] {
  return [...foundLines(checked, paint, words), ...lookedLines(checked, paint)];
}

function foundLines(
  { name, since, differences, more, notLookedAt }: Checked,
  paint: Paint,
  words: readonly string[],
): string[] {
  const network = paint('bold', `Network ${name}`);
  if (differences.length === 0) {
    const far = notLookedAt.length > 0 ? ', as far as it was looked at' : '';
    return [`${network} stands ${paint('green', 'as wished')}${far}.`];
  }
  const count = counted(differences.length, 'difference');
  const seen =
    since === undefined ? '' : `, first seen ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `${network} has ${paint('red', 'drifted')}: ${count}${seen}.`,
    ...differenceLines(differences, paint, words),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function lookedLines({ lookedAt, notLookedAt }: Checked, paint: Paint): string[] {
  const looked = lookedAt && [
    counted(lookedAt.peerings, 'peering'),
    counted(lookedAt.routeTables, 'route table'),
    counted(lookedAt.sims, 'SIM'),
  ];
  return [
    ...(looked ? [`Looked at ${looked.join(', ')}.`] : []),
    ...(notLookedAt.length > 0 ? ['Not looked at'] : []),
    ...notLookedAt.map(({ field, message }) => `  ${paint('yellow', '?')} ${field}: ${message}`),
  ];
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
