import { expect, it } from 'vitest';
import { elapsed } from '../../src/cli/elapsed.ts';

it('writes durations as m:ss, and with hours from the first hour on', () => {
  expect([0, 999, 1000, 59_999, 61_000, 3_599_999, 3_600_000, 90_061_000].map(elapsed)).toEqual([
    '0:00',
    '0:00',
    '0:01',
    '0:59',
    '1:01',
    '59:59',
    '1:00:00',
    '25:01:01',
  ]);
});

it('never goes below zero', () => {
  expect(elapsed(-5000)).toBe('0:00');
});
