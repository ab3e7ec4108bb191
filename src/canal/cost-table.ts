import { dayPeriod, daysOf, monthPeriod } from './calendar.ts';
import type { CostBook } from './cost-book.ts';
import { type Charged, type Figures, together } from './cost-figures.ts';
import type { Billed } from './ledger.ts';
import { type Amount, noAmount, sum } from './metering.ts';

/** What the rows of a cost table stand for. */
export const tableKinds = ['network', 'vpg', 'peering', 'day'] as const;

/** What one table's rows stand for. */
export type TableKind = (typeof tableKinds)[number];

/** One row, in the smallest unit. */
export interface CostRow extends Pick<Figures, 'perHour' | 'monthToDate' | 'forecast'> {
  /** The network's name, the id of a VPG or a peering, or the day; empty for what no network owns. By peering, a VPG has its own fees. */
  readonly key: string;
  /** What falls on this row within the month so far. */
  readonly amount: Amount;
  readonly lifetime: Amount;
  /** Of a VPG or a peering. */
  readonly billed?: Billed;
}

/** A month of costs: rows and their total. */
export interface CostTable {
  readonly rows: readonly CostRow[];
  readonly total: CostRow;
  /** The moment that it is seen from: now, or the end of a month that is over. */
  readonly asOf: number;
}

/** The costs of a month (YYYY-MM) that has begun, by its days or by what they are for, seen from now or from its end. */
export function costTable(
  book: CostBook,
  asked: { readonly month: string; readonly timeZone: string; readonly by: TableKind; readonly now: number },
): CostTable {
  const { month, timeZone, by, now } = asked;
  const asOf = Math.min(now, monthPeriod(month, timeZone).to);
  const at = (moment: number) => book.at(moment, { month, timeZone });
  const { charged, ended, isPart } = at(asOf);
  const total = rowOf('total', withEnded(together(charged.map(({ figures }) => figures)), sum(ended.values())));
  if (by === 'day') {
    const days = daysOf(month)
      .map((day) => ({ day, period: dayPeriod(day, timeZone) }))
      .filter(({ period }) => period.from < asOf);
    const rows = days.map(({ day, period }) => {
      const seen = at(Math.min(period.to, asOf));
      const figures = withEnded(together(seen.charged.map((one) => one.figures)), sum(seen.ended.values()));
      return { ...rowOf(day, figures), amount: figures.today };
    });
    return { rows, total, asOf };
  }
  const key = ({ billed }: Charged): string =>
    by === 'network' ? (billed.network ?? '') : by === 'vpg' ? billed.vpgId : billed.id;
  // What ended before the month has no row of its own in it, but is part of what its network or its VPG has cost in all.
  const groups = [...Map.groupBy(charged, key)].filter(([, some]) => some.some(isPart));
  const rows = groups.map(([name, some]): CostRow => {
    const thing = by === 'network' ? undefined : some.find(({ billed }) => billed.id === name)?.billed;
    const gone = by === 'network' ? (ended.get(name) ?? noAmount) : noAmount;
    const figures = withEnded(together(some.map((one) => one.figures)), gone);
    return { ...rowOf(name, figures), ...(thing ? { billed: thing } : {}) };
  });
  return { rows: rows.sort(dearestFirst), total, asOf };
}

const withEnded = (figures: Figures, gone: Amount): Figures => ({
  ...figures,
  lifetime: sum([figures.lifetime, gone]),
});

const dearestFirst = (a: CostRow, b: CostRow): number =>
  b.monthToDate.units - a.monthToDate.units || (a.key < b.key ? -1 : 1);

function rowOf(key: string, { perHour, monthToDate, forecast, lifetime }: Figures): CostRow {
  return { key, amount: monthToDate, perHour, monthToDate, forecast, lifetime };
}
