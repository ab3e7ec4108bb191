import * as z from 'zod';
import { networkWarnings } from '../canal/check.ts';
import { faultsError } from '../canal/errors.ts';
import type { PeeringWish } from '../canal/network.ts';
import { quotaWarnings } from '../canal/quota-warnings.ts';
import { checkGroup } from './group-checks.ts';
import { checkPeer, gather, type PeerFindings } from './peer-checks.ts';
import type { Installation, PeerAccounts, Run, Soracom, Vpg } from './ports.ts';
import { reachWarnings } from './reach-checks.ts';
import { ExecutionShape, exampleExecution, exampleNetwork, NetworkShape, WarningShape } from './shapes.ts';
import { lookForVpg } from './vpg-search.ts';

/** Checks a wish against both vendors; changes nothing. */
export const CheckNetwork = {
  step: 'check-network',
  input: z.strictObject({ network: NetworkShape, execution: ExecutionShape }),
  output: z.strictObject({ warnings: z.array(WarningShape) }),
  example: { network: exampleNetwork, execution: exampleExecution },
};

interface Ports {
  soracom: Soracom;
  peerAccounts: PeerAccounts;
  installation: Installation;
}

/** AWS's default quota of active peerings per VPC (up to 125 on request). */
const peeringsPerVpc = 50;

/** Checks all that can be known before anything is created; throws every fault at once, named by its field. */
export async function checkNetwork(
  { network, execution }: z.output<typeof CheckNetwork.input>,
  ports: Ports & Run,
): Promise<z.input<typeof CheckNetwork.output>> {
  const begun = ports.now();
  const found = await lookForVpg(network, ports);
  const group = await checkGroup(network, ports.soracom, found.vpg?.vpgId);
  const peers: PeerFindings[] = [];
  for (const [index, wish] of network.peerings.entries()) {
    peers.push(await checkPeering(wish, `peerings[${index}]`, ports.peerAccounts, execution.name, found.vpg));
  }
  const { faults, warnings } = gather([found, group, ...peers]);
  const [first, ...rest] = faults;
  if (first) throw faultsError(`Network "${network.name}" cannot be made, and nothing was created`, [first, ...rest]);
  const reach = await reachWarnings(peers, network, found.vpg?.vpgSubnetCidrRange, { begun, now: ports.now });
  return { warnings: [...networkWarnings(network, ports.installation.coverage), ...warnings, ...reach] };
}

async function checkPeering(
  wish: PeeringWish,
  field: string,
  accounts: PeerAccounts,
  sessionName: string,
  vpg: Vpg | undefined,
): Promise<PeerFindings> {
  const standing = vpg?.peerings.find((peering) => peering.peerVpcId === wish.peerVpcId);
  const given = { sessionName, range: vpg?.vpgSubnetCidrRange, peeringId: standing?.id };
  const checked = await checkPeer(wish, field, accounts, given);
  const { peer, faults, warnings } = checked;
  if (!peer || faults.length > 0) return checked;
  const live = await peer.account.livePeerings(wish.peerVpcId);
  const own = live.some((peering) => peering.id === standing?.id);
  if (own || live.length < peeringsPerVpc) {
    const count = live.length + (own ? 0 : 1);
    return {
      ...checked,
      warnings: [...warnings, ...quotaWarnings(`${field}.peerVpcId`, wish.peerVpcId, count, peeringsPerVpc)],
    };
  }
  const message = `${wish.peerVpcId} has ${live.length} peerings, and AWS allows ${peeringsPerVpc} per VPC unless the quota was raised: delete one that is not needed.`;
  return { faults: [{ name: 'QuotaExceeded', field: `${field}.peerVpcId`, message }], warnings };
}
