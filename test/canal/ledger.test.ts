import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { billedThings, entryKey, type LedgerEntry } from '../../src/canal/ledger.ts';

const line = (changes: Partial<LedgerEntry>): LedgerEntry => ({
  thing: 'peering',
  id: 'pcx-1',
  vpgId: 'v',
  what: 'opened',
  at: 1000,
  source: 'workflow',
  ...changes,
});

describe('billedThings', () => {
  test('nothing but what was opened is there', () => {
    expect(billedThings([])).toEqual([]);
    expect(billedThings([line({ what: 'closed' })])).toEqual([]);
  });

  test('the earliest opening and the earliest closing after it count', () => {
    const lines = [
      line({ at: 5000, source: 'observed', noticed: true }),
      line({ at: 1000, network: 'office' }),
      line({ what: 'closed', at: 9000, source: 'observed', noticed: true }),
      line({ what: 'closed', at: 8000 }),
    ];
    expect(billedThings(lines)).toEqual([
      {
        thing: 'peering',
        id: 'pcx-1',
        vpgId: 'v',
        network: 'office',
        from: 1000,
        to: 8000,
        sinceFirstSight: false,
        untilLastSight: false,
      },
    ]);
  });

  test('what was seen after it was thought gone was never gone', () => {
    const lines = [
      line({ at: 1000 }),
      line({ what: 'closed', at: 4000, source: 'observed', noticed: true }),
      line({ at: 7000, source: 'observed', noticed: true }),
    ];
    expect(billedThings(lines)).toMatchObject([{ from: 1000, sinceFirstSight: false }]);
    expect(billedThings(lines)[0]).not.toHaveProperty('to');
    const gone = line({ what: 'closed', at: 9000, source: 'observed', noticed: true });
    expect(billedThings([...lines, gone])).toMatchObject([{ from: 1000, to: 9000, untilLastSight: true }]);
  });

  test('a peering is for its VPG’s network, and goes with its VPG', () => {
    const vpg = { thing: 'vpg' as const, id: 'v', network: 'office' };
    const lines = [
      line({ ...vpg, at: 500 }),
      line({ at: 1000 }),
      line({ id: 'pcx-2', at: 1000, network: 'plant' }),
      line({ id: 'pcx-2', what: 'closed', at: 2000 }),
      line({ ...vpg, what: 'closed', at: 3000, source: 'observed', noticed: true }),
    ];
    expect(billedThings(lines)).toMatchObject([
      { id: 'v', to: 3000, untilLastSight: true },
      { id: 'pcx-1', network: 'office', to: 3000, untilLastSight: true },
      { id: 'pcx-2', network: 'plant', to: 2000, untilLastSight: false },
    ]);
  });

  test('order and repetition of lines change nothing', () => {
    const entry = fc.record({
      id: fc.constantFrom('pcx-1', 'pcx-2'),
      what: fc.constantFrom('opened' as const, 'closed' as const),
      at: fc.nat({ max: 5 }),
      source: fc.constantFrom('workflow' as const, 'observed' as const),
      noticed: fc.constantFrom(true as const, undefined),
      network: fc.constantFrom('office', 'plant', undefined),
    });
    const clean = (drawn: object): LedgerEntry =>
      line(Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)));
    // Two writers of one fact tell the same of it.
    const lines = fc
      .array(entry, { maxLength: 8 })
      .map((drawn) => [...new Map(drawn.map(clean).map((one) => [entryKey(one), one])).values()]);
    const told = (given: readonly LedgerEntry[]) => billedThings(given).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    fc.assert(
      fc.property(
        lines.chain((given) =>
          fc.tuple(fc.constant(given), fc.shuffledSubarray([...given, ...given], { minLength: given.length * 2 })),
        ),
        ([given, mixed]) => {
          expect(told(mixed)).toEqual(told(given));
        },
      ),
    );
  });
});
