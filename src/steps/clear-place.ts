import * as z from 'zod/mini';
import { groupNameOf, isOfPlace, leavingHeld } from './held-place.ts';
import { clearThings } from './place-clearing.ts';
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
  const group = await account.hostGroup(host.vpcId, groupNameOf(place));
  const things = {
    subnet,
    interfaces: interfaces.filter(isOurs),
    strangers: interfaces.filter((nic) => !isOurs(nic)),
    groups: group && isOurs(group) ? [group] : [],
    tables: (await account.hostTables(host.vpcId)).filter(isOurs),
  };
  return { status: await clearThings(account, things, network) };
}
