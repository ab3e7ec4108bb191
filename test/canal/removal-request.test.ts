import { expect, test } from 'vitest';
import { readRemoval } from '../../src/canal/removal-request.ts';
import { faultOf } from '../support/ports.ts';

test('a request for a removal is its name, and no force unless it is asked for', () => {
  expect(readRemoval({ name: 'plant' })).toEqual({ name: 'plant', force: false });
  expect(readRemoval({ name: 'plant', force: true })).toEqual({ name: 'plant', force: true });
});

test('every fault of one is told by its field', async () => {
  const fault = await faultOf((async () => readRemoval({ name: 'Plant', forse: true }))());
  expect(fault.name).toBe('InvalidInput');
  expect(fault.faults.map(({ field }) => field)).toEqual(['name', 'forse']);
  expect(fault.message).toContain('forse: is not a known field; did you mean force?');
});
