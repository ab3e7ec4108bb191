import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import type { DnsPlace } from '../canal/dns/place.ts';
import { roomOf } from '../canal/dns/places.ts';

/** What the API tells of a DNS host: what EC2 told when it was registered, who has places on it, and how many are free. */
export function dnsHostView(
  { changedAt, foreignIndexes = [], ...host }: RegisteredDnsHost,
  places: readonly DnsPlace[],
) {
  const taken = places.map(({ deviceIndex }) => deviceIndex);
  const { places: count, free, foreign, limit } = roomOf(host, taken, foreignIndexes);
  return {
    ...host,
    places: count,
    free,
    foreign,
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
