import { describeCost } from '../canal/cost.ts';
import { allPages } from './all-pages.ts';
import type { Swept } from './api-shapes.ts';
import { typedHere } from './command-line.ts';
import { type Paint, paintFor } from './paint.ts';
import { atPlace } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal sweep`. */
export interface SweepOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly remove?: boolean;
}

/** `canal sweep`: what was left behind. Answers 0 if nothing is left, 3 if something is; throws if it cannot be swept. */
export function sweep(options: SweepOptions, surroundings: Surroundings): Promise<number> {
  return atPlace(
    'Sweep what?',
    options,
    surroundings,
    async (place) => {
      const { stdout } = surroundings;
      const pages = await allPages((cursor) => place.api.sweep(options.remove ?? false, cursor));
      const findings = pages.flatMap(({ read }) => read.findings);
      const came = pages.flatMap((page) => (page.came as { findings: unknown[] }).findings);
      const text = options.json
        ? printableJson({ findings: came, simulated: place.simulated() })
        : [place.headline(), '', ...sweepLines(findings, paintFor(stdout), place.words)].join('\n');
      stdout.write(`${text}\n`);
      return findings.every(({ removed }) => removed) ? 0 : 3;
    },
    undefined,
    { writes: true, vendors: true },
  );
}

function sweepLines(findings: Swept['findings'], paint: Paint, words: readonly string[]): string[] {
  if (findings.length === 0) return [`Nothing was left behind: ${paint('green', 'clean')}.`];
  return findings.flatMap(({ message, mend, command, cost, removed }) => [
    `${removed ? paint('green', '✓') : paint('red', '!')} ${message}`,
    ...(cost ? [`    It costs ${describeCost({ ...cost, taxExclusive: true })}${removed ? ', until now' : ''}.`] : []),
    `    ${mend}`,
    ...(command === undefined ? [] : [`    ${paint('bold', typedHere(command, words))}`]),
  ]);
}
