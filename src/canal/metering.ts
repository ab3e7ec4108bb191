import { dayOfHour, type Hours, hourMs } from './calendar.ts';
import type { Billed } from './ledger.ts';
import { type PriceList, priceList } from './price-list.ts';
import type { Coverage, Rate, RateItem } from './rates.ts';

/** Which UTC hours of a thing count: all that it has touched (an upper bound), or those that it stood through (a lower one). */
export type MeteringRule = 'started-hours' | 'whole-hours';

/** How things are priced. */
export interface Pricing {
  readonly coverage: Coverage;
  readonly table: readonly Rate[];
  readonly rule: MeteringRule;
  /** Whether a VPG's fee includes its first peering: in each hour, the oldest that counts is free. */
  readonly firstPeeringIncluded: boolean;
}

/** An amount in the coverage's smallest unit, and how many things are charged beyond it at prices that are not known. */
export interface Amount {
  readonly units: number;
  readonly unknown: Readonly<Partial<Record<RateItem, number>>>;
}

/** Nothing, and nothing unknown. */
export const noAmount: Amount = { units: 0, unknown: {} };

/** A thing with the UTC hours that it is charged for; `to` is infinite while it stands. */
export interface Metered {
  readonly billed: Billed;
  /** The hours that count by the rule. */
  readonly counted: Hours;
  /** Those of them that have a price: a peering that its VPG's fee includes has fewer. */
  readonly charged: Hours;
}

/** What each amount is computed by. */
export interface Meter {
  readonly metered: readonly Metered[];
  /** What a thing is charged within some hours. */
  amount(one: Metered, hours: Hours): Amount;
  /**
   * What a thing costs in one hour, its set-up fee aside, at the prices of that hour or of another one; nothing where it does
   * not stand or is included.
   */
  running(one: Metered, hour: number, pricedAt?: number): Amount;
}

/** Meters things: pure, in integers of the smallest unit. Sums over any parts of time are the sum over their whole. */
export function meter(things: readonly Billed[], pricing: Pricing): Meter {
  const prices = priceList(pricing.coverage, pricing.table);
  const counted = things.map((billed) => ({ billed, counted: countedHours(billed, pricing.rule) }));
  const metered = pricing.firstPeeringIncluded
    ? [...Map.groupBy(counted, ({ billed }) => billed.vpgId).values()].flatMap(withFirstIncluded)
    : counted.map((one) => ({ ...one, charged: one.counted }));
  return {
    metered,
    amount: (one, hours) => sum([hourly(one, hours, prices), setUp(one, hours, prices)]),
    running: ({ billed, charged }, hour, pricedAt = hour) =>
      charged.from <= hour && hour < charged.to
        ? hourly({ billed, charged: everyHour }, { from: pricedAt, to: pricedAt + 1 }, prices)
        : noAmount,
  };
}

/** The sum of amounts. */
export function sum(amounts: Iterable<Amount>): Amount {
  let units = 0;
  let unknown: Partial<Record<RateItem, number>> | undefined;
  for (const amount of amounts) {
    units += amount.units;
    for (const [item, count] of Object.entries(amount.unknown) as [RateItem, number][]) {
      unknown ??= {};
      unknown[item] = (unknown[item] ?? 0) + count;
    }
  }
  if (!Number.isSafeInteger(units)) throw new RangeError('The sum is too large to be exact.');
  return unknown ? { units, unknown } : units === 0 ? noAmount : { units, unknown: {} };
}

function countedHours({ from, to }: Billed, rule: MeteringRule): Hours {
  const end = to ?? Number.POSITIVE_INFINITY;
  if (rule === 'whole-hours') {
    const first = Math.ceil(from / hourMs);
    return { from: first, to: Math.max(first, Math.floor(end / hourMs)) };
  }
  const first = Math.floor(from / hourMs);
  // What was deleted in the moment of its creation has started an hour, too.
  return { from: first, to: Math.max(first + 1, Math.ceil(end / hourMs)) };
}

/**
 * Takes the included hours from a VPG's peerings. Older ones begin no later, so where a younger one begins they cover all
 * hours until the last of them ends; what is left of the younger one after that is included.
 */
function withFirstIncluded(things: readonly Omit<Metered, 'charged'>[]): Metered[] {
  const vpgs = things.filter(({ billed }) => billed.thing === 'vpg').map((one) => ({ ...one, charged: one.counted }));
  const peerings = things
    .filter(({ billed }) => billed.thing === 'peering')
    .toSorted((a, b) => a.billed.from - b.billed.from || (a.billed.id < b.billed.id ? -1 : 1));
  let covered = Number.NEGATIVE_INFINITY;
  const charged = peerings.map((one): Metered => {
    const { from, to } = one.counted;
    const hours = { from, to: Math.max(from, Math.min(to, covered)) };
    if (to > from) covered = Math.max(covered, to);
    return { ...one, charged: hours };
  });
  return [...vpgs, ...charged];
}

const everyHour: Hours = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

function hourly({ billed, charged }: Pick<Metered, 'billed' | 'charged'>, hours: Hours, prices: PriceList): Amount {
  const from = Math.max(charged.from, hours.from);
  const to = Math.min(charged.to, hours.to);
  if (from >= to) return noAmount;
  const { units, unknownHours } = prices.hours(billed.thing, billed.vpgType, { from, to });
  return unknownHours > 0 ? { units, unknown: { [billed.thing]: 1 } } : { units, unknown: {} };
}

/** The set-up fee falls due in the hour of the creation; of what was there before its first sight, nobody knows when. */
function setUp({ billed }: Metered, hours: Hours, prices: PriceList): Amount {
  const hour = Math.floor(billed.from / hourMs);
  if (billed.thing !== 'vpg' || hour < hours.from || hour >= hours.to) return noAmount;
  const price = prices.once('vpg-setup', billed.vpgType, dayOfHour(hour));
  return price === undefined ? { units: 0, unknown: { 'vpg-setup': 1 } } : { units: price, unknown: {} };
}
