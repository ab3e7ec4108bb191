import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admits, admitsSomething, deniedPorts, type FilterRule, type Traffic } from '../../src/canal/admission.ts';

const range = '100.67.0.0/24';
const dns: Traffic = { protocol: 'udp', fromPort: 53, toPort: 53, range };
const rule = (more: Partial<FilterRule> = {}): FilterRule => ({
  allow: true,
  protocol: 'udp',
  fromPort: 53,
  toPort: 53,
  cidrBlock: range,
  ...more,
});
const everything: FilterRule = { allow: true, protocol: '-1', cidrBlock: '0.0.0.0/0' };

describe('Traffic is admitted', () => {
  test.each<[string, FilterRule[]]>([
    ['by the very rule', [rule()]],
    ['by a rule for a wider range', [rule({ cidrBlock: '100.64.0.0/10' })]],
    ['by a rule for more ports', [rule({ fromPort: 1, toPort: 1024 })]],
    ['by the number of the protocol', [rule({ protocol: '17' })]],
    ['by a rule for everything', [everything]],
    [
      'by two rules that have half of the range each',
      [rule({ cidrBlock: '100.67.0.0/25' }), rule({ cidrBlock: '100.67.0.128/25' })],
    ],
    ['by a rule in front of one that denies', [rule(), { ...everything, allow: false }]],
  ])('%s', (_, rules) => {
    expect(admits(rules, dns)).toBe(true);
  });

  test.each<[string, FilterRule[]]>([
    ['without rules', []],
    ['by a rule for another protocol', [rule({ protocol: 'tcp' })]],
    ['by a rule for another port', [rule({ fromPort: 54, toPort: 65_535 })]],
    ['by a rule for another range', [rule({ cidrBlock: '100.68.0.0/24' })]],
    ['by a rule for half of the range', [rule({ cidrBlock: '100.67.0.0/25' })]],
    ['by a rule for a single address in it', [rule({ cidrBlock: '100.67.0.1/32' })]],
    ['by a rule behind one that denies', [{ ...everything, allow: false }, rule()]],
    [
      'by rules for both halves, one of which another rule denies',
      [rule({ allow: false, cidrBlock: '100.67.0.7/32' }), rule()],
    ],
  ])('not %s', (_, rules) => {
    expect(admits(rules, dns)).toBe(false);
  });
});

test('denied ports come with the rule that denies them, or without one', () => {
  const deny = rule({ allow: false, protocol: 'tcp', fromPort: 2000, toPort: 2999, ruleNumber: 90 });
  const allow = rule({ protocol: 'tcp', fromPort: 1024, toPort: 4000, ruleNumber: 100 });
  expect(deniedPorts([deny, allow], { protocol: 'tcp', fromPort: 1024, toPort: 65_535, range })).toEqual([
    { fromPort: 2000, toPort: 2999, rule: deny },
    { fromPort: 4001, toPort: 65_535 },
  ]);
});

test('what rules of ICMP carry in place of ports is no port', () => {
  const ping = rule({ protocol: 'icmp', fromPort: 8, toPort: -1 });
  expect(admits([ping], { protocol: 'icmp', fromPort: 0, toPort: 0, range })).toBe(true);
  expect(admitsSomething([ping], range)).toBe(true);
});

test.each<[string, boolean, FilterRule[]]>([
  ['no rule', false, []],
  ['one port for the range', true, [rule({ protocol: 'tcp', fromPort: 443, toPort: 443 })]],
  ['everything', true, [everything]],
  ['one port for a part of the range', false, [rule({ cidrBlock: '100.67.0.0/25' })]],
  ['another range', false, [rule({ cidrBlock: '10.0.0.0/8' })]],
  [
    'parts of the range that have one port in common',
    true,
    [
      rule({ fromPort: 10, toPort: 20, cidrBlock: '100.67.0.0/25' }),
      rule({ fromPort: 20, toPort: 30, cidrBlock: '100.67.0.128/25' }),
    ],
  ],
  [
    'parts of the range that have no port in common',
    false,
    [
      rule({ fromPort: 10, toPort: 19, cidrBlock: '100.67.0.0/25' }),
      rule({ fromPort: 20, toPort: 30, cidrBlock: '100.67.0.128/25' }),
    ],
  ],
])('a group with %s admits something: %s', (_, expected, rules) => {
  expect(admitsSomething(rules, range)).toBe(expected);
});

test('the ports that are denied are those that a packet by packet look denies', () => {
  const size = 8; // of 100.67.0.0/29
  const block = fc
    .record({ length: fc.integer({ min: 28, max: 32 }), offset: fc.integer({ min: 0, max: 15 }) })
    .map(({ length, offset }) => `100.67.0.${offset - (offset % 2 ** (32 - length))}/${length}`);
  const port = fc.integer({ min: 0, max: 12 });
  const rules = fc.array(
    fc
      .record({
        allow: fc.boolean(),
        protocol: fc.constantFrom('tcp', '6', 'udp', '-1'),
        cidrBlock: block,
        a: port,
        b: port,
      })
      .map(({ a, b, ...rest }): FilterRule => ({ ...rest, fromPort: Math.min(a, b), toPort: Math.max(a, b) })),
    { maxLength: 6 },
  );
  const first = (cidr: string) => Number(cidr.split('/')[0]?.split('.')[3]);
  const letsThrough = (all: FilterRule[], offset: number, wanted: number): boolean => {
    const deciding = all.find(
      ({ protocol, cidrBlock, fromPort = 0, toPort = 0 }) =>
        ['-1', 'tcp', '6'].includes(protocol) &&
        first(cidrBlock) <= offset &&
        offset < first(cidrBlock) + 2 ** (32 - Number(cidrBlock.split('/')[1])) &&
        (protocol === '-1' || (fromPort <= wanted && wanted <= toPort)),
    );
    return deciding?.allow ?? false;
  };
  fc.assert(
    fc.property(rules, (all) => {
      const denied = deniedPorts(all, { protocol: 'tcp', fromPort: 2, toPort: 10, range: '100.67.0.0/29' });
      const told = denied.flatMap(({ fromPort, toPort }) =>
        Array.from({ length: toPort - fromPort + 1 }, (_, index) => fromPort + index),
      );
      const expected = Array.from({ length: 9 }, (_, index) => index + 2).filter((wanted) =>
        Array.from({ length: size }, (_, offset) => offset).some((offset) => !letsThrough(all, offset, wanted)),
      );
      expect(told).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('a range that is none throws', () => {
  expect(() => admits([rule()], { ...dns, range: 'everywhere' })).toThrow();
});
