import * as z from 'zod';
import { jsonVariable } from './json-variable.ts';

const rate = () =>
  z.strictObject({
    item: z.enum(['peering', 'vpg', 'vpg-setup']),
    vpgType: z.int().exactOptional(),
    price: z.number().min(0).max(1_000_000),
    validFrom: z.iso.date('must be a day such as 2026-11-26'),
    source: z.string().min(1).exactOptional(),
  });

/** The variables that costs are computed by. */
export const costEnvironment = () => ({
  /** Rates over the built-in table, from a day on: JSON, [{"item": "vpg", "price": 50, "validFrom": "2026-11-01"}]. */
  CANAL_RATES: jsonVariable('[]', '[{"item": "vpg", "price": 50, "validFrom": "2026-11-01"}]').pipe(z.array(rate())),
  /** Which UTC hours count: all that were started, or only those that were whole. */
  CANAL_METERING: z.enum(['started-hours', 'whole-hours']).default('started-hours'),
  /** Whether the VPG's fee includes its first peering. */
  CANAL_FIRST_PEERING_INCLUDED: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  /** What all networks together may cost a month, in yen or dollars. */
  CANAL_MONTHLY_BUDGET: z.coerce.number().positive().max(1_000_000_000).exactOptional(),
  /** After how many days without a session a VPG is told of. */
  CANAL_IDLE_DAYS: z.coerce.number().int().min(1).max(365).default(7),
});
