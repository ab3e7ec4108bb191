import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callsForRun, type Difference, driftAfter, sameDifferences } from '../../src/canal/drift.ts';

const difference = (changes: Partial<Difference> = {}): Difference => ({
  kind: 'group-changed',
  field: 'airGroup.groupId',
  id: 'useVpg',
  message: 'It is false.',
  mend: 'Set it.',
  mendedBy: 'run',
  ...changes,
});

const some = fc.array(
  fc.record({
    kind: fc.constantFrom<Difference['kind']>('vpg-gone', 'route-missing'),
    field: fc.constantFrom('vpg', 'peerings[0]'),
    id: fc.constantFrom('a', 'b'),
    message: fc.string(),
    mend: fc.string(),
    mendedBy: fc.constantFrom<Difference['mendedBy']>('run', 'person'),
  }),
  { maxLength: 4 },
);

describe('Differences', () => {
  test('are the same in whatever order and words', () => {
    fc.assert(
      fc.property(some, fc.string(), (all, words) => {
        expect(sameDifferences(all, all.map((one) => ({ ...one, message: words })).toReversed())).toBe(true);
      }),
    );
  });

  test.each([{ kind: 'route-missing' as const }, { field: 'vpg' }, { id: 'vpgId' }])(
    'of other %o are others',
    (other) => {
      expect(sameDifferences([difference()], [difference(other)])).toBe(false);
      expect(sameDifferences([difference()], [difference(), difference(other)])).toBe(false);
      expect(sameDifferences([difference(), difference(other)], [difference()])).toBe(false);
    },
  );
});

describe('A drift', () => {
  test('calls for no run when a person alone mends all of it', () => {
    const [ours, theirs] = [difference(), difference({ mendedBy: 'person' })];
    expect(callsForRun({ differences: [theirs], more: 0 })).toBe(false);
    expect(callsForRun({ differences: [theirs, ours], more: 0 })).toBe(true);
    expect(callsForRun({ differences: [difference({ mendedBy: 'person-first' })], more: 0 })).toBe(true);
    expect(callsForRun({ differences: [theirs], more: 1 })).toBe(true);
  });
});

describe('What is kept of a check', () => {
  test('is nothing when nothing differs', () => {
    expect(driftAfter(undefined, [], 5)).toBeUndefined();
    expect(driftAfter({ since: 1, told: true, more: 0, differences: [difference()] }, [], 5)).toBeUndefined();
  });

  test('keeps since when, and that it was told, while the same things differ; their words are the newest', () => {
    const before = { since: 1, told: true, more: 0, differences: [difference()] };
    const now = [difference({ message: 'It is still false.' })];
    expect(driftAfter(before, now, 5)).toEqual({ since: 1, told: true, more: 0, differences: now });
  });

  test('begins anew, untold, with every other difference', () => {
    const before = { since: 1, told: true, more: 0, differences: [difference()] };
    const now = [difference(), difference({ id: 'vpgId' })];
    expect(driftAfter(before, now, 5)).toEqual({ since: 5, told: false, more: 0, differences: now });
  });

  test('is the first 50, with how many more there are', () => {
    const many = Array.from({ length: 53 }, (_, index) => difference({ id: `${index}` }));
    const kept = driftAfter(undefined, many, 5);
    expect([kept?.differences.length, kept?.more]).toEqual([50, 3]);
    expect(driftAfter(kept && { ...kept, told: true }, many, 9)).toMatchObject({ since: 5, told: true });
    expect(driftAfter(kept && { ...kept, told: true }, many.slice(1), 9)).toMatchObject({ since: 9, told: false });
  });
});
