import type { Fault } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import type { PeeringRecord } from '../canal/record.ts';
import type { NetworkFindings } from './network-checks.ts';
import { otherRange, sameRange } from './standing-peering.ts';

/** The faults of peerings that stand in the way, and that a run neither changes nor deletes: it fails when it comes to them. */
export function peeringFaults(
  network: Network,
  { found: { vpg }, peerings: checked }: NetworkFindings,
  { peerings: recorded, leaving }: { peerings: readonly PeeringRecord[]; leaving: readonly PeeringRecord[] },
  soracomAccountId: string | undefined,
): Fault[] {
  return network.peerings.flatMap((wish, index): Fault[] => {
    const { peerVpcId } = wish;
    const standing = vpg?.peerings.find((peering) => peering.peerVpcId === peerVpcId);
    // One that the record knows otherwise goes, and is made again.
    if (!vpg || !standing || leaving.some((one) => one.peerVpcId === peerVpcId)) return [];
    const field = `peerings[${index}]`;
    const known = recorded.find((one) => one.name === wish.name && one.peerVpcId === peerVpcId);
    const made = known?.made ?? vpg.tags['canal:network'] === network.name;
    const living = checked[index]?.standing;
    const isDead = checked[index]?.peer !== undefined && !living;
    if (isDead && made) return [];
    if (living && soracomAccountId && living.requesterOwnerId !== soracomAccountId) {
      const message = `peering ${standing.id} to ${peerVpcId} is from account ${living.requesterOwnerId}, not from SORACOM: find out who asked for it, and delete it at SORACOM.`;
      return [{ name: 'PeeringRefused', field, message }];
    }
    if (!sameRange(standing, wish.destinationCidrBlock)) {
      const { message } = otherRange({ vpgId: vpg.vpgId, peering: wish }, standing);
      return [{ name: 'PeeringRefused', field: `${field}.destinationCidrBlock`, message }];
    }
    if (!isDead) return [];
    const message = `peering ${standing.id} to ${peerVpcId}, which no run has made, is dead in EC2: delete it at SORACOM, then a run makes another one.`;
    return [{ name: 'PeeringRefused', field, message }];
  });
}
