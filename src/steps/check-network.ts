import * as z from 'zod';
import { networkWarnings } from '../canal/check.ts';
import { type Fault, faultsError } from '../canal/errors.ts';
import type { Network, PeeringWish } from '../canal/network.ts';
import { lookForVpg } from './find-vpg.ts';
import { checkPeer, type Findings, gather } from './peer-checks.ts';
import type { AirSettings, Installation, PeerAccounts, Soracom, Vpg } from './ports.ts';
import { ExecutionShape, exampleExecution, exampleNetwork, NetworkShape, WarningShape } from './shapes.ts';

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
  ports: Ports,
): Promise<z.input<typeof CheckNetwork.output>> {
  const found = await lookForVpg(network, ports);
  const group = await checkGroup(network, ports.soracom, found.vpg?.vpgId);
  const peers: Findings[] = [];
  for (const [index, wish] of network.peerings.entries()) {
    peers.push(await checkPeering(wish, `peerings[${index}]`, ports.peerAccounts, execution.name, found.vpg));
  }
  const { faults, warnings } = gather([found, { faults: group, warnings: [] }, ...peers]);
  const [first, ...rest] = faults;
  if (first) throw faultsError(`Network "${network.name}" cannot be made, and nothing was created`, [first, ...rest]);
  return { warnings: [...networkWarnings(network, ports.installation.coverage), ...warnings] };
}

async function checkGroup(network: Network, soracom: Soracom, ownVpgId: string | undefined): Promise<Fault[]> {
  const { groupId, replaces } = network.airGroup;
  const settings = await soracom.airSettings(groupId);
  if (!settings) {
    const message = `group ${groupId} does not exist at SORACOM: correct the id, or create the group first.`;
    return [{ name: 'NotFound', field: 'airGroup.groupId', message }];
  }
  const other = otherVpg(settings, [ownVpgId, replaces]);
  return other === undefined ? [] : [groupConflict(groupId, other)];
}

/** The VPG that a group uses, unless it is one of those that it may use; undefined if it uses none. */
export function otherVpg(settings: AirSettings, allowed: readonly (string | undefined)[]): string | undefined {
  if (String(settings.useVpg) !== 'true' || !settings.vpgId) return undefined;
  const used = String(settings.vpgId);
  return allowed.some((vpgId) => vpgId?.toLowerCase() === used.toLowerCase()) ? undefined : used;
}

/** The fault of a group that serves SIMs on another VPG. */
export function groupConflict(groupId: string, vpgId: string): Fault {
  return {
    name: 'GroupConflict',
    field: 'airGroup.replaces',
    message: `group ${groupId} uses VPG ${vpgId} today, and moving it cuts its SIMs off from there: name that VPG in airGroup.replaces if that is meant, or choose another group.`,
  };
}

async function checkPeering(
  wish: PeeringWish,
  field: string,
  accounts: PeerAccounts,
  sessionName: string,
  vpg: Vpg | undefined,
): Promise<Findings> {
  const standing = vpg?.peerings.find((peering) => peering.peerVpcId === wish.peerVpcId);
  const given = { sessionName, range: vpg?.vpgSubnetCidrRange, peeringId: standing?.id };
  const { account, faults, warnings } = await checkPeer(wish, field, accounts, given);
  if (!account || faults.length > 0) return { faults, warnings };
  const live = await account.livePeerings(wish.peerVpcId);
  if (live.length < peeringsPerVpc || live.some((peering) => peering.id === standing?.id)) return { faults, warnings };
  const message = `${wish.peerVpcId} has ${live.length} peerings, and AWS allows ${peeringsPerVpc} per VPC unless the quota was raised: delete one that is not needed.`;
  return { faults: [{ name: 'QuotaExceeded', field: `${field}.peerVpcId`, message }], warnings };
}
