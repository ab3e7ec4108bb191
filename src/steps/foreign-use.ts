import { CanalError } from '../canal/errors.ts';
import type { PeeringRecord } from '../canal/record.ts';
import type { Records, Soracom, Vpg } from './ports.ts';

/** Something that others have on a VPG, and what becomes of it when the VPG goes. */
export interface ForeignUse {
  readonly kind: 'group' | 'peering' | 'sims';
  readonly id: string;
  /** A part of a sentence, without a capital and a full stop. */
  readonly message: string;
}

/** What of a VPG is known to be the network's own. */
export interface OwnUse {
  readonly groupIds: readonly string[];
  readonly isOwn: (peering: Vpg['peerings'][number]) => boolean;
}

/** What others have on a VPG: groups that are set to it, and peerings that we did not make. */
export async function foreignUse(vpg: Vpg, own: OwnUse, soracom: Soracom): Promise<ForeignUse[]> {
  const ids = own.groupIds.map((groupId) => groupId.toLowerCase());
  const groups = (await soracom.groupsOn(vpg.vpgId)).filter((groupId) => !ids.includes(groupId.toLowerCase()));
  return [
    ...groups.map((id): ForeignUse => {
      return { kind: 'group', id, message: `group ${id} is set to use it, and its SIMs lose their way to the VPCs` };
    }),
    ...vpg.peerings
      .filter((peering) => !own.isOwn(peering))
      .map(({ id, peerVpcId, peerOwnerId }): ForeignUse => {
        const where = peerVpcId ? ` to ${peerVpcId} of account ${peerOwnerId}` : '';
        return { kind: 'peering', id, message: `peering ${id}${where}, which this network did not make, goes with it` };
      }),
  ];
}

/** What others have on a VPG of a network, by what the record knows of the network. */
export async function strangersOn(
  vpg: Vpg,
  known: readonly PeeringRecord[],
  network: string,
  { soracom, records }: { soracom: Soracom; records: Records },
): Promise<ForeignUse[]> {
  const groupIds = (await records.groups(network)).map(({ groupId }) => groupId);
  const isOwn = ({ id, peerVpcId }: Vpg['peerings'][number]) =>
    known.some((one) => (one.peeringId === undefined ? one.peerVpcId === peerVpcId : one.peeringId === id));
  return foreignUse(vpg, { groupIds, isOwn }, soracom);
}

/** The warnings about what is broken with force; throws VpgInUse without. */
export function mayBreak(vpgId: string, uses: readonly ForeignUse[], force: boolean) {
  if (uses.length > 0 && !force) {
    throw new CanalError(
      'VpgInUse',
      `VPG ${vpgId} is used by others, so it is not terminated: ${uses.map(({ message }) => message).join('; ')}. Move or delete that first. With force (canal down --force, DELETE …?force=true) it is terminated all the same, and that breaks.`,
    );
  }
  return uses.map(({ message }) => ({ field: 'vpg', message: `VPG ${vpgId} was removed with force: ${message}.` }));
}
