import type { Checked } from './api-shapes.ts';
import type { Paint } from './paint.ts';

/** Each difference with what mends it. */
export function differenceLines(differences: Checked['differences'], paint: Paint): string[] {
  return differences.flatMap(({ field, message, mend, command }) => [
    `  ${paint('red', '≠')} ${field}: ${message}`,
    `      ${mend}`,
    ...(command === undefined ? [] : [`      ${paint('bold', command)}`]),
  ]);
}
