import { hostPeering } from '../canal/dns/place.ts';
import type { DnsPosition } from '../canal/dns/places.ts';
import type { Network } from '../canal/network.ts';
import type { PlaceFindings } from '../steps/place-checks.ts';
import type { Vpg } from '../steps/ports.ts';
import type { PlannedThing } from './plan-network.ts';

/** What a run would do about the places of a network, and about its names. */
export function placeThings({ network: { dns }, place, published, leaving }: PlaceFindings): PlannedThing[] {
  const own: PlannedThing[] =
    dns && place
      ? [
          placeThing(place.held ? 'keep' : 'create', place.host, place.position),
          { thing: 'names', action: published ? 'keep' : 'set', id: dns.zone },
        ]
      : [];
  return [...own, ...leaving.map((pointer) => placeThing('remove', pointer.host, pointer))];
}

/** What a run would do about the peering to the host's VPC: SORACOM cannot change where one leads. */
export function hostPeeringThings({ peerings }: Network, vpg: Vpg | undefined): PlannedThing[] {
  const wish = peerings.find(({ name }) => name === hostPeering);
  if (!wish) return [];
  const standing = vpg?.peerings.find(({ peerVpcId }) => peerVpcId === wish.peerVpcId);
  const action = standing ? 'keep' : 'create';
  return [{ thing: 'peering', action, peering: hostPeering, ...(standing ? { id: standing.id } : {}) }];
}

/** Where names are not found for some time, or for good, a sentence each. */
export function placeStops({ network: { name, dns }, leaving }: PlaceFindings): string[] {
  const until = dns
    ? 'and at the new place once the SIMs have reconnected: some minutes without names.'
    : 'as soon as the run begins to give its place back.';
  return leaving.map(({ host }) => `SIMs find the names of ${name} at DNS host ${host} no more, ${until}`);
}

const placeThing = (action: 'create' | 'keep' | 'remove', host: string, { subnetCidrBlock }: DnsPosition) =>
  ({ thing: 'place', action, id: host, destinationCidrBlock: subnetCidrBlock }) as const;
