import { describe, expect, test } from 'vitest';
import { pricingOf } from '../../src/canal/pricing.ts';
import { rateFor } from '../../src/canal/rates.ts';
import { pricingWish } from '../support/prices.ts';

const wish = (price: number) => pricingWish({ rates: [{ item: 'peering', price, validFrom: '2026-11-01' }] });

describe('pricingOf', () => {
  test('puts the settings over the built-in rates from their day on, and the API over the settings', () => {
    const [set] = pricingOf(wish(14), []).table.slice(-1);
    const { table } = pricingOf(wish(14), [
      { ...(set as NonNullable<typeof set>), price: 15, validFrom: '2026-12-01', setBy: 'api' },
    ]);
    const days = ['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'];
    expect(days.map((day) => rateFor('peering', 'japan', table, day)?.price)).toEqual([10, 14, 14, 15]);
  });

  test('an older override holds before newer rates that are built in', () => {
    const rates = [{ item: 'peering' as const, price: 0.08, validFrom: '2020-01-01' }];
    const { table } = pricingOf(pricingWish({ coverage: 'global', rates }), []);
    expect(rateFor('peering', 'global', table, '2026-11-26')?.price).toBe(800);
  });

  test('a price that is finer than its currency is a fault of the settings', () => {
    expect(() => pricingOf(wish(0.5), [])).toThrow('CANAL_RATES: the price 0.5 of peering must be in whole yen');
  });
});
