import { dayOf, dayPeriod, type Hours, hourMs, hoursOf, monthOf, monthPeriod } from './calendar.ts';
import type { Billed } from './ledger.ts';
import { type Amount, type Meter, type Metered, meter, noAmount, type Pricing, sum } from './metering.ts';

/** What something costs, seen from a moment. Started hours are in, so the amounts can only grow by what comes. */
export interface Figures {
  /** What an hour costs that begins now, by the prices that hold now. */
  readonly perHour: Amount;
  /** The hour that ends with the moment. */
  readonly thisHour: Amount;
  readonly today: Amount;
  readonly monthToDate: Amount;
  /** The month at its end, if all stays as it is. */
  readonly forecast: Amount;
  readonly lifetime: Amount;
}

/** A thing and its figures. */
export interface Charged {
  readonly billed: Billed;
  readonly figures: Figures;
}

/** The periods around a moment; the month may be another one than the moment's. */
interface Spans {
  /** The hour that the moment is in. */
  readonly now: number;
  readonly upTo: number;
  readonly thisHour: Hours;
  readonly today: Hours;
  readonly month: Hours;
}

/** Things as they were at a moment: what came later is not there, what ended later stands. */
function asOf(things: readonly Billed[], moment: number): Billed[] {
  return things
    .filter(({ from }) => from < moment)
    .map((one) => {
      if (one.to === undefined || one.to <= moment) return one;
      const { to: _, ...standing } = one;
      return { ...standing, untilLastSight: false };
    });
}

/**
 * The figures of each thing, seen from a moment. Day and month are those of the moment (of the last ms before it: the
 * midnight that ends a month still belongs to it) in a time zone.
 */
export function chargedThings(
  things: readonly Billed[],
  pricing: Pricing,
  moment: number,
  { month, timeZone = 'UTC' }: { readonly month?: string; readonly timeZone?: string } = {},
): Charged[] {
  const metering = meter(asOf(things, moment), pricing);
  const spans = spansAt(moment, month ?? monthOf(moment - 1, timeZone), timeZone);
  return metering.metered.map((one) => ({ billed: one.billed, figures: figuresOf(one, metering, spans) }));
}

/** The figures of several things together. */
export function together(all: readonly Figures[]): Figures {
  const of = (name: keyof Figures): Amount => sum(all.map((figures) => figures[name]));
  return {
    perHour: of('perHour'),
    thisHour: of('thisHour'),
    today: of('today'),
    monthToDate: of('monthToDate'),
    forecast: of('forecast'),
    lifetime: of('lifetime'),
  };
}

function spansAt(moment: number, month: string, timeZone: string): Spans {
  const upTo = Math.ceil(moment / hourMs);
  return {
    now: Math.floor(moment / hourMs),
    upTo,
    thisHour: { from: upTo - 1, to: upTo },
    today: hoursOf(dayPeriod(dayOf(moment - 1, timeZone), timeZone)),
    month: hoursOf(monthPeriod(month, timeZone)),
  };
}

function figuresOf(one: Metered, metering: Meter, { now, upTo, thisHour, today, month }: Spans): Figures {
  const until = (from: number, to: number): Amount => metering.amount(one, { from, to: Math.min(to, upTo) });
  const standing = one.billed.to === undefined;
  return {
    perHour: standing ? metering.running(one, upTo, now) : noAmount,
    thisHour: metering.amount(one, thisHour),
    today: until(today.from, upTo),
    monthToDate: until(month.from, month.to),
    // What stands is charged on, what is closed is not: its hours have an end.
    forecast: metering.amount(one, month),
    lifetime: until(Number.NEGATIVE_INFINITY, upTo),
  };
}
