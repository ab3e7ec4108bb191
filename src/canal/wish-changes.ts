import { canonicalCidr } from './cidr.ts';
import type { PeeringWish } from './peering-wish.ts';
import type { PeeringRecord } from './record.ts';

/** What a wish changes about the peerings on record. */
export interface PeeringChanges {
  /** Peerings that the wish does not name any more, or names with another range: they are deleted. */
  readonly leaving: readonly PeeringRecord[];
  /** Peerings that stay under another name. */
  readonly renamed: readonly { readonly from: PeeringRecord; readonly to: string }[];
}

const sameRange = (a: string, b: string): boolean => (canonicalCidr(a) ?? a) === (canonicalCidr(b) ?? b);

/** The wish of a peering on record: that of the same VPC. */
export const wishOf = (record: PeeringRecord, wishes: readonly PeeringWish[]): PeeringWish | undefined =>
  wishes.find(
    (wish) =>
      wish.peerVpcId === record.peerVpcId &&
      wish.peerOwnerId === record.peerOwnerId &&
      wish.peerRegion === record.peerRegion,
  );

/** Whether a peering on record must be deleted and made again: SORACOM cannot change its range. */
const isOtherRange = (record: PeeringRecord, wish: PeeringWish): boolean =>
  !sameRange(record.destinationCidrBlock, wish.destinationCidrBlock);

/**
 * Compares the peerings on record with a wish. One that takes the name of another, which stays too, is deleted and made
 * again: two records cannot change places in one write.
 */
export function peeringChanges(known: readonly PeeringRecord[], wishes: readonly PeeringWish[]): PeeringChanges {
  const leaving: PeeringRecord[] = [];
  const renamed: { from: PeeringRecord; to: string }[] = [];
  for (const record of known) {
    const wish = wishOf(record, wishes);
    if (!wish || (record.made && isOtherRange(record, wish))) leaving.push(record);
    else if (wish.name !== record.name) {
      if (known.some(({ name }) => name === wish.name)) leaving.push(record);
      else renamed.push({ from: record, to: wish.name });
    }
  }
  return { leaving, renamed };
}
