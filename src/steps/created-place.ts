import type { NetworkPlaces } from '../canal/dns/network-places.ts';
import { isPublishedBy, servedBefore } from '../canal/dns/place.ts';
import { heldAt } from './held-place.ts';
import type { DnsHosts } from './ports.ts';

/** What a run has made or changed on a DNS host. */
export interface CreatedPlace {
  /** Whether it has taken a place. */
  readonly place: boolean;
  /** Whether it has changed the names at a place that stood before. */
  readonly names: boolean;
  /** What undoing comes to, in words. */
  readonly things: readonly string[];
}

/**
 * Goes by the marks that a run has left in the network's place. One that served nobody before the run has made the `peering`
 * to it goes with that peering, also if an earlier run has taken it: what is built there leads to the peering.
 */
export async function createdPlace(
  network: string,
  { place }: NetworkPlaces,
  { run, peering }: { run: number; peering: boolean },
  dnsHosts: DnsHosts,
): Promise<CreatedPlace> {
  const held = await heldAt(network, place, dnsHosts);
  if (place && (place.run === run || (peering && held && !servedBefore(held.place, run)))) {
    const things = [`place ${place.address} on DNS host ${place.host} was given back`];
    return { place: true, names: false, things };
  }
  if (!held || !isPublishedBy(held.place, run)) return { place: false, names: false, things: [] };
  const things = [`the names on DNS host ${held.host.name} are what they were before this run`];
  return { place: false, names: true, things };
}
