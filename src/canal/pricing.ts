import { CanalError } from './errors.ts';
import type { Pricing } from './metering.ts';
import { type RateWish, wishedRate } from './rate-wish.ts';
import { currencyOf, type Rate, rates } from './rates.ts';

/** What the settings say about prices. */
export interface PricingWish extends Omit<Pricing, 'table'> {
  /** Rates over the built-in table. */
  readonly rates: readonly RateWish[];
}

/** The pricing of an installation: the built-in rates, over them those of the settings, over these those that the API has set. */
export function pricingOf(wish: PricingWish, set: readonly Rate[]): Pricing {
  const { coverage, rule, firstPeeringIncluded } = wish;
  const wished = wish.rates.map((one) => {
    const rate = wishedRate(one, coverage, 'settings');
    if (rate) return rate;
    const unit = coverage === 'japan' ? 'whole yen' : 'dollars of four decimals at most';
    throw new CanalError(
      'InvalidSettings',
      `CANAL_RATES: the price ${one.price} of ${one.item} must be in ${unit} (${currencyOf[coverage]}).`,
    );
  });
  return { coverage, rule, firstPeeringIncluded, table: [...rates, ...wished, ...set] };
}
