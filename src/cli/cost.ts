import { costsCsv } from '../canal/costs-csv.ts';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { billLines } from './cost-bill.ts';
import { costLines } from './cost-lines.ts';
import { billOf, costsOf } from './cost-requests.ts';
import { atPlace, type Place } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal cost`. */
export interface CostOptions extends PlaceOptions {
  readonly month?: string;
  readonly by?: string;
  readonly timeZone?: string;
  readonly format?: 'table' | 'json' | 'csv';
  readonly bill?: boolean;
  /** The same as the format json, as other commands have it. */
  readonly json?: boolean;
}

/** `canal cost [NAME]`: a month of costs, or SORACOM's bill beside them. Answers 0; throws what the API refuses. */
export function cost(name: string | undefined, options: CostOptions, surroundings: Surroundings): Promise<number> {
  const { month, by, timeZone, bill = false } = options;
  const format = formatOf(options);
  if (bill && (name !== undefined || by !== undefined || timeZone !== undefined || format === 'csv')) {
    const right = commandLine('cost', '--bill', '--month', '2026-11');
    throw new CommandError(
      'Usage',
      `SORACOM's bill is of a month as a whole, as text or JSON: leave the name and other options away, as in ${right}`,
    );
  }
  return atPlace(
    'The costs of what?',
    options,
    surroundings,
    async (place) => {
      const query = { month, by, timeZone };
      const say = (text: string): void => surroundings.stdout.write(text);
      if (bill) {
        const { read, came } = await billOf(place.api, month);
        say(format === 'json' ? jsonText(came, place) : `${[place.headline(), '', ...billLines(read)].join('\n')}\n`);
        return 0;
      }
      const { read, came } = await costsOf(place.api, name, query);
      if (format === 'csv') {
        say(costsCsv(read));
        return 0;
      }
      const width = Math.max(20, surroundings.stdout.columns);
      say(
        format === 'json' ? jsonText(came, place) : `${[place.headline(), '', ...costLines(read, width)].join('\n')}\n`,
      );
      return 0;
    },
    undefined,
    { vendors: bill === true },
  );
}

function formatOf({ json, format }: CostOptions): 'table' | 'json' | 'csv' {
  if (json && format !== undefined && format !== 'json') {
    throw new CommandError('Usage', `--json and --format ${format} are two formats. Give one of them.`);
  }
  return json ? 'json' : (format ?? 'table');
}

const jsonText = (came: unknown, place: Place): string =>
  `${printableJson({ ...(came as object), simulated: place.simulated() })}\n`;
