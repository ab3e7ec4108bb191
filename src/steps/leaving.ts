import type * as z from 'zod/mini';
import type { PeeringRecord } from '../canal/record.ts';
import type { LeavingPeering } from './leaving-shapes.ts';
import type { Vpg } from './ports.ts';

/** A peering on record as one that is to go; one whose id is not known is looked for among the VPG's. */
export function leavingPeering(
  record: PeeringRecord,
  vpg: Pick<Vpg, 'vpgId'> | Vpg | undefined,
): z.output<typeof LeavingPeering> {
  const { name, peerOwnerId, peerVpcId, peerRegion, made } = record;
  const listed = vpg && 'peerings' in vpg ? vpg.peerings.find((peering) => peering.peerVpcId === peerVpcId) : undefined;
  const peeringId = record.peeringId ?? listed?.id;
  return {
    name,
    peerOwnerId,
    peerVpcId,
    peerRegion,
    ...(vpg ? { vpgId: vpg.vpgId } : {}),
    ...(peeringId === undefined ? {} : { peeringId }),
    ...(listed && record.peeringId === undefined && record.askedAt !== undefined ? { askedAt: record.askedAt } : {}),
    remove: made,
  };
}
