import * as z from 'zod/mini';
import { printable, printableLines } from './printable.ts';

/** A text on one line, made printable. */
export const Text = z.pipe(z.string(), z.transform(printable));
/** A text of lines, made printable. */
export const Lines = z.pipe(z.string(), z.transform(printableLines));
/** Milliseconds since the epoch; ISO 8601 on the wire. */
export const Time = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text) => Date.parse(text)),
);

/** One thing that is wrong, with its field. */
export const Fault = z.object({ error: Text, field: Text, message: Text });

/** What amounts are in. */
export const Currency = z.enum(['JPY', 'USD']);

/** What something costs an hour. */
export const Cost = z.object({
  currency: Currency,
  perHour: z.number(),
  unknown: z.array(Text),
  taxExclusive: z.literal(true),
});
