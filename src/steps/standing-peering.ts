import type * as z from 'zod/mini';
import { canonicalCidr } from '../canal/cidr.ts';
import { CanalError } from '../canal/errors.ts';
import type { PeeringRecord } from '../canal/record.ts';
import type { PeeringItem } from './peering-shapes.ts';
import type { PeerAccount, VpgPeering } from './ports.ts';

/** EC2's words for a peering that will never work again. */
export const deadStatuses = ['deleted', 'rejected', 'expired', 'failed'];

/** A peering that EC2 does not show any more, this long after it was first found, is gone rather than not visible yet. */
const visibleWithinMs = 600_000;

/** The VPG's peering to a VPC. Where SORACOM tells only a peering's id, EC2 says whether it leads to this VPC. */
export async function peeringTo(
  peerVpcId: string,
  peerings: readonly VpgPeering[],
  open: () => Promise<PeerAccount>,
): Promise<VpgPeering | undefined> {
  const told = peerings.filter((peering) => peering.peerVpcId === peerVpcId);
  if (told.length < 2) {
    if (told[0]) return told[0];
  } else {
    // AWS allows one peering between two VPCs: of several, at most one lives.
    for (const peering of told) {
      const shown = await (await open()).peering(peering.id);
      if (shown && !deadStatuses.includes(shown.status)) return peering;
    }
    return told[0];
  }
  for (const peering of peerings.filter((each) => each.peerVpcId === '')) {
    const shown = await (await open()).peering(peering.id);
    if (shown?.accepterVpcId === peerVpcId) return peering;
  }
  return undefined;
}

/** Whether EC2 says that a peering is dead, or has not shown it for long enough. */
export async function isDead(
  account: PeerAccount,
  standing: VpgPeering,
  known: PeeringRecord | undefined,
  now: number,
): Promise<boolean> {
  const shown = await account.peering(standing.id);
  if (shown) return deadStatuses.includes(shown.status);
  return known?.peeringId === standing.id && now - known.since > visibleWithinMs;
}

/** Whether a peering stands with the wished range, in whatever form. */
export const sameRange = ({ destinationCidrBlock: stands }: VpgPeering, wished: string): boolean =>
  stands === '' || (canonicalCidr(stands) ?? stands) === wished;

/** The error about a peering that stands with another range. */
export function otherRange(
  { vpgId, peering: wish }: Pick<z.output<typeof PeeringItem>, 'vpgId' | 'peering'>,
  standing: VpgPeering,
): CanalError {
  return new CanalError(
    'PeeringRefused',
    `VPG ${vpgId} has peering ${standing.id} to ${wish.peerVpcId} with destinationCidrBlock ${standing.destinationCidrBlock}, the file says ${wish.destinationCidrBlock}. SORACOM cannot change it: delete that peering, or write its range into the file.`,
  );
}
