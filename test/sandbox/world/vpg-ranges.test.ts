import fc from 'fast-check';
import { Address4 } from 'ip-address';
import { describe, expect, it } from 'vitest';
import type { Vpg } from '../../../src/sandbox/world/vpg.ts';
import { VpgRanges } from '../../../src/sandbox/world/vpg-ranges.ts';
import { rangesOverlap } from '../../../src/sandbox/world/world.ts';

const withRange = (vpgSubnetCidrRange: string): Vpg => ({ vpgSubnetCidrRange }) as Vpg;

describe('The ranges of VPGs', () => {
  it('follow each other, a block each', () => {
    const ranges = new VpgRanges('100.67.254.0/24');
    const vpgs: Vpg[] = [];
    const next = () => {
      const range = ranges.next(vpgs);
      vpgs.push(withRange(range));
      return range;
    };
    expect([next(), next(), next()]).toEqual(['100.67.254.0/24', '100.67.255.0/24', '100.68.0.0/24']);
  });

  it('are asked for without being taken', () => {
    const ranges = new VpgRanges('100.67.0.0/24');
    expect([ranges.next([]), ranges.next([])]).toEqual(['100.67.0.0/24', '100.67.0.0/24']);
  });

  it('are the first that share no address with a range that stands, large or small', () => {
    const standing = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 20, max: 28 }))
        .map(([block, mask]) => `${Address4.fromBigInt(BigInt(0x64430000 + block * 16)).correctForm()}/${mask}`),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(standing, fc.integer({ min: 22, max: 26 }), (taken, mask) => {
        const ranges = new VpgRanges(`100.67.0.0/${mask}`);
        const vpgs = taken.map(withRange);
        let start = 0x64430000;
        for (let round = 0; round < 3; round += 1) {
          const block = () => `${Address4.fromBigInt(BigInt(start)).correctForm()}/${mask}`;
          while (vpgs.some((vpg) => rangesOverlap(vpg.vpgSubnetCidrRange, block()))) start += 2 ** (32 - mask);
          const range = ranges.next(vpgs);
          expect(range).toBe(block());
          vpgs.push(withRange(range));
        }
      }),
    );
  });
});
