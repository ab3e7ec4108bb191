import type { MeteringRule } from '../../src/canal/metering.ts';

/** A thing of the brute-force meter: when it stood, in minutes since the epoch, [from, to). */
export interface Stood {
  readonly id: string;
  readonly vpgId: string;
  readonly kind: 'vpg' | 'peering';
  readonly from: number;
  readonly to: number;
}

/** What the brute-force meter is told about prices; undefined is unknown. `day` counts from the epoch. */
export interface MinutePrices {
  readonly perHour: (kind: 'vpg' | 'peering', day: number) => number | undefined;
  readonly setUp: (day: number) => number | undefined;
  readonly firstIncluded: boolean;
  readonly rule: MeteringRule;
}

/** What a thing costs in an hour: what is known of it, and whether there is more. */
export interface HourCharge {
  readonly units: number;
  readonly unknown: boolean;
}

/**
 * What things cost in each UTC hour of a span of minutes, found by walking through every minute of it and knowing nothing
 * of intervals: hour -> thing -> charge.
 */
export function minuteMeter(things: readonly Stood[], from: number, to: number, prices: MinutePrices) {
  const hours = new Map<number, Map<string, HourCharge>>();
  for (let hour = Math.floor(from / 60); hour * 60 < to; hour += 1) {
    const minutesOf = new Map<string, number>();
    for (let minute = hour * 60; minute < hour * 60 + 60; minute += 1) {
      for (const { id, from: begin, to: end } of things) {
        if (begin <= minute && minute < end) minutesOf.set(id, (minutesOf.get(id) ?? 0) + 1);
      }
    }
    const counting = things.filter(({ id }) => (minutesOf.get(id) ?? 0) >= (prices.rule === 'whole-hours' ? 60 : 1));
    const day = Math.floor(hour / 24);
    const charges = new Map<string, HourCharge>();
    const charge = (id: string, price: number | undefined): void => {
      const { units, unknown } = charges.get(id) ?? { units: 0, unknown: false };
      charges.set(id, { units: units + (price ?? 0), unknown: unknown || price === undefined });
    };
    for (const one of counting) {
      const older = counting.some(
        (other) =>
          other.kind === 'peering' &&
          other.vpgId === one.vpgId &&
          (other.from < one.from || (other.from === one.from && other.id < one.id)),
      );
      const free = prices.firstIncluded && one.kind === 'peering' && !older;
      charge(one.id, free ? 0 : prices.perHour(one.kind, day));
    }
    for (const { id, kind, from: begin } of things) {
      if (kind === 'vpg' && Math.floor(begin / 60) === hour) charge(id, prices.setUp(day));
    }
    hours.set(hour, charges);
  }
  return hours;
}
