import { hourMs, isoOf } from './calendar.ts';
import { type Charged, chargedThings, type Figures, together } from './cost-figures.ts';
import type { Billed } from './ledger.ts';
import type { Pricing } from './metering.ts';
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
  /** What no network of this installation owns. */
  readonly unmanaged: ReportedSum;
  readonly things: readonly Charged[];
}

/**
 * The report of an hour (counted from the epoch), by what is known of the things at its end. All that `before`, the report of
 * the hour before, and its predecessors have told, with this hour and its corrections, is what the things ever cost.
 */
export function hourlyReport(
  things: readonly Billed[],
  pricing: Pricing,
  hour: number,
  before: HourlyReport | undefined,
): HourlyReport {
  const charged = chargedThings(things, pricing, (hour + 1) * hourMs);
  const groups = Map.groupBy(charged, ({ billed }) => billed.network ?? '');
  const { '': _, ...earlier } = before?.networks ?? {};
  const names = [...new Set([...groups.keys(), ...Object.keys(earlier)])].filter((name) => name !== '').sort();
  const of = (some: readonly Charged[] | undefined, told: ReportedSum | undefined): ReportedSum =>
    corrected(together((some ?? []).map(({ figures }) => figures)), told);
  return {
    hour: isoOf(hour * hourMs),
    currency: currencyOf[pricing.coverage],
    rule: pricing.rule,
    total: of(charged, before?.total),
    networks: Object.fromEntries(names.map((name) => [name, of(groups.get(name), before?.networks[name])])),
    unmanaged: of(groups.get(''), before?.unmanaged),
    things: charged,
  };
}

function corrected(figures: Figures, before: ReportedSum | undefined): ReportedSum {
  const told = (before?.lifetime.units ?? 0) + figures.thisHour.units;
  return { ...figures, correction: figures.lifetime.units - told };
}
