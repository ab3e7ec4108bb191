import { isDeepStrictEqual } from 'node:util';
import { type NetworkPlaces, turnedTo } from '../canal/dns/network-places.ts';
import { hostPeering, placedNetwork, publishedWish } from '../canal/dns/place.ts';
import type { DnsPosition } from '../canal/dns/places.ts';
import { type Fault, isLasting } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import { type HeldPlace, heldAt } from '../steps/held-place.ts';
import { type ChoicePorts, candidatesFor, type NamedNetwork } from '../steps/place-choice.ts';
import type { Vpg } from '../steps/ports.ts';
import type { PlannedThing } from './plan-network.ts';

/** What a run would do about the places of a network. */
export interface PlannedPlace {
  /** The network as the run completes it: with the peering to the host's VPC, and the place's address as DNS server. */
  readonly network: Network;
  readonly things: readonly PlannedThing[];
  readonly faults: readonly Fault[];
  /** Where names are not found for some time, or for good. */
  readonly stops: readonly string[];
}

/** Looks where a run would take a place, by the same choice, and what it would give back; takes nothing. */
export async function planPlace(network: Network, ports: ChoicePorts): Promise<PlannedPlace> {
  const { dns } = network;
  const known = await ports.dnsHosts.placesOf(network.name);
  const all = [...(known.place ? [known.place] : []), ...known.leaving];
  if (!dns) return { network, things: all.map(goes), faults: [], stops: all.map(({ host }) => endOf(network, host)) };
  const places = turnedTo(known, dns.host);
  const held = await heldAt(network.name, places.place, ports.dnsHosts);
  const gone = { things: places.leaving.map(goes), stops: places.leaving.map(({ host }) => pauseOf(network, host)) };
  if (held) {
    const things = [placeThing('keep', held.host.name, held.place), namesThing(dns, held), ...gone.things];
    return { network: placedNetwork(network, held.host, held.place), things, faults: [], stops: gone.stops };
  }
  return { ...gone, ...(await taken({ ...network, dns }, places, gone.things, ports)) };
}

async function taken(
  network: NamedNetwork,
  places: NetworkPlaces,
  gone: readonly PlannedThing[],
  ports: ChoicePorts,
): Promise<Pick<PlannedPlace, 'network' | 'things' | 'faults'>> {
  try {
    const [first] = await candidatesFor(network, ports, places.leaving.length > 0);
    if (!first) return { network, things: gone, faults: [] };
    const { host, position } = first;
    const things = [placeThing('create', host.name, position), namesThing(network.dns, undefined), ...gone];
    return { network: placedNetwork(network, host, position), things, faults: [] };
  } catch (error) {
    if (!isLasting(error)) throw error;
    const message = error.message.replace(/^dns\.host: /, '');
    const faults = error.faults.length > 0 ? error.faults : [{ name: error.name, field: 'dns.host', message }];
    return { network, things: [], faults };
  }
}

/** What a run would do about the peering to the host's VPC: SORACOM cannot change where one leads. */
export function hostPeeringThings({ peerings }: Network, vpg: Vpg | undefined): PlannedThing[] {
  const wish = peerings.find(({ name }) => name === hostPeering);
  if (!wish) return [];
  const standing = vpg?.peerings.find(({ peerVpcId }) => peerVpcId === wish.peerVpcId);
  return [
    {
      thing: 'peering',
      action: standing ? 'keep' : 'create',
      peering: hostPeering,
      ...(standing ? { id: standing.id } : {}),
    },
  ];
}

const placeThing = (action: 'create' | 'keep' | 'remove', host: string, { subnetCidrBlock }: DnsPosition) =>
  ({ thing: 'place', action, id: host, destinationCidrBlock: subnetCidrBlock }) as const;

const goes = (pointer: DnsPosition & { readonly host: string }): PlannedThing =>
  placeThing('remove', pointer.host, pointer);

function namesThing(dns: NamedNetwork['dns'], held: HeldPlace | undefined): PlannedThing {
  const { publication } = held?.place ?? {};
  const kept = publication?.answers === true && isDeepStrictEqual({ ...publication.wish }, { ...publishedWish(dns) });
  return { thing: 'names', action: kept ? 'keep' : 'set', id: dns.zone };
}

const endOf = ({ name }: Network, host: string): string =>
  `The names of ${name} are found by DNS host ${host} no more, as soon as the run begins to remove its place.`;

const pauseOf = ({ name }: Network, host: string): string =>
  `The names of ${name} are found by DNS host ${host} no more, and by the new place once the SIMs have reconnected: some minutes without names.`;
