import { expect, test } from 'vitest';
import { readDelivery } from '../../../src/canal/dns/delivery.ts';

test('a publication, with a note about who was silent before', () => {
  const stdout =
    'canal-dns note plant-2 172.21.2.100 is on no interface of the host, as before\ncanal-dns outcome published 7\n';
  expect(readDelivery(stdout)).toEqual({
    outcome: 'published',
    revision: 7,
    faults: [],
    notes: [{ tenant: 'plant-2', sentence: '172.21.2.100 is on no interface of the host, as before' }],
  });
});

test('a refusal says whose part it is, or that it is the host', () => {
  const stdout =
    'something else\ncanal-dns fault plant-1 BIND refuses its part\ncanal-dns fault - BIND is down\ncanal-dns outcome refused\n';
  expect(readDelivery(stdout)).toEqual({
    outcome: 'refused',
    revision: undefined,
    faults: [
      { tenant: 'plant-1', sentence: 'BIND refuses its part' },
      { tenant: undefined, sentence: 'BIND is down' },
    ],
    notes: [],
  });
});

test.each([
  ['canal-dns outcome superseded 9', 'superseded'],
  ['canal-dns outcome rolled-back', 'rolled-back'],
  ['canal-dns fault plant-1 cut of', 'unknown'],
  ['', 'unknown'],
  ['canal-dns outcome perfect', 'unknown'],
])('%j is %s', (stdout, outcome) => {
  expect(readDelivery(stdout).outcome).toBe(outcome);
});
