import { type DnsPlacePointer, type NetworkPlaces, turnedTo } from '../canal/dns/network-places.ts';
import { isPublished, placedNetwork } from '../canal/dns/place.ts';
import type { DnsPosition } from '../canal/dns/places.ts';
import { type Fault, isLasting } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import { heldAt } from './held-place.ts';
import { type Candidate, type ChoicePorts, candidatesFor, type NamedNetwork } from './place-choice.ts';

/** What the checks of a place ask. */
export type PlacePorts = ChoicePorts;

/** What a run finds about the places of a network. */
export interface PlaceFindings {
  /** The network as the run completes it: with the peering to the host's VPC, and the place's address as DNS server. */
  readonly network: Network;
  /** Where its place is, or is going to be: absent without `dns`, and where there is none. */
  readonly place?: { readonly host: string; readonly position: DnsPosition; readonly held: boolean };
  /** Whether the host serves the names of the file already. */
  readonly published: boolean;
  /** The places that it gives back. */
  readonly leaving: readonly DnsPlacePointer[];
  readonly faults: readonly Fault[];
}

/** Looks where a network with these places has one, or would take one by the same choice as "Take place"; takes none. */
export async function checkPlace(network: Network, known: NetworkPlaces, ports: PlacePorts): Promise<PlaceFindings> {
  const { dns } = network;
  if (!dns) {
    const leaving = [...(known.place ? [known.place] : []), ...known.leaving];
    return { network, published: false, leaving, faults: [] };
  }
  const { place, leaving } = turnedTo(known, dns.host);
  const held = await heldAt(network.name, place, ports.dnsHosts);
  if (held) {
    const at = { host: held.host, position: held.place };
    return { ...foundAt(network, at, true), published: isPublished(held.place, dns), leaving, faults: [] };
  }
  const none = { published: false, leaving };
  try {
    const [first] = await candidatesFor({ ...network, dns } satisfies NamedNetwork, ports, leaving.length > 0);
    return { ...(first ? foundAt(network, first, false) : { network }), ...none, faults: [] };
  } catch (error) {
    if (!isLasting(error)) throw error;
    const message = error.message.replace(/^dns\.host: /, '');
    const faults = error.faults.length > 0 ? error.faults : [{ name: error.name, field: 'dns.host', message }];
    return { network, ...none, faults };
  }
}

const foundAt = (network: Network, { host, position }: Candidate, held: boolean) => ({
  network: placedNetwork(network, host, position),
  place: { host: host.name, position, held },
});
