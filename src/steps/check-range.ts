import * as z from 'zod/mini';
import { faultsError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { openedOnce } from './opened-once.ts';
import { checkPeer, gather } from './peer-checks.ts';
import type { PeerAccounts, Run, Soracom } from './ports.ts';
import { reachWarnings } from './reach-checks.ts';
import { ExecutionShape, exampleExecution, exampleNetwork, exampleVpgId, WarningShape } from './shapes.ts';
import { standingVpg } from './vpg-search.ts';

/** Checks what depends on the VPG's own range, which is known only once it runs; before any peering. */
export const CheckRange = {
  step: 'check-range',
  input: z.strictObject({ network: Network, vpgId: z.string(), execution: ExecutionShape }),
  output: z.strictObject({ warnings: z.array(WarningShape) }),
  example: { network: exampleNetwork, vpgId: exampleVpgId, execution: exampleExecution },
};

/**
 * Throws CidrOverlap and RouteConflict for everything that stands in the way of the VPG's range, all at once. When nothing
 * does, warns of what keeps the range from the servers.
 */
export async function checkRange(
  { network, vpgId, execution }: z.output<typeof CheckRange.input>,
  { soracom, peerAccounts, now }: { soracom: Soracom; peerAccounts: PeerAccounts } & Run,
): Promise<z.input<typeof CheckRange.output>> {
  const begun = now();
  const vpg = await standingVpg(soracom, vpgId);
  const range = vpg.vpgSubnetCidrRange;
  if (range === undefined) return { warnings: [] };
  const accounts = openedOnce(peerAccounts);
  const all = [];
  for (const [index, wish] of network.peerings.entries()) {
    const peeringId = vpg.peerings.find((peering) => peering.peerVpcId === wish.peerVpcId)?.id;
    const given = { sessionName: execution.name, range, peeringId };
    all.push(await checkPeer(wish, `peerings[${index}]`, accounts, given));
  }
  const { faults, warnings } = gather(all);
  const [first, ...rest] = faults;
  if (first) throw faultsError(`The VPG has the range ${range}, and that does not fit`, [first, ...rest]);
  return { warnings: [...warnings, ...(await reachWarnings(all, network, range, { begun, now }))] };
}
