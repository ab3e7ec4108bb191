import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import type { DnsPlacePointer } from '../canal/dns/network-places.ts';
import type { DnsPlace } from '../canal/dns/place.ts';
import { CanalError } from '../canal/errors.ts';
import type { DnsHosts } from './ports.ts';

/** A place that a network holds, with its host. */
export interface HeldPlace {
  readonly place: DnsPlace;
  readonly host: RegisteredDnsHost;
}

/** What stands at a place of a network; undefined if the network never came to have it, or has given it back. */
export async function heldAt(
  network: string,
  pointer: DnsPlacePointer | undefined,
  dnsHosts: Pick<DnsHosts, 'dnsHost' | 'places'>,
): Promise<HeldPlace | undefined> {
  if (!pointer) return undefined;
  const host = await dnsHosts.dnsHost(pointer.host);
  const places = await dnsHosts.places(pointer.host);
  const place = places.find((one) => one.network === network && one.deviceIndex === pointer.deviceIndex);
  return host && place ? { place, host } : undefined;
}

/** The place that a network holds; undefined if it has none, or never came to have the one that it was after. */
export async function placeHeld(network: string, dnsHosts: DnsHosts): Promise<HeldPlace | undefined> {
  return heldAt(network, (await dnsHosts.placesOf(network)).place, dnsHosts);
}

/** The place that a network gives back next; undefined if there is none, or nothing is held there. */
export async function leavingHeld(network: string, dnsHosts: DnsHosts): Promise<HeldPlace | undefined> {
  return heldAt(network, (await dnsHosts.placesOf(network)).leaving[0], dnsHosts);
}

/** The one or the other of these, as it must be there; throws DnsPlaceConflict if it is not. */
export async function heldPlace(
  network: string,
  dnsHosts: DnsHosts,
  of: typeof placeHeld | typeof leavingHeld = placeHeld,
): Promise<HeldPlace> {
  const held = await of(network, dnsHosts);
  if (held) return held;
  throw new CanalError(
    'DnsPlaceConflict',
    `Network "${network}" has lost its place on the DNS host: somebody gave it back while the run was in progress. Start the run again.`,
  );
}

type Place = Pick<DnsPlace, 'network' | 'subnetCidrBlock'>;

/** How a place's things at AWS are found again, and told from those of others. */
export const placeTags = ({ network, subnetCidrBlock }: Place, stack: string): Record<string, string> => ({
  'canal:network': network,
  'canal:stack': stack,
  'canal:place': subnetCidrBlock,
  Name: `canal-${network}-dns`,
});

/** Whether tags say that something belongs to this place of this installation. */
export const isOfPlace = (
  tags: Readonly<Record<string, string>>,
  { network, subnetCidrBlock }: Place,
  stack: string,
): boolean =>
  tags['canal:network'] === network && tags['canal:stack'] === stack && tags['canal:place'] === subnetCidrBlock;

/** The security group of a place: a network that moves within a VPC has two for a while. */
export const groupNameOf = ({ network, address }: Pick<DnsPlace, 'network' | 'address'>): string =>
  `canal-${network}-dns-${address}`;
