import { chargedThings, together } from './cost-figures.ts';
import type { Billed } from './ledger.ts';
import type { Pricing } from './metering.ts';
import { majorOf, moneyText } from './money.ts';
import { type Currency, currencyOf } from './rates.ts';
import { unknownFees } from './unknown-fees.ts';

/** What something has cost in all, up to a moment. */
export interface TotalCost {
  readonly currency: Currency;
  /** Yen or dollars, of what has a known price. */
  readonly total: number;
  /** What was charged beyond it, in words: at prices that are not known, or before anybody saw it. */
  readonly unknown: string[];
  readonly taxExclusive: true;
}

/** What things have cost from their first hours to a moment; started hours are in. */
export function totalCost(things: readonly Billed[], pricing: Pricing, moment: number): TotalCost {
  const charged = chargedThings(things, pricing, moment);
  const { lifetime } = together(charged.map(({ figures }) => figures));
  const currency = currencyOf[pricing.coverage];
  const late = charged.filter(({ billed }) => billed.sinceFirstSight).length;
  return {
    currency,
    total: majorOf(lifetime.units, currency),
    unknown: [...unknownFees(lifetime), ...(late === 0 ? [] : [unseenHours(late)])],
    taxExclusive: true,
  };
}

const unseenHours = (count: number): string =>
  count === 1 ? 'the hours of a thing before its first sight' : `the hours of ${count} things before their first sight`;

/** The total as words: "¥240, plus the VPG's own fee (not known), tax-exclusive". */
export function describeTotal({ currency, total, unknown }: Omit<TotalCost, 'taxExclusive'>): string {
  const more = unknown.length === 0 ? '' : `${unknown.join(' and ')} (not known)`;
  // A sum of nothing but unknown prices is not zero.
  if (more && total === 0) return `${more}, tax-exclusive`;
  return `${moneyText(total, currency)}${more && `, plus ${more}`}, tax-exclusive`;
}
