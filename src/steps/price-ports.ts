import type { Pricing } from '../canal/metering.ts';
import type { Rate } from '../canal/rates.ts';

/** What is needed to know what things cost. Every method throws StoreUnavailable, also for a rate that came beside another. */
export interface Prices {
  /** The prices of all days: the built-in ones, over them those of the settings, over these those that were set. One read of one item. */
  pricing(): Promise<Pricing>;
  /** Sets a rate from its day on; one of the same item, type and day is replaced. */
  keepRate(rate: Rate): Promise<void>;
}
