import { describe, expect, test } from 'vitest';
import { hourMs } from '../../src/canal/calendar.ts';
import { billedThings, type LedgerEntry } from '../../src/canal/ledger.ts';
import { pricingOf } from '../../src/canal/pricing.ts';
import { describeTotal, totalCost } from '../../src/canal/total-cost.ts';
import { ledgerLine } from '../support/ledger.ts';
import { pricingWish } from '../support/prices.ts';

const start = Date.parse('2026-11-26T10:00:00Z');
const at = (hours: number): number => start + hours * hourMs;
const peering = (what: LedgerEntry['what'], hours: number, changes: Partial<LedgerEntry> = {}): LedgerEntry =>
  ledgerLine({ what, at: at(hours), ...changes });
const vpg = (what: LedgerEntry['what'], hours: number): LedgerEntry =>
  ledgerLine({ thing: 'vpg', id: 'v', vpgType: 15, what, at: at(hours) });

const priced = [
  { item: 'vpg', price: 50, validFrom: '2026-01-01' },
  { item: 'vpg-setup', price: 1000, validFrom: '2026-01-01' },
] as const;
const total = (lines: LedgerEntry[], hours: number, settings: Parameters<typeof pricingWish>[0] = {}) =>
  totalCost(billedThings(lines), pricingOf(pricingWish(settings), []), at(hours));

describe('What a network has cost in all', () => {
  test('is every started hour of each of its things, also of those that are long gone, and the set-up fee', () => {
    const lines = [
      vpg('opened', 0),
      vpg('closed', 30),
      peering('opened', 1),
      peering('closed', 2.5),
      peering('opened', 10, { id: 'pcx-2' }),
    ];
    expect(total(lines, 400, { rates: [...priced] })).toEqual({
      currency: 'JPY',
      total: 30 * 50 + 1000 + 2 * 10 + 20 * 10,
      unknown: [],
      taxExclusive: true,
    });
  });

  test('names what has no price, and what stood before anybody saw it: neither is zero', () => {
    const lines = [vpg('opened', 0), vpg('closed', 3), peering('opened', 1, { noticed: true, source: 'observed' })];
    const cost = total(lines, 3);
    expect(cost).toMatchObject({
      total: 20,
      unknown: ["the VPG's own fee", "the VPG's set-up fee", 'the hours of a thing before its first sight'],
    });
    expect(describeTotal(cost)).toBe(
      "¥20, plus the VPG's own fee and the VPG's set-up fee and the hours of a thing before its first sight (not known), tax-exclusive",
    );
    expect(describeTotal(total([vpg('opened', 0)], 1))).toBe(
      "the VPG's own fee and the VPG's set-up fee (not known), tax-exclusive",
    );
  });

  test('of nothing is nothing, and is said to be so', () => {
    expect(describeTotal(total([], 5))).toBe('¥0, tax-exclusive');
  });

  test('is in dollars under global coverage', () => {
    const cost = total([peering('opened', 0), peering('closed', 7)], 8, { coverage: 'global' });
    expect(cost).toEqual({ currency: 'USD', total: 0.7, unknown: [], taxExclusive: true });
    expect(describeTotal(cost)).toBe('$0.70, tax-exclusive');
  });
});
