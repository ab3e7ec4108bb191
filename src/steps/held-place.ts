import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import type { DnsPlace } from '../canal/dns/place.ts';
import { CanalError } from '../canal/errors.ts';
import type { DnsHosts } from './ports.ts';

/** A place that a network holds, with its host. */
export interface HeldPlace {
  readonly place: DnsPlace;
  readonly host: RegisteredDnsHost;
}

/** The place that a network holds; undefined if it has none, or never came to have the one that it was after. */
export async function placeHeld(network: string, dnsHosts: DnsHosts): Promise<HeldPlace | undefined> {
  const pointer = await dnsHosts.placeOf(network);
  if (!pointer) return undefined;
  const host = await dnsHosts.dnsHost(pointer.host);
  const places = await dnsHosts.places(pointer.host);
  const place = places.find((one) => one.network === network && one.deviceIndex === pointer.deviceIndex);
  return host && place ? { place, host } : undefined;
}

/** The same; throws DnsPlaceConflict if there is none. */
export async function heldPlace(network: string, dnsHosts: DnsHosts): Promise<HeldPlace> {
  const held = await placeHeld(network, dnsHosts);
  if (held) return held;
  throw new CanalError(
    'DnsPlaceConflict',
    `Network "${network}" has lost its place on the DNS host: somebody gave it back while the run was in progress. Start the run again.`,
  );
}

/** How a place's things at AWS are found again, and told from those of others. */
export const placeTags = (network: string, stack: string): Record<string, string> => ({
  'canal:network': network,
  'canal:stack': stack,
  Name: `canal-${network}-dns`,
});

/** Whether tags say that something belongs to this network of this installation. */
export const isOfPlace = (tags: Readonly<Record<string, string>>, network: string, stack: string): boolean =>
  tags['canal:network'] === network && tags['canal:stack'] === stack;

/** The security group of a place. */
export const groupNameOf = (network: string): string => `canal-${network}-dns`;
