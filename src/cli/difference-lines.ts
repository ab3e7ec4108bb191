import type { Checked } from './api-shapes.ts';
import { typedHere } from './command-line.ts';
import type { Paint } from './paint.ts';

/** Each difference with what mends it. `words` name the place in a command line. */
export function differenceLines(differences: Checked['differences'], paint: Paint, words: readonly string[]): string[] {
  return differences.flatMap(({ field, message, mend, command }) => [
    `  ${paint('red', '≠')} ${field}: ${message}`,
    `      ${mend}`,
    ...(command === undefined ? [] : [`      ${paint('bold', typedHere(command, words))}`]),
  ]);
}
