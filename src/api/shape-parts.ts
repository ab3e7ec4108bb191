import * as z from 'zod/mini';

/** A moment, ISO 8601. */
export const Time = z.iso.datetime();
/** A warning, with its field. */
export const Finding = z.strictObject({ field: z.string(), message: z.string() });
/** One thing that is wrong, with its field. */
export const Fault = z.strictObject({ error: z.string(), field: z.string(), message: z.string() });
/** Where a list goes on. */
export const Cursor = z
  .string()
  .check(z.meta({ description: 'Opaque; ask again with it as the query parameter cursor.' }));

/** What something costs an hour. */
export const Cost = z.strictObject({
  currency: z.enum(['JPY', 'USD']),
  perHour: z.number(),
  unknown: z.array(z.string()).check(z.meta({ description: 'What is charged, too, at a price that is not known.' })),
  taxExclusive: z.literal(true),
});
