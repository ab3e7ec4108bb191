import { dayPeriod, type Hours, hourMs } from './calendar.ts';
import { type Coverage, type Rate, type RateItem, rateFor, ratesOf } from './rates.ts';
import { typeF } from './vpg-types.ts';

/** The prices of a coverage, ready to be multiplied with hours. */
export interface PriceList {
  /** What some hours cost, in the smallest unit, and for how many of them no price is known. */
  hours(item: RateItem, vpgType: number | undefined, hours: Hours): { units: number; unknownHours: number };
  /** What is charged once on a day; undefined where that is not known. */
  once(item: RateItem, vpgType: number | undefined, day: string): number | undefined;
}

/** Hours from `from` on have this price, until the next span. */
interface Span {
  readonly from: number;
  readonly price: number | undefined;
}

/** The prices of a table. A rate holds from 00:00 UTC of its day. */
export function priceList(coverage: Coverage, table: readonly Rate[]): PriceList {
  const known = new Map<string, readonly Span[]>();
  const spansOf = (item: RateItem, vpgType: number): readonly Span[] => {
    const key = `${item} ${vpgType}`;
    let spans = known.get(key);
    if (!spans) {
      spans = spansIn(item, vpgType, coverage, table);
      known.set(key, spans);
    }
    return spans;
  };
  return {
    hours(item, vpgType = typeF, { from, to }) {
      const spans = spansOf(item, vpgType);
      let units = 0;
      let unknownHours = 0;
      for (const [index, { from: begin, price }] of spans.entries()) {
        const count = Math.min(to, spans[index + 1]?.from ?? Number.POSITIVE_INFINITY) - Math.max(from, begin);
        if (count <= 0) continue;
        if (price === undefined) unknownHours += count;
        else units += count * price;
      }
      return { units, unknownHours };
    },
    once(item, vpgType = typeF, day) {
      const rate = rateFor(item, coverage, table, day, vpgType);
      return rate?.per === 'once' ? rate.price : undefined;
    },
  };
}

function spansIn(item: RateItem, vpgType: number, coverage: Coverage, table: readonly Rate[]): Span[] {
  const days = new Set(ratesOf(item, coverage, table, vpgType).map(({ validFrom }) => validFrom));
  const changes = [...days].sort().map((day): Span => {
    const rate = rateFor(item, coverage, table, day, vpgType);
    return { from: dayPeriod(day).from / hourMs, price: rate?.per === 'hour' ? rate.price : undefined };
  });
  return [{ from: Number.NEGATIVE_INFINITY, price: undefined }, ...changes];
}
