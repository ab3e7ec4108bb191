import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import type { DnsPlace } from '../canal/dns/place.ts';
import { roomOf } from '../canal/dns/places.ts';

/** What the API tells of a DNS host: what EC2 told when it was registered, who has places on it, and how many are free. */
export function dnsHostView({ changedAt, ...host }: RegisteredDnsHost, places: readonly DnsPlace[]) {
  const {
    places: count,
    free,
    limit,
  } = roomOf(
    host,
    places.map(({ deviceIndex }) => deviceIndex),
    [],
  );
  return {
    ...host,
    places: count,
    free,
    limit,
    tenants: places.map(({ network, deviceIndex, subnetCidrBlock, address, takenAt, publication }) => ({
      network,
      deviceIndex,
      subnetCidrBlock,
      address,
      takenAt: new Date(takenAt).toISOString(),
      answers: publication?.answers ?? false,
    })),
    changedAt: new Date(changedAt).toISOString(),
  };
}
