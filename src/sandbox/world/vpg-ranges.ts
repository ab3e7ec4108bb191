import { Address4 } from 'ip-address';
import type { Vpg } from './vpg.ts';

/** An address range as numbers: the first address, and the one behind the last. */
type Span = readonly [number, number];

/** Deals out the ranges that SIMs are seen from: to each VPG a block of the first one's size, never one given before. */
export class VpgRanges {
  readonly #mask: number;
  /** Ranges are never given back: nothing before this is free. */
  #start: number;
  /** The ranges of the VPGs that were seen so far. No VPG ever goes: SORACOM shows those that are terminated, too. */
  readonly #taken: Span[] = [];

  constructor(first: string) {
    this.#mask = new Address4(first).subnetMask;
    this.#start = spanOf(first)[0];
  }

  /** The first block that shares no address with the range of a VPG that there is; new VPGs stand behind those seen before. */
  next(vpgs: Iterable<Vpg>): string {
    const size = 2 ** (32 - this.#mask);
    let seen = 0;
    for (const vpg of vpgs) {
      seen += 1;
      if (seen > this.#taken.length) this.#taken.push(spanOf(vpg.vpgSubnetCidrRange));
    }
    while (this.#taken.some(([from, to]) => this.#start < to && from < this.#start + size)) this.#start += size;
    return `${Address4.fromBigInt(BigInt(this.#start)).correctForm()}/${this.#mask}`;
  }
}

function spanOf(range: string): Span {
  const address = new Address4(range);
  const from = Number(address.startAddress().bigInt());
  return [from, from + 2 ** (32 - address.subnetMask)];
}
