import * as z from 'zod/mini';
import { isLasting } from '../canal/errors.ts';
import { exampleLeavingItem, LeavingItem } from './leaving-shapes.ts';
import type { PeerAccounts, Records, Soracom } from './ports.ts';
import { WarningShape } from './shapes.ts';
import { deadStatuses } from './standing-peering.ts';

/** Looks on both sides whether a peering is gone. */
export const LookForPeering = {
  step: 'look-for-peering',
  input: LeavingItem,
  output: z.strictObject({ status: z.enum(['gone', 'going']), warnings: z.array(WarningShape) }),
  example: exampleLeavingItem,
};

type Item = z.output<typeof LookForPeering.input>;

interface Ports {
  soracom: Soracom;
  peerAccounts: PeerAccounts;
  records: Records;
}

/** Looks once; one that is gone, or was found and stays, is forgotten. */
export async function lookForPeering(item: Item, ports: Ports): Promise<z.input<typeof LookForPeering.output>> {
  const { network, peering } = item;
  const warnings: z.output<typeof WarningShape>[] = [];
  if (peering.remove && peering.peeringId !== undefined) {
    if (await isListed(peering.vpgId, peering.peeringId, ports.soracom)) return { status: 'going', warnings };
    const shown = await shownStatus(item, peering.peeringId, ports.peerAccounts);
    if (shown.status !== undefined && !deadStatuses.includes(shown.status)) return { status: 'going', warnings };
    if (shown.problem !== undefined) warnings.push({ field: `peering ${peering.name}`, message: shown.problem });
  }
  // A peering that stood before the run that is undone is still the network's.
  if (peering.remove || peering.run === undefined) await ports.records.forgetPeering(network, peering.name);
  return { status: 'gone', warnings };
}

async function isListed(vpgId: string | undefined, peeringId: string, soracom: Soracom): Promise<boolean> {
  const vpg = vpgId === undefined ? undefined : await soracom.vpg(vpgId);
  return vpg?.peerings.some(({ id }) => id === peeringId) ?? false;
}

/** EC2's word for it; with force, an account that does not let us in any more is not waited for. */
async function shownStatus(
  { peering, execution, force }: Item,
  peeringId: string,
  peerAccounts: PeerAccounts,
): Promise<{ status: string | undefined; problem?: string }> {
  try {
    const account = await peerAccounts.open(peering.peerOwnerId, peering.peerRegion, execution.name);
    return { status: (await account.peering(peeringId))?.status };
  } catch (error) {
    if (!force || !isLasting(error)) throw error;
    const problem = `SORACOM has deleted ${peeringId}; whether EC2 shows it gone is not known: ${error.message}`;
    return { status: undefined, problem };
  }
}
