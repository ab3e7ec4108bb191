import { isLasting } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import type { Installation, PeerAccounts } from './ports.ts';

/**
 * The other side of a last look: living peerings that EC2 shows with a network's tags although SORACOM has none of it any more,
 * a warning each; `kept` are those that SORACOM still has on an adopted VPG. An account that lets us in no more is told.
 */
export async function peerRemains(
  { name, peerings }: Network,
  kept: readonly string[],
  { peerAccounts, installation }: { peerAccounts: PeerAccounts; installation: Installation },
): Promise<{ field: string; message: string }[]> {
  const warnings: { field: string; message: string }[] = [];
  for (const { name: peering, peerOwnerId, peerRegion, peerVpcId } of peerings) {
    const field = `peering ${peering}`;
    try {
      const account = await peerAccounts.open(peerOwnerId, peerRegion, `remains-${name}`);
      for (const { id, status, tags } of await account.livePeerings(peerVpcId)) {
        const ours = tags['canal:network'] === name && tags['canal:stack'] === installation.stack;
        if (!ours || kept.includes(id)) continue;
        const message = `EC2 still shows ${id} to ${peerVpcId} of account ${peerOwnerId} (${status}) with this network's tags, although SORACOM has none of it: delete it there.`;
        warnings.push({ field, message });
      }
    } catch (error) {
      if (!isLasting(error)) throw error;
      const message = `whether EC2 shows anything of it in account ${peerOwnerId} was not looked at: ${error.message}`;
      warnings.push({ field, message });
    }
  }
  return warnings;
}
