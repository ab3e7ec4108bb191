import { dayOf, dayPeriod, daysOf, hourMs, hoursOf, monthPeriod } from './calendar.ts';
import type { Billed } from './ledger.ts';
import { meter, type Pricing, sum } from './metering.ts';
import { majorOf, moneyText } from './money.ts';
import { type Currency, currencyOf } from './rates.ts';
import { unknownFees } from './unknown-fees.ts';

/** SORACOM's own figures of a month, as its API gives them. */
export interface BilledFigures {
  /** Absent where SORACOM has no bill of the month. */
  readonly days: readonly { readonly day: string; readonly currency: string; readonly amount: number }[] | undefined;
  /** Absent where SORACOM does not split the month's bill any more. */
  readonly items: readonly { readonly category: string; readonly name: string; readonly amount: number }[] | undefined;
  readonly currency: string | undefined;
}

/** The bill beside the ledger, for the days that are on the bill. */
export interface BillComparison {
  readonly currency: Currency;
  /** The last day on the bill; absent while none is. */
  readonly billedUntil?: string;
  /** What the ledger says of the billed days, without set-up fees, and of those that are not billed yet. */
  readonly ledger: number;
  readonly ledgerNotBilled: number;
  /** Set-up fees of the month, as far as their prices are known. */
  readonly setUpFees: number;
  readonly bill: number;
  /** The items of the bill that look like VPGs and peerings, and all others; SORACOM does not publish their names. */
  readonly vpgItems: number;
  readonly otherItems: number;
  /** The bill's items of VPGs less the ledger's amount. */
  readonly difference: number;
  readonly explanations: readonly string[];
}

const ofVpgs = /vpg|virtual private gateway|peering|canal/i;

/** Compares a UTC month. Amounts are in yen or dollars; those of another currency are not compared, and that is said. */
export function compareBill(
  things: readonly Billed[],
  pricing: Pricing,
  billed: BilledFigures,
  month: string,
  now: number,
): BillComparison {
  const currency = currencyOf[pricing.coverage];
  const period = monthPeriod(month);
  const end = Math.min(period.to, now);
  const { days = [], items = [] } = billed;
  const unsplit = billed.items === undefined && days.length > 0;
  const lastDay = days.at(-1)?.day;
  const upTo = lastDay === undefined ? period.from : dayPeriod(lastDay).to;
  const metering = meter(things, pricing);
  const within = (from: number, to: number) =>
    sum(metering.metered.map((one) => metering.amount(one, hoursOf({ from, to: Math.max(from, to) }))));
  const all = within(period.from, upTo);
  const setUps = sum(
    metering.metered
      .filter(({ billed: { thing, from } }) => thing === 'vpg' && from >= period.from && from < upTo)
      .map((one) => {
        const from = Math.floor(one.billed.from / hourMs);
        const hour = metering.amount(one, { from, to: from + 1 });
        return { units: hour.units - metering.running(one, from).units, unknown: {} };
      }),
  );
  const other = billed.currency !== undefined && billed.currency !== currency;
  const amounts = (some: readonly { readonly amount: number }[]) =>
    exact(some.reduce((total, { amount }) => total + amount, 0));
  const vpgItems = amounts(items.filter(({ category, name }) => ofVpgs.test(`${category} ${name}`)));
  const ledger = majorOf(all.units - setUps.units, currency);
  const comparison = {
    currency,
    ...(lastDay === undefined ? {} : { billedUntil: lastDay }),
    ledger,
    ledgerNotBilled: majorOf(within(upTo, end).units, currency),
    setUpFees: majorOf(setUps.units, currency),
    bill: amounts(days),
    vpgItems,
    otherItems: exact(amounts(items) - vpgItems),
    difference: other || unsplit ? 0 : exact(vpgItems - ledger),
  };
  const noticed = things.filter(({ from, to, sinceFirstSight, untilLastSight }) => {
    const within = (moment: number | undefined) => moment !== undefined && moment >= period.from && moment < upTo;
    return (sinceFirstSight && within(from)) || (untilLastSight && within(to));
  }).length;
  return {
    ...comparison,
    explanations: explained(comparison, unknownFees(all), { other, month, end, billed, noticed }),
  };
}

function explained(
  comparison: Omit<BillComparison, 'explanations'>,
  fees: readonly string[],
  {
    other,
    month,
    end,
    billed,
    noticed,
  }: { other: boolean; month: string; end: number; billed: BilledFigures; noticed: number },
): string[] {
  const { currency, billedUntil, ledgerNotBilled, setUpFees, otherItems, difference } = comparison;
  const text = (amount: number): string => moneyText(amount, currency);
  if (other) return [`SORACOM bills in ${billed.currency}, the ledger counts in ${currency}: they are not compared.`];
  if (billed.days === undefined) {
    return [`SORACOM has no bill of ${month}: the operator was not there yet, or it is too long ago.`];
  }
  if (billed.items === undefined && billed.days.length > 0) {
    return [
      `SORACOM splits the bills of the last four months alone: that of ${month} is ${text(comparison.bill)} for all services together.`,
    ];
  }
  const newest = dayOf(end - 1);
  const days = daysOf(month).filter((day) => day <= newest && (billedUntil === undefined || day > billedUntil)).length;
  return [
    ...(difference === 0 && billedUntil !== undefined
      ? ['The bill of VPGs and peerings is what the ledger says.']
      : []),
    ...(days > 0
      ? [
          `The bill lags about a day: ${days} day${days === 1 ? '' : 's'} of this month ${days === 1 ? 'is' : 'are'} not on it yet (${text(ledgerNotBilled)} in the ledger).`,
        ]
      : []),
    ...(setUpFees > 0 && difference === setUpFees
      ? [`The difference is the set-up fees (${text(setUpFees)}), which stand on the bill of a month that is final.`]
      : []),
    ...(setUpFees > 0 && difference !== setUpFees
      ? [`Set-up fees (${text(setUpFees)} in the ledger) come onto the bill when the month is final.`]
      : []),
    ...(fees.length > 0
      ? [
          `The ledger does not know the price of ${fees.join(' and ')}: what the bill has of it is part of the difference.`,
        ]
      : []),
    ...(otherItems > 0 ? [`Other services are ${text(otherItems)} of the bill.`] : []),
    ...(difference !== 0 && noticed > 0
      ? [
          `Others made or deleted ${noticed === 1 ? 'one thing' : `${noticed} things`} between two reports, which saw only that: the ledger may have some hours less or more.`,
        ]
      : []),
    ...(difference < 0
      ? ['The ledger counts started hours in full and begins with the request: it is an upper bound.']
      : []),
    ...(difference > 0 && difference !== setUpFees && fees.length === 0
      ? [
          'The bill is higher: set a rate that is newer (PUT /rates), or look for VPGs that were made and deleted between two reports.',
        ]
      : []),
    'All amounts here are without tax, which SORACOM adds to the sum.',
  ];
}

// Sums of tenths of a cent are not exact in floating point; the bill has no finer parts than hundredths of a cent.
const exact = (amount: number): number => Math.round(amount * 10_000) / 10_000;
