import { hourMs, isoOf } from './calendar.ts';
import type { CostBook } from './cost-book.ts';
import { type Charged, type Figures, together } from './cost-figures.ts';
import { type Amount, noAmount, type Pricing, sum } from './metering.ts';
import { type Currency, currencyOf } from './rates.ts';

/** What is reported of a network, of what no network owns, or of all. */
export interface ReportedSum extends Figures {
  /** What earlier reports had not told of the hours before this one: things that were noticed late, prices that were corrected. */
  readonly correction: number;
}

/** The report of one UTC hour, written once the hour is over. Amounts are in the currency's smallest unit, without tax. */
export interface HourlyReport {
  /** The hour's beginning, ISO 8601. */
  readonly hour: string;
  readonly currency: Currency;
  readonly rule: Pricing['rule'];
  readonly total: ReportedSum;
  readonly networks: Readonly<Record<string, ReportedSum>>;
  /** What networks have cost of which nothing is in this month, and of which there is nothing to correct. */
  readonly ended: Readonly<Record<string, number>>;
  /** What no network of this installation owns. */
  readonly unmanaged: ReportedSum;
  /** What stands, and what stood this month. */
  readonly things: readonly Charged[];
}

/**
 * The report of an hour (counted from the epoch), by what is known of the things at its end. All that `before`, the report of
 * the hour before, and its predecessors have told, with this hour and its corrections, is what the things ever cost. It
 * grows with the month's things, and by a name and a number for each network that ever was.
 */
export function hourlyReport(book: CostBook, hour: number, before: HourlyReport | undefined): HourlyReport {
  const { charged, ended, isPart } = book.at((hour + 1) * hourMs);
  const groups = Map.groupBy(charged, ({ billed }) => billed.network ?? '');
  const names = new Set(groups.keys());
  for (const known of [ended.keys(), Object.keys(before?.networks ?? {}), Object.keys(before?.ended ?? {})]) {
    for (const name of known) names.add(name);
  }
  names.delete('');
  const of = (some: readonly Charged[], gone: Amount, told: number): ReportedSum => {
    const figures = together(some.map((one) => one.figures));
    const lifetime = sum([figures.lifetime, gone]);
    return { ...figures, lifetime, correction: lifetime.units - told - figures.thisHour.units };
  };
  const networks: [string, ReportedSum][] = [];
  const past: Record<string, number> = {};
  for (const name of names) {
    const some = groups.get(name) ?? [];
    const gone = ended.get(name) ?? noAmount;
    const told = before?.networks[name]?.lifetime.units ?? before?.ended[name] ?? 0;
    // After years most networks are so, in each hour.
    if (some.length === 0 && gone.units === told) {
      past[name] = told;
      continue;
    }
    const sums = of(some, gone, told);
    if (some.some(isPart) || sums.correction !== 0) networks.push([name, sums]);
    else past[name] = sums.lifetime.units;
  }
  const gone = ended.get('') ?? noAmount;
  return {
    hour: isoOf(hour * hourMs),
    currency: currencyOf[book.pricing.coverage],
    rule: book.pricing.rule,
    total: of(charged, sum(ended.values()), before?.total.lifetime.units ?? 0),
    networks: Object.fromEntries(networks.sort(([a], [b]) => (a < b ? -1 : 1))),
    ended: past,
    unmanaged: of(groups.get('') ?? [], gone, before?.unmanaged.lifetime.units ?? 0),
    things: charged.filter(isPart),
  };
}
