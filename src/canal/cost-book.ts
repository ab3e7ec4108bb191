import { hourMs, hoursOf, monthOf, monthPeriod } from './calendar.ts';
import { type Charged, chargedThings } from './cost-figures.ts';
import type { Billed } from './ledger.ts';
import { type Amount, type Metered, meter, type Pricing, sum } from './metering.ts';

/** What is seen from a moment. */
export interface CostView {
  /** What stood in the month or stands, with all else that the same VPGs ever had. */
  readonly charged: readonly Charged[];
  /** What all others, gone before the month, have cost: by network, and '' for what no network owns. */
  readonly ended: ReadonlyMap<string, Amount>;
  /** Whether a thing stood in the month, or stands. */
  readonly isPart: (one: Charged) => boolean;
}

/** Things and their prices, to be looked at from many moments. */
export interface CostBook {
  readonly pricing: Pricing;
  /** The figures at a moment, of its month or another one, by the midnights of a time zone. */
  at(moment: number, of?: { readonly month?: string; readonly timeZone?: string }): CostView;
}

/** A VPG with its peerings: which of these is included in its fee depends on the others, so they stay together. */
interface Family {
  readonly members: readonly Metered[];
  /** The hour from which on nothing of it counts. */
  readonly until: number;
}

/**
 * A book of all things that ever were. After some years most of them are gone, and each view would go through them all: so what
 * ended before a month is added up once for that month.
 */
export function costBook(things: readonly Billed[], pricing: Pricing): CostBook {
  const metering = meter(things, pricing);
  // A set-up fee falls due in the hour of the creation, also where by whole hours no hour counts.
  const until = ({ billed, counted }: Metered): number => Math.max(counted.to, Math.floor(billed.from / hourMs) + 1);
  const families = [...Map.groupBy(metering.metered, ({ billed }) => billed.vpgId).values()].map(
    (members): Family => ({ members, until: Math.max(...members.map(until)) }),
  );
  const lifetime = (one: Metered): Amount => metering.amount(one, { from: Number.NEGATIVE_INFINITY, to: until(one) });
  const months = new Map<string, Omit<CostView, 'charged'> & { readonly present: readonly Billed[] }>();
  const monthOfBook = (month: string, timeZone: string) => {
    const key = `${month} ${timeZone}`;
    const known = months.get(key);
    if (known) return known;
    const begin = hoursOf(monthPeriod(month, timeZone)).from;
    const [gone, present] = [true, false].map((isGone) =>
      families.filter(({ until }) => until <= begin === isGone).flatMap(({ members }) => members),
    ) as [Metered[], Metered[]];
    const ended = new Map(
      [...Map.groupBy(gone, ({ billed }) => billed.network ?? '')].map(([network, some]) => [
        network,
        sum(some.map(lifetime)),
      ]),
    );
    const isPart = ({ billed: { from, to } }: Charged): boolean =>
      to === undefined || to > begin * hourMs || from >= begin * hourMs;
    const made = { present: present.map(({ billed }) => billed), ended, isPart };
    months.set(key, made);
    return made;
  };
  return {
    pricing,
    at(moment, { month, timeZone = 'UTC' } = {}) {
      const asked = month ?? monthOf(moment - 1, timeZone);
      const { present, ...rest } = monthOfBook(asked, timeZone);
      return { charged: chargedThings(present, pricing, moment, { month: asked, timeZone }), ...rest };
    },
  };
}
