import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import { groupNameOf, isOfPlace, leavingHeld } from './held-place.ts';
import type { DnsHosts, HostAccounts, Installation } from './ports.ts';

/** Deletes what the place that a network gives back had at AWS. */
export const ClearPlace = {
  step: 'clear-place',
  input: z.strictObject({ network: z.string() }),
  output: z.strictObject({ status: z.enum(['clearing', 'clear']) }),
  example: { network: 'plant-1' },
};

/**
 * Deletes in the reverse order of building, only what carries the place's tags; an ENI that is being detached is waited for.
 * Throws DnsPlaceConflict for an ENI of others in the network's subnet, which cannot be deleted before.
 */
export async function clearPlace(
  { network }: z.output<typeof ClearPlace.input>,
  {
    dnsHosts,
    hostAccounts,
    installation,
  }: { dnsHosts: DnsHosts; hostAccounts: HostAccounts; installation: Installation },
): Promise<z.input<typeof ClearPlace.output>> {
  const held = await leavingHeld(network, dnsHosts);
  if (!held) return { status: 'clear' };
  const { place, host } = held;
  const isOurs = ({ tags }: { tags: Readonly<Record<string, string>> }) => isOfPlace(tags, place, installation.stack);
  const account = await hostAccounts.openHost(host.region);
  const subnets = await account.hostSubnets(host.vpcId);
  const subnet = subnets.find((one) => one.cidrBlock === place.subnetCidrBlock && isOurs(one));
  const interfaces = subnet ? await account.hostInterfaces(subnet) : [];
  let busy = false;
  for (const { networkInterfaceId, attachment } of interfaces.filter(isOurs)) {
    if (!attachment) await account.deleteInterface(networkInterfaceId);
    else if (attachment.status !== 'detaching') await account.detachInterface(attachment.attachmentId);
    busy ||= attachment !== undefined;
  }
  if (busy) return { status: 'clearing' };
  const others = interfaces.filter((nic) => !isOurs(nic)).map(({ networkInterfaceId }) => networkInterfaceId);
  if (others.length > 0) {
    throw new CanalError(
      'DnsPlaceConflict',
      `${subnet?.subnetId} of network "${network}" cannot be deleted while ${others.join(', ')} of others ${others.length === 1 ? 'is' : 'are'} in it: delete what is there, then run it again.`,
    );
  }
  const group = await account.hostGroup(host.vpcId, groupNameOf(place));
  if (group && isOurs(group)) await account.deleteGroup(group.groupId);
  for (const { routeTableId, associations } of (await account.hostTables(host.vpcId)).filter(isOurs)) {
    for (const { associationId } of associations) await account.dissociateTable(associationId);
    await account.deleteTable(routeTableId);
  }
  if (subnet) await account.deleteSubnet(subnet.subnetId);
  return { status: 'clear' };
}
