import type { Pricing } from '../canal/metering.ts';
import type { Prices } from './ports.ts';

/** Prices for a call that names many costs: the first who asks has them read, and nobody has them read again. */
export function pricedOnce(prices: Prices): Prices {
  let read: Promise<Pricing> | undefined;
  return {
    ...prices,
    pricing() {
      read ??= prices.pricing();
      return read;
    },
  };
}
