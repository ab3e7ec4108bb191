import * as z from 'zod/mini';
import type { WarningShape } from './shapes.ts';

/** How the group's SIMs stood when the run ended. */
export const SimCounts = z.strictObject({
  reconnected: z.int(),
  offline: z.int(),
  late: z.int(),
  lateSims: z.array(z.string()),
});

/** Checks before and after creation find some things twice. */
export function distinct(warnings: readonly z.output<typeof WarningShape>[]) {
  return [...new Map(warnings.map((warning) => [`${warning.field} ${warning.message}`, warning])).values()];
}

/** SIMs that have not come back. */
export function lateWarnings(sims: z.output<typeof SimCounts> | undefined): z.output<typeof WarningShape>[] {
  if (!sims?.late) return [];
  const named = [...sims.lateSims, ...(sims.late > sims.lateSims.length ? ['…'] : [])].join(', ');
  const who = sims.late === 1 ? '1 SIM has' : `${sims.late} SIMs have`;
  return [{ field: 'reconnect', message: `${who} not come back yet (${named}): look at the devices.` }];
}
