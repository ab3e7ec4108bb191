import * as z from 'zod/mini';
import { jsonVariable } from './json-variable.ts';

const rate = () =>
  z.strictObject({
    item: z.enum(['peering', 'vpg', 'vpg-setup']),
    vpgType: z.exactOptional(z.int()),
    price: z.number().check(z.minimum(0), z.maximum(1_000_000)),
    validFrom: z.iso.date('must be a day such as 2026-11-26'),
    source: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(300))),
  });

/** The variables that costs are computed by. */
export const costEnvironment = () => ({
  /** Rates over the built-in table, from a day on: JSON, [{"item": "vpg", "price": 50, "validFrom": "2026-11-01"}]. */
  CANAL_RATES: z.pipe(jsonVariable('[]', '[{"item": "vpg", "price": 50, "validFrom": "2026-11-01"}]'), z.array(rate())),
  /** Which UTC hours count: all that were started, or only those that were whole. */
  CANAL_METERING: z._default(z.enum(['started-hours', 'whole-hours']), 'started-hours'),
  /** Whether the VPG's fee includes its first peering. */
  CANAL_FIRST_PEERING_INCLUDED: z.pipe(
    z._default(z.enum(['true', 'false']), 'false'),
    z.transform((text) => text === 'true'),
  ),
  /** What all networks together may cost a month, in yen or dollars. */
  CANAL_MONTHLY_BUDGET: z.exactOptional(z.coerce.number().check(z.positive(), z.maximum(1_000_000_000))),
  /** After how many days without a session a VPG is told of. */
  CANAL_IDLE_DAYS: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(365)), 7),
});

/** Prices that are finer than the smallest unit of their currency, a sentence each: a run would find that out at its end. */
export function tooFinePrices(read: {
  readonly CANAL_RATES: readonly { readonly price: number }[];
  readonly CANAL_COVERAGE: 'japan' | 'global';
}): string[] {
  const [parts, words] =
    read.CANAL_COVERAGE === 'japan' ? [1, 'whole yen'] : [10_000, 'dollars of four decimals at most'];
  return read.CANAL_RATES.flatMap(({ price }, index) =>
    Math.round(price * parts) / parts === price ? [] : [`CANAL_RATES.${index}.price: must be in ${words}`],
  );
}
