import { networkWarnings } from '../canal/check.ts';
import type { Fault } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import type { PeeringWish } from '../canal/peering-wish.ts';
import { quotaWarnings } from '../canal/quota-warnings.ts';
import { checkGroup, type GroupFindings } from './group-checks.ts';
import { openedOnce } from './opened-once.ts';
import { checkPeer, type Findings, gather, type PeerFindings } from './peer-checks.ts';
import type { PeerAccounts, PeerPeering, Run, Vpg } from './ports.ts';
import { reachWarnings } from './reach-checks.ts';
import { lookForVpg, type SearchPorts, type VpgFound } from './vpg-search.ts';

/** What the checks of a network ask. */
export interface CheckPorts extends SearchPorts {
  readonly peerAccounts: PeerAccounts;
}

/** The findings about one peering; with the peering itself where it stands already and lives. */
export type PeeringFindings = PeerFindings & { readonly standing?: PeerPeering };

/** All that was found about a wish: what is wrong, what is worth knowing, and what stands already. */
export interface NetworkFindings extends Findings {
  readonly found: VpgFound;
  readonly group: GroupFindings;
  readonly peerings: readonly PeeringFindings[];
}

/** AWS's default quota of active peerings per VPC (up to 125 on request). */
const peeringsPerVpc = 50;

/**
 * Checks all that can be known of a wish before anything is created: VPG, group, then each VPC, and, if nothing is wrong, what
 * keeps the servers from the SIMs. Changes nothing. `sessionName` is what the owners of the VPCs see in CloudTrail.
 */
export async function findAll(
  network: Network,
  sessionName: string,
  ports: CheckPorts & Run,
): Promise<NetworkFindings> {
  const begun = ports.now();
  // SORACOM is asked first, and answers slowly.
  ports.peerAccounts.prepare?.();
  const found = await lookForVpg(network, ports);
  const group = await checkGroup(network, ports.soracom, found.vpg?.vpgId, ports.installation.coverage);
  const accounts = openedOnce(ports.peerAccounts);
  const peerings: PeeringFindings[] = [];
  for (const [index, wish] of network.peerings.entries()) {
    peerings.push(await checkPeering(wish, `peerings[${index}]`, accounts, sessionName, found.vpg));
  }
  const failed = { faults: failedFaults(network, found.vpg), warnings: [] };
  const { faults, warnings } = gather([found, failed, group, ...peerings]);
  const reach =
    faults.length > 0
      ? []
      : await reachWarnings(peerings, network, found.vpg?.vpgSubnetCidrRange, { begun, now: ports.now });
  return {
    found,
    group,
    peerings,
    faults,
    warnings: [...networkWarnings(network, ports.installation.coverage), ...warnings, ...reach],
  };
}

/** A VPG that has failed never runs again, and nobody but a person terminates it. */
function failedFaults({ vpg: { vpgId: adopts } }: Network, vpg: Vpg | undefined): Fault[] {
  if (vpg?.status !== 'failed') return [];
  const [field, next] =
    adopts === undefined
      ? ['vpg', 'terminate it there, because it may still cost money, then start the network again']
      : ['vpg.vpgId', 'name another VPG, or leave vpgId out to have one made'];
  return [{ name: 'VpgFailed', field, message: `VPG ${vpg.vpgId} has failed at SORACOM: ${next}.` }];
}

async function checkPeering(
  wish: PeeringWish,
  field: string,
  accounts: PeerAccounts,
  sessionName: string,
  vpg: Vpg | undefined,
): Promise<PeeringFindings> {
  const standing = vpg?.peerings.find((peering) => peering.peerVpcId === wish.peerVpcId);
  const given = { sessionName, range: vpg?.vpgSubnetCidrRange, peeringId: standing?.id };
  const checked = await checkPeer(wish, field, accounts, given);
  const { peer, faults, warnings } = checked;
  if (!peer || faults.length > 0) return checked;
  const live = await peer.account.livePeerings(wish.peerVpcId);
  const own = live.find((peering) => peering.id === standing?.id);
  if (own || live.length < peeringsPerVpc) {
    const count = live.length + (own ? 0 : 1);
    return {
      ...checked,
      ...(own ? { standing: own } : {}),
      warnings: [...warnings, ...quotaWarnings(`${field}.peerVpcId`, wish.peerVpcId, count, peeringsPerVpc)],
    };
  }
  const message = `${wish.peerVpcId} has ${live.length} peerings, and AWS allows ${peeringsPerVpc} per VPC unless the quota was raised: delete one that is not needed.`;
  return { faults: [{ name: 'QuotaExceeded', field: `${field}.peerVpcId`, message }], warnings };
}
