import { majorOf, moneyText } from './money.ts';
import { type Coverage, type Currency, currencyOf, type Rate, type RateItem, rateFor } from './rates.ts';
import { unknownFees } from './unknown-fees.ts';

/** What things cost while they stand. */
export interface RunningCost {
  readonly currency: Currency;
  /** Yen or dollars per hour, of what has a known price. */
  readonly perHour: number;
  /** What is charged too at a price that is not known. */
  readonly unknown: string[];
  readonly taxExclusive: true;
}

/** What is charged for by the hour. */
export interface ChargedThings {
  readonly coverage: Coverage;
  readonly vpgs: number;
  readonly peerings: number;
}

/** The hourly cost of VPGs and peerings by the newest rates of a table: an estimate, without set-up fees, data and tax. */
export function runningCost(things: ChargedThings, table: readonly Rate[]): RunningCost {
  const currency = currencyOf[things.coverage];
  const unknown: Partial<Record<RateItem, number>> = {};
  let units = 0;
  for (const [item, count] of [['peering', things.peerings] as const, ['vpg', things.vpgs] as const]) {
    const rate = rateFor(item, things.coverage, table);
    if (rate?.per === 'hour' && rate.currency === currency) units += count * rate.price;
    else if (count > 0) unknown[item] = count;
  }
  return { currency, perHour: majorOf(units, currency), unknown: unknownFees({ unknown }), taxExclusive: true };
}

/** The cost as words: "¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive". */
export function describeCost(cost: RunningCost): string {
  const unknown = cost.unknown.length === 0 ? '' : `${cost.unknown.join(' and ')} (price not known)`;
  // A sum of nothing but unknown prices is not zero.
  if (unknown && cost.perHour === 0) return `${unknown} per hour, tax-exclusive`;
  return `${moneyText(cost.perHour, cost.currency)} per hour${unknown && `, plus ${unknown}`}, tax-exclusive`;
}
