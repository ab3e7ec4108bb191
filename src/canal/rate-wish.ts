import * as z from 'zod/mini';
import { unitsOf } from './money.ts';
import { type Coverage, currencyOf, type Rate } from './rates.ts';

/** A rate that somebody sets over the built-in table, from a day on. */
export const RateWish = z.strictObject({
  item: z.enum(['peering', 'vpg', 'vpg-setup'], { error: 'must be peering, vpg or vpg-setup' }),
  /** Of a VPG; absent: of any type. */
  vpgType: z.exactOptional(z.int()),
  /** In yen or dollars, without tax: per hour, or once for vpg-setup. */
  price: z.number().check(z.minimum(0, 'must not be negative'), z.maximum(1_000_000, 'must be at most 1000000')),
  validFrom: z.iso.date('must be a day such as 2026-11-26; it holds from 00:00 UTC of that day on'),
  /** Where the price is from. */
  source: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(300))),
});

export type RateWish = z.output<typeof RateWish>;

/** The rate that is wished; undefined for a price that is finer than the currency's smallest unit. */
export function wishedRate(wish: RateWish, coverage: Coverage, setBy: 'settings' | 'api'): Rate | undefined {
  const { item, vpgType, price, validFrom, source } = wish;
  const units = unitsOf(price, currencyOf[coverage]);
  if (units === undefined) return undefined;
  return {
    item,
    coverage,
    ...(vpgType === undefined ? {} : { vpgType }),
    currency: currencyOf[coverage],
    price: units,
    per: item === 'vpg-setup' ? 'once' : 'hour',
    validFrom,
    source: source ?? (setBy === 'settings' ? 'the settings of this installation' : 'set over the API'),
    confidence: 'high',
    setBy,
  };
}
