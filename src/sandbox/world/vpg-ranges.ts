import { Address4 } from 'ip-address';
import type { Vpg } from './vpg.ts';

/** An address range as numbers: the first address, and the one behind the last. */
type Span = readonly [number, number];

/** Deals out the ranges that SIMs are seen from: to each VPG a block of the first one's size, never one given before. */
export class VpgRanges {
  readonly #mask: number;
  /** Ranges are never given back: nothing before this is free. */
  #start: number;
  /** Each VPG's range, parsed once. */
  readonly #spans = new WeakMap<Vpg, Span>();

  constructor(first: string) {
    this.#mask = new Address4(first).subnetMask;
    this.#start = spanOf(first)[0];
  }

  /** The first block that shares no address with the range of a VPG that there is. */
  next(vpgs: Iterable<Vpg>): string {
    const size = 2 ** (32 - this.#mask);
    const taken = Array.from(vpgs, (vpg) => this.#span(vpg));
    while (taken.some(([from, to]) => this.#start < to && from < this.#start + size)) this.#start += size;
    return `${Address4.fromBigInt(BigInt(this.#start)).correctForm()}/${this.#mask}`;
  }

  #span(vpg: Vpg): Span {
    const known = this.#spans.get(vpg);
    if (known) return known;
    const span = spanOf(vpg.vpgSubnetCidrRange);
    this.#spans.set(vpg, span);
    return span;
  }
}

function spanOf(range: string): Span {
  const address = new Address4(range);
  const from = Number(address.startAddress().bigInt());
  return [from, from + 2 ** (32 - address.subnetMask)];
}
