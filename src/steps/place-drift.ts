import type { Look } from '../canal/comparison.ts';
import { placedNetwork } from '../canal/dns/place.ts';
import type { Difference } from '../canal/drift.ts';
import type { Network } from '../canal/network.ts';
import { groupNameOf, type HeldPlace, heldAt } from './held-place.ts';
import { type NamesPorts, namesDifferences } from './names-drift.ts';
import { placeDifferences, placeGone } from './place-differences.ts';
import type { DnsHosts, HostAccounts, Installation } from './ports.ts';

/** What a comparison of a place asks. */
export interface PlaceDriftPorts extends NamesPorts {
  readonly dnsHosts: Pick<DnsHosts, 'dnsHost' | 'places' | 'placesOf' | 'lastRevision'>;
  readonly hostAccounts: HostAccounts;
  readonly installation: Installation;
}

/** A wish as a run completes it, and the place that does so. */
export interface PlacedWish {
  readonly network: Network;
  readonly held?: HeldPlace;
  readonly differences: readonly Difference[];
}

/** Completes a wish with the place that the network holds, as "Take place" has done; one without `dns` stays as it is. */
export async function placedWish(wish: Network, dnsHosts: PlaceDriftPorts['dnsHosts']): Promise<PlacedWish> {
  if (!wish.dns) return { network: wish, differences: [] };
  const held = await heldAt(wish.name, (await dnsHosts.placesOf(wish.name)).place, dnsHosts);
  if (!held) return { network: wish, differences: [placeGone(wish.dns.host)] };
  return { network: placedNetwork(wish, held.host, held.place), held, differences: [] };
}

/** Compares a place with what EC2 shows of it, and with the names that the host was sent; changes nothing. */
export async function placeDrift(
  held: HeldPlace,
  dns: NonNullable<Network['dns']>,
  given: { readonly ranges: readonly string[]; readonly peeringId: string | undefined; readonly now: number },
  ports: PlaceDriftPorts,
  look: Look,
): Promise<Difference[]> {
  const { host, place } = held;
  const { ranges: told, peeringId, now } = given;
  const account = await ports.hostAccounts.openHost(host.region);
  const ranges = told.length > 0 || peeringId === undefined ? told : await account.peeringRanges(peeringId);
  if (ranges.length > 0) look.lookedAt.routeTables += 1;
  else
    look.passOver(
      'dns.host',
      `Routes and rules of the place on ${host.name} were not looked at: the VPG's range is not known.`,
    );
  const subnet = (await account.hostSubnets(host.vpcId)).find(({ cidrBlock }) => cidrBlock === place.subnetCidrBlock);
  const facts = {
    ...held,
    stack: ports.installation.stack,
    ranges,
    peeringId,
    instance: await account.instance(host.instanceId),
    subnet,
    tables: await account.hostTables(host.vpcId),
    group: await account.hostGroup(host.vpcId, groupNameOf(place)),
    interfaces: subnet ? await account.hostInterfaces(subnet) : [],
  };
  return [...placeDifferences(facts), ...(await namesDifferences(held, dns, ports, now, look))];
}
