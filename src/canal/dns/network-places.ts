import type { DnsPosition } from './places.ts';

/** Where a place of a network is; written before the place is taken, forgotten after it was given back. */
export interface DnsPlacePointer extends DnsPosition {
  readonly host: string;
  /** The host that the file named; the place is on another one when that was full. */
  readonly wished?: string;
  /** The run that has taken it. */
  readonly run?: number;
}

/** The places of a network: the one that it has or is after, and those that it gives back, the next one first. */
export interface NetworkPlaces {
  readonly place?: DnsPlacePointer;
  readonly leaving: readonly DnsPlacePointer[];
}

/** Where a network without a place stands. */
export const noPlaces: NetworkPlaces = { leaving: [] };

const same = (a: DnsPlacePointer, b: DnsPlacePointer): boolean => a.host === b.host && a.deviceIndex === b.deviceIndex;

/** Whether a place is where a file wishes it: on the host that it names, or on the one that was taken instead of it. */
const isWhereWished = ({ host, wished }: DnsPlacePointer, wish: string): boolean => [host, wished].includes(wish);

/** The places of a network that wishes one on a host: the one that suits is its place again, also one that was leaving. */
export function turnedTo({ place, leaving }: NetworkPlaces, wish: string): NetworkPlaces {
  const all = place ? [place, ...leaving] : leaving;
  const found = all.find((one) => isWhereWished(one, wish));
  const rest = all.filter((one) => one !== found);
  return found ? { place: found, leaving: rest } : { leaving: rest };
}

/** The places of a network that has given up its place: that one is the next to be given back. */
export const givenUp = ({ place, leaving }: NetworkPlaces): NetworkPlaces => ({
  leaving: place ? [place, ...leaving] : leaving,
});

/** The places of a network that has given one back. */
export const givenBack = ({ place, leaving }: NetworkPlaces, gone: DnsPlacePointer): NetworkPlaces => ({
  ...(place ? { place } : {}),
  leaving: leaving.filter((one) => !same(one, gone)),
});
