import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalCidr, prefixLength, rangeContains, rangesOverlap } from '../../src/canal/cidr.ts';

// The reference is plain arithmetic on numbers: no shifts, which are signed, and none of the library under test.
interface Plain {
  readonly address: number;
  readonly length: number;
}
const size = ({ length }: Plain) => 2 ** (32 - length);
const first = (range: Plain) => Math.floor(range.address / size(range)) * size(range);
const last = (range: Plain) => first(range) + size(range) - 1;
const dotted = (address: number) =>
  [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256).join('.');
const written = (range: Plain) => `${dotted(range.address)}/${range.length}`;

const plain = fc.record({ address: fc.nat({ max: 2 ** 32 - 1 }), length: fc.integer({ min: 0, max: 32 }) });
// Two random ranges hardly ever meet, so half of the pairs are neighbours or nested.
const pair = fc.oneof(
  fc.tuple(plain, plain),
  fc
    .tuple(plain, fc.integer({ min: -2, max: 2 }), fc.integer({ min: 0, max: 32 }))
    .map(([a, steps, length]): [Plain, Plain] => {
      const address = Math.min(2 ** 32 - 1, Math.max(0, first(a) + steps * size(a)));
      return [a, { address, length }];
    }),
);

describe('canonicalCidr', () => {
  test('gives the network address of any range', () => {
    fc.assert(
      fc.property(plain, (range) => {
        expect(canonicalCidr(written(range))).toBe(`${dotted(first(range))}/${range.length}`);
      }),
    );
  });

  test('leaves its own answer as it is', () => {
    fc.assert(
      fc.property(plain, (range) => {
        const canonical = canonicalCidr(written(range)) ?? '';
        expect(canonicalCidr(canonical)).toBe(canonical);
      }),
    );
  });

  test.each([
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/00',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10.0.0.0.0/8',
    '010.0.0.0/8',
    '256.0.0.0/8',
    ' 10.0.0.0/8',
    '10.0.0.0/8 ',
    '10.0.0.0/8\n',
    '10.0.0.*',
    '0x0a.0.0.0/8',
    '10.0.0.0/255.0.0.0',
    'fd00::/8',
    '::ffff:10.0.0.0/104',
    '１０.0.0.0/8',
  ])('takes %j for no range', (text) => {
    expect(canonicalCidr(text)).toBeUndefined();
  });

  test('takes the widest and the narrowest range', () => {
    expect(canonicalCidr('1.2.3.4/0')).toBe('0.0.0.0/0');
    expect(canonicalCidr('255.255.255.255/32')).toBe('255.255.255.255/32');
  });
});

describe('rangesOverlap and rangeContains', () => {
  test('agree with plain arithmetic', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [textA, textB] = [written(a), written(b)];
        expect(rangesOverlap(textA, textB)).toBe(first(a) <= last(b) && first(b) <= last(a));
        expect(rangesOverlap(textB, textA)).toBe(rangesOverlap(textA, textB));
        expect(rangeContains(textA, textB)).toBe(first(a) <= first(b) && last(b) <= last(a));
      }),
      { numRuns: 500 },
    );
  });

  test('take a bare address as the range of itself', () => {
    fc.assert(
      fc.property(plain, fc.nat({ max: 2 ** 32 - 1 }), (range, address) => {
        const inside = first(range) <= address && address <= last(range);
        expect(rangeContains(written(range), dotted(address))).toBe(inside);
        expect(rangesOverlap(dotted(address), written(range))).toBe(inside);
      }),
    );
    expect(rangeContains('10.0.0.0/16', '10.0.255.255')).toBe(true);
    expect(rangeContains('10.0.0.0/16', '10.1.0.0')).toBe(false);
  });

  test('see ranges that only touch as apart', () => {
    expect(rangesOverlap('10.0.0.0/17', '10.0.128.0/17')).toBe(false);
    expect(rangesOverlap('10.127.0.0/16', '10.128.0.0/9')).toBe(false);
  });

  test('throw a RangeError for text that is no range', () => {
    expect(() => rangesOverlap('10.0.0.0/16', 'here')).toThrow(RangeError);
    expect(() => rangeContains('10.0.0.0/99', '10.0.0.1')).toThrow('"10.0.0.0/99" is no IPv4 range or address');
  });
});

test('prefixLength counts the fixed bits', () => {
  fc.assert(
    fc.property(plain, (range) => {
      expect(prefixLength(written(range))).toBe(range.length);
    }),
  );
  expect(prefixLength('10.0.0.1')).toBe(32);
  expect(() => prefixLength('10.0.0.1/x')).toThrow(RangeError);
});
