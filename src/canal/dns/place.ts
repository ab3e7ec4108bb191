import { canonicalJson } from '../canonical-json.ts';
import type { Network } from '../network.ts';
import type { PeeringWish } from '../peering-wish.ts';
import type { RegisteredDnsHost } from './host.ts';
import type { DnsPosition } from './places.ts';
import type { DnsHost, DnsTenant } from './tenant.ts';
import type { DnsWish } from './wish.ts';

/** What is published of a tenant, and since when. Times are ms since the epoch. */
export interface DnsPublication {
  /** The ranges that may ask. */
  readonly clients: readonly string[];
  readonly wish: DnsTenant['wish'];
  readonly serial: number;
  /** When it was last given to the host. */
  readonly since: number;
  /** Whether the host has said that its address answers. */
  readonly answers: boolean;
  /** The run that has changed it to this. */
  readonly run?: number;
  /** What was published before: what stands if the host does not take this, or if the run is undone. */
  readonly before?: Omit<DnsPublication, 'before'>;
}

/** A place on a host, held by a network: one item of the table for each. */
export interface DnsPlace extends DnsPosition {
  readonly host: string;
  readonly network: string;
  readonly takenAt: number;
  readonly publication?: DnsPublication;
}

/** Who holds a place while a sweep clears it, so that nobody takes it meanwhile; no network is called so. */
export const sweeper = '#sweep';

/** The name of the peering to a DNS host's VPC, which no peering of a file may have. */
export const hostPeering = 'dns-host';

/** The peering that leads a network's SIMs to its place: into its own subnet alone, so that nothing else is reached. */
function peeringOf(host: RegisteredDnsHost, { subnetCidrBlock }: DnsPosition): PeeringWish {
  return {
    name: hostPeering,
    peerOwnerId: host.accountId,
    peerVpcId: host.vpcId,
    peerRegion: host.region,
    destinationCidrBlock: subnetCidrBlock,
    // The place has a route table of its own, with the one route that it needs.
    routeTables: 'none',
  };
}

/** A network with what its place gives it: the peering to the host's VPC, and the place's address as its SIMs' DNS server. */
export function placedNetwork(network: Network, host: RegisteredDnsHost, position: DnsPosition): Network {
  return {
    ...network,
    peerings: [...network.peerings, peeringOf(host, position)],
    airGroup: { ...network.airGroup, dnsServers: [position.address] },
  };
}

/** What of a network's wish is published; equal ones need no new serial. */
export function publishedWish({ zone, forward, records, reverse, rateLimit }: DnsWish): DnsTenant['wish'] {
  return { zone, forward, records, reverse, ...(rateLimit === undefined ? {} : { rateLimit }) };
}

/** Whether the host has said that it serves these names at a place. */
export const isPublished = ({ publication }: DnsPlace, dns: DnsWish): boolean =>
  publication?.answers === true && canonicalJson(publication.wish) === canonicalJson(publishedWish(dns));

/** A place with its network's wish to be published. The serial grows only if something has changed. */
export function published(
  place: DnsPlace,
  wished: Pick<DnsPublication, 'clients' | 'wish'> & { readonly run: number },
  serial: (last: number | undefined) => number,
  now: number,
): DnsPlace {
  const { publication: last } = place;
  const same =
    last !== undefined && canonicalJson([last.clients, last.wish]) === canonicalJson([wished.clients, wished.wish]);
  if (same) return { ...place, publication: { ...last, since: now } };
  const before = last?.answers ? withoutBefore(last) : last?.before;
  return {
    ...place,
    publication: { ...wished, serial: serial(last?.serial), since: now, answers: false, ...(before ? { before } : {}) },
  };
}

/** A place whose publication answers. */
export function answering(place: DnsPlace): DnsPlace {
  if (!place.publication) return place;
  return { ...place, publication: { ...place.publication, answers: true } };
}

/** Whether a run has changed what is published at a place. */
export const isPublishedBy = ({ publication }: DnsPlace, run: number): boolean => publication?.run === run;

/** Whether names of a place were published before a run. */
export const servedBefore = ({ publication }: DnsPlace, run: number): boolean =>
  publication !== undefined && (publication.run !== run || publication.before !== undefined);

/** A place to be published as it was before a run has changed it, under a serial that is larger still. */
export function unpublished(
  place: DnsPlace,
  run: number,
  serial: (last: number | undefined) => number,
  now: number,
): DnsPlace {
  const { publication: last, ...silent } = place;
  if (!last) return place;
  // Put back already by a try whose answer was lost.
  if (!isPublishedBy(place, run)) return { ...place, publication: { ...last, since: now } };
  const { before } = last;
  if (!before) return silent;
  const standing = last.answers ? { before: withoutBefore(last) } : {};
  return {
    ...silent,
    publication: { ...before, serial: serial(last.serial), since: now, answers: false, ...standing },
  };
}

/** A place whose publication was not taken: with the one before it, if there was one. The next one's serial is still larger. */
export function withdrawn({ publication, ...place }: DnsPlace): DnsPlace {
  return publication?.before && !publication.answers
    ? { ...place, publication: { ...publication.before, serial: publication.serial } }
    : place;
}

function withoutBefore({ before: _, ...publication }: DnsPublication): Omit<DnsPublication, 'before'> {
  return publication;
}

/** How long one that has not answered yet counts as on its way; whoever is not heard of for longer holds nobody up. */
const onItsWayMs = 15 * 60_000;

/** The tenants that a host shall serve: who answers, and who is on the way. */
export function tenantsOf(places: readonly DnsPlace[], now: number): DnsTenant[] {
  return places.flatMap(({ network, address, subnetCidrBlock, deviceIndex, publication }) => {
    const shown =
      publication && (publication.answers || now - publication.since < onItsWayMs ? publication : publication.before);
    if (!shown) return [];
    const { clients, wish, serial } = shown;
    return [{ name: network, address, subnetCidrBlock, deviceIndex, clients, wish, serial }];
  });
}

/** A host as rendering needs it. AWS's resolver is the second address of the VPC's first range. */
export function renderedHost({ name, vpcCidrBlocks }: RegisteredDnsHost, revision: number): DnsHost {
  return { name, resolver: resolverOf(vpcCidrBlocks[0] ?? ''), revision };
}

function resolverOf(range: string): string {
  const [address = ''] = range.split('/');
  const bytes = address.split('.');
  return [...bytes.slice(0, 3), Number(bytes[3]) + 2].join('.');
}
