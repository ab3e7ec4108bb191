import { dayOf } from '../canal/calendar.ts';
import { ratesIn } from '../canal/pricing.ts';
import type { Rate } from '../canal/rates.ts';
import type { Installation, Ledger, Run } from '../steps/ports.ts';

/** What it takes to know today's prices. */
export interface RatePorts extends Run {
  readonly installation: Installation;
  readonly ledger: Pick<Ledger, 'setRates'>;
}

/** The rates that hold today: built in, of the settings, and those that PUT /rates has set. Throws StoreUnavailable. */
export async function currentRates({ installation, ledger, now }: RatePorts): Promise<readonly Rate[]> {
  const today = dayOf(now());
  return [...ratesIn(installation), ...(await ledger.setRates())].filter(({ validFrom }) => validFrom <= today);
}
