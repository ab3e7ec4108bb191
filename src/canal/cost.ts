import { dayOf } from './calendar.ts';
import type { Pricing } from './metering.ts';
import { majorOf, moneyText } from './money.ts';
import { type Currency, currencyOf, type RateItem, rateFor } from './rates.ts';
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
  readonly vpgs: number;
  /** SORACOM's number of the VPGs' type; absent: Type-F. */
  readonly vpgType?: number;
  /** All peerings of these VPGs, or, without VPGs, some of others. */
  readonly peerings: number;
}

/**
 * The hourly cost of VPGs and peerings by the prices of a moment's day: an estimate, without set-up fees, data and tax. Where
 * a VPG's fee includes its first peering, one of each of these VPGs is; of others nobody knows here which one is the first.
 */
export function runningCost({ vpgs, vpgType, peerings }: ChargedThings, pricing: Pricing, at: number): RunningCost {
  const { coverage, table, firstPeeringIncluded } = pricing;
  const currency = currencyOf[coverage];
  const included = firstPeeringIncluded ? Math.min(vpgs, peerings) : 0;
  const unknown: Partial<Record<RateItem, number>> = {};
  let units = 0;
  for (const [item, count] of [['peering', peerings - included] as const, ['vpg', vpgs] as const]) {
    const rate = rateFor(item, coverage, table, dayOf(at), vpgType);
    if (rate?.per === 'hour') units += count * rate.price;
    else if (count > 0) unknown[item] = count;
  }
  return { currency, perHour: majorOf(units, currency), unknown: unknownFees({ unknown }), taxExclusive: true };
}

/** The same cost as it stands in records, events and answers. */
export const toldCost = ({ currency, perHour, unknown }: RunningCost) => ({ currency, perHour, unknown });

/** The cost as words: "¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive". */
export function describeCost(cost: RunningCost): string {
  const unknown = cost.unknown.length === 0 ? '' : `${cost.unknown.join(' and ')} (price not known)`;
  // A sum of nothing but unknown prices is not zero.
  if (unknown && cost.perHour === 0) return `${unknown} per hour, tax-exclusive`;
  return `${moneyText(cost.perHour, cost.currency)} per hour${unknown && `, plus ${unknown}`}, tax-exclusive`;
}
