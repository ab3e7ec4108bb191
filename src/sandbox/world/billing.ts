import * as z from 'zod/mini';
import type { Peering } from './peering.ts';
import type { Vpg } from './vpg.ts';

const hour = 3_600_000;
const day = 24 * hour;

const price = z.number().check(z.minimum(0));

/** By which prices SORACOM bills, without tax: a part of the world file. What is not given is not billed. */
export const Billing = z.prefault(
  z.strictObject({
    currency: z._default(z.enum(['JPY', 'USD']), 'JPY'),
    peeringPerHour: z._default(price, 10),
    /** Whether a VPG's fee includes one peering in each hour. */
    firstPeeringIncluded: z._default(z.boolean(), false),
    vpgPerHour: z._default(price, 0),
    vpgSetUp: z._default(price, 0),
    /** What all other services of the operator cost a day. */
    otherPerDay: z._default(price, 0),
    taxPercent: z._default(z.number().check(z.minimum(0), z.maximum(100)), 10),
    /** How long after its end a day shows on the bill. */
    lagHours: z._default(z.number().check(z.minimum(0)), 24),
  }),
  {},
);

export type Billing = z.output<typeof Billing>;

/** One line of a bill, without tax. */
export interface BillLine {
  readonly category: string;
  readonly name: string;
  /** In yen or dollars. */
  readonly amount: number;
}

/** What is billed: everything that the operator ever had, and its first moment. */
export interface Billable {
  readonly since: number;
  readonly vpgs: Iterable<Vpg>;
  readonly peerings: Iterable<Peering>;
}

/** Until when the figures are computed: whole UTC days that have been over for the lag. */
export const evaluatedUpTo = ({ lagHours }: Billing, now: number): number =>
  Math.floor((now - lagHours * hour) / day) * day;

/** Whether a month's bill is final: two days after its end. Figures before that are preliminary and lack set-up fees. */
export const isFinal = (monthEnd: number, now: number): boolean => now >= monthEnd + 2 * day;

/** The lines of a span of whole UTC days, those of nothing left out. */
export function billOf(
  things: Billable,
  billing: Billing,
  span: { from: number; to: number; final: boolean },
): BillLine[] {
  const { from, to, final } = span;
  const vpgs = [...things.vpgs];
  const vpgHours = vpgs.reduce((sum, vpg) => sum + hoursTouched(vpg.createdAt, vpg.terminatingAt, from, to), 0);
  const peerings = [...things.peerings];
  const peeringHours = peerings.reduce((sum, one) => sum + hoursTouched(one.createdAt, endOfFee(one), from, to), 0);
  const included = billing.firstPeeringIncluded ? hoursWithPeering(peerings, from, to) : 0;
  const setUps = final ? vpgs.filter(({ createdAt }) => from <= createdAt && createdAt < to).length : 0;
  const days = Math.max(0, (to - Math.max(from, Math.floor(things.since / day) * day)) / day);
  return [
    line('VPG', 'VPC peering connection fee', peeringHours - included, billing.peeringPerHour),
    line('VPG', 'VPG basic fee', vpgHours, billing.vpgPerHour),
    line('VPG', 'VPG setup fee', setUps, billing.vpgSetUp),
    line('AIR', 'Data communication', days, billing.otherPerDay),
  ].filter(({ amount }) => amount > 0);
}

// Dollars in hundredths of a cent: sums of tenths would not be exact.
const exact = (amount: number): number => Math.round(amount * 10_000) / 10_000;

const line = (category: string, name: string, quantity: number, unitPrice: number): BillLine => ({
  category,
  name,
  amount: exact(quantity * unitPrice),
});

/** The sum of lines. */
export const totalOf = (lines: readonly BillLine[]): number =>
  exact(lines.reduce((sum, { amount }) => sum + amount, 0));

/** A sum with tax: added after summing, its fraction rounded up to the currency's smallest coin. */
export function withTax(amount: number, { currency, taxPercent }: Billing): number {
  const coin = currency === 'JPY' ? 1 : 100;
  return Math.ceil(exact(amount * (1 + taxPercent / 100)) * coin) / coin;
}

/** SORACOM's fee ends when SORACOM deletes it, whatever its owner has done at AWS before. */
const endOfFee = ({ deletedAt, forgottenAt, forgottenBySoracom }: Peering): number | undefined =>
  forgottenAt ?? (forgottenBySoracom ? deletedAt : undefined);

/** In how many UTC hours of a span each VPG had a peering, summed up. */
function hoursWithPeering(peerings: readonly Peering[], from: number, to: number): number {
  let count = 0;
  for (const some of Map.groupBy(peerings, ({ vpgId }) => vpgId).values()) {
    for (let at = from; at < to; at += hour) {
      if (some.some((one) => hoursTouched(one.createdAt, endOfFee(one), at, at + hour) > 0)) count += 1;
    }
  }
  return count;
}

/** In how many UTC hours of a span something was there, if only for a moment. */
function hoursTouched(begin: number, end: number | undefined, from: number, to: number): number {
  let count = 0;
  const last = Math.min(end ?? Number.POSITIVE_INFINITY, to);
  const first = Math.floor(begin / hour) * hour;
  for (let at = Math.max(first, from); at < last || (at === first && at >= from && at < to); at += hour) count += 1;
  return count;
}
