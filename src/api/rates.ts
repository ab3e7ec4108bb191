import { faultsError } from '../canal/errors.ts';
import { majorOf } from '../canal/money.ts';
import { RateWish, wishedRate } from '../canal/rate-wish.ts';
import { currencyOf, type Rate } from '../canal/rates.ts';
import { shapeFaults } from '../canal/shape-faults.ts';
import type { CostPorts } from './costs-api.ts';
import { wantMapping } from './mapping-body.ts';
import type { Answer } from './problems.ts';

/** GET /rates: every rate of the coverage, built in, of the settings and of this API, with source and confidence. */
export async function listRates({ prices }: Pick<CostPorts, 'prices'>): Promise<Answer> {
  const { table, coverage } = await prices.pricing();
  const rates = table.filter((rate) => rate.coverage === coverage).map(rateView);
  return { status: 200, body: { rates } };
}

/** PUT /rates: sets a rate over all others from its day on. 200 with the rate. Throws faults of the body, each with its field. */
export async function putRate(body: unknown, { prices, costs }: Pick<CostPorts, 'prices' | 'costs'>): Promise<Answer> {
  const notDone = 'The rate was not set';
  wantMapping(body, notDone, '{"item": "vpg", "price": 50, "validFrom": "2026-11-01"}');
  const read = RateWish.safeParse(body);
  const rate = read.success ? wishedRate(read.data, costs.coverage, 'api') : undefined;
  const tooFine = { name: 'InvalidInput' as const, field: 'price', message: priceRule[costs.coverage] };
  const [first, ...rest] = read.success ? (rate ? [] : [tooFine]) : shapeFaults(read.error, RateWish);
  if (first) throw faultsError(notDone, [first, ...rest]);
  await prices.keepRate(rate as Rate);
  return { status: 200, body: rateView(rate as Rate) };
}

const priceRule = {
  japan: `must be in whole yen (${currencyOf.japan})`,
  global: `must be in dollars (${currencyOf.global}) of four decimals at most`,
} as const;

const rateView = ({ price, setBy, ...rate }: Rate) => ({
  ...rate,
  price: majorOf(price, rate.currency),
  setBy: setBy ?? ('built in' as const),
});
