import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/canal/nearest.ts';

const known = ['name', 'peerOwnerId', 'peerVpcId', 'peerRegion', 'destinationCidrBlock', 'routeTables'];

test.each([
  ['nmae', 'name'],
  ['NAME', 'name'],
  ['peerVpc', 'peerVpcId'],
  ['peer_vpc_id', 'peerVpcId'],
  ['routeTabels', 'routeTables'],
  ['destinationCIDR', 'destinationCidrBlock'],
])('%s is most likely %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test.each(['', 'x', 'colour', 'nothing-like-it', 'a'.repeat(100)])('%j is like none', (word) => {
  expect(nearest(word, known)).toBeUndefined();
});

test('a known word is nearest to itself, and one slip of a long one does not hide it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...known.slice(1)), fc.nat({ max: 8 }), (word, at) => {
      expect(nearest(word, known)).toBe(word);
      expect(nearest(word.slice(0, at) + word.slice(at + 1), known)).toBe(word);
    }),
  );
});
