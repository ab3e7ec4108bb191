import { type PricingWish, pricingOf } from '../../src/canal/pricing.ts';
import type { Rate } from '../../src/canal/rates.ts';
import type { Prices } from '../../src/steps/ports.ts';
import { tapped, type Wire } from './ports.ts';

/** What the settings say about prices, unless they say otherwise. */
export const pricingWish = (changes: Partial<PricingWish> = {}): PricingWish => ({
  coverage: 'japan',
  rule: 'started-hours',
  firstPeeringIncluded: false,
  rates: [],
  ...changes,
});

/** Prices in memory: `wish` is that of the settings, `set` what the API has set; tests change both. */
export interface HeldPrices {
  wish: PricingWish;
  set: Rate[];
}

export const heldPrices = (changes: Partial<PricingWish> = {}): HeldPrices => ({ wish: pricingWish(changes), set: [] });

/** The port over prices in memory. What is built in holds from the epoch on, where the clocks of most tests begin. */
export function pricesPort(to: Wire, held: HeldPrices = heldPrices()): Prices {
  const port: Prices = {
    async pricing() {
      const { table, ...pricing } = pricingOf(held.wish, held.set);
      return { ...pricing, table: table.map((rate) => (rate.setBy ? rate : { ...rate, validFrom: '1970-01-01' })) };
    },
    async keepRate(rate) {
      held.set.push(rate);
    },
  };
  return tapped('prices', port, to);
}
