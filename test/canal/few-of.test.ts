import { expect, test } from 'vitest';
import { fewOf } from '../../src/canal/few-of.ts';

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b', 'c'], 'a, b, c'],
  [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
])('of %j it says "%s"', (ids, words) => {
  expect(fewOf(ids)).toBe(words);
});
