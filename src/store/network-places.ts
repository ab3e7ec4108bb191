import { type NetworkPlaces, noPlaces } from '../canal/dns/network-places.ts';

/** The sort key of a network's places on DNS hosts, in its partition. */
export const placesKey = 'DNSPLACE';

/** The places that are kept in an item of that key; none without one. */
export function placesIn(item: Readonly<Record<string, unknown>> | undefined): NetworkPlaces {
  const { place, leaving } = { ...noPlaces, ...item } as NetworkPlaces;
  return { ...(place ? { place } : {}), leaving };
}
