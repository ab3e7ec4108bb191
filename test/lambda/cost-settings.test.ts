import { describe, expect, test } from 'vitest';
import { pricingOf } from '../../src/canal/pricing.ts';
import { rateFor } from '../../src/canal/rates.ts';
import { costSettings } from '../../src/lambda/cost-settings.ts';
import { openingWith } from '../ec2/opening.ts';

const read = (more: Record<string, string> = {}) => costSettings(openingWith(more));

describe('The settings of costs', () => {
  test('are started hours, nothing included, no rates and no budget, unless they say otherwise', () => {
    expect(read()).toEqual({
      coverage: 'japan',
      rule: 'started-hours',
      firstPeeringIncluded: false,
      rates: [],
      monthlyBudget: undefined,
      idleDays: 7,
    });
    const rates = [{ item: 'vpg', vpgType: 15, price: 48, validFrom: '2026-11-01', source: 'our contract' }];
    expect(
      read({
        CANAL_COVERAGE: 'global',
        CANAL_METERING: 'whole-hours',
        CANAL_FIRST_PEERING_INCLUDED: 'true',
        CANAL_RATES: JSON.stringify(rates),
        CANAL_MONTHLY_BUDGET: '20000',
        CANAL_IDLE_DAYS: '3',
      }),
    ).toEqual({
      coverage: 'global',
      rule: 'whole-hours',
      firstPeeringIncluded: true,
      rates,
      monthlyBudget: 20_000,
      idleDays: 3,
    });
  });

  test.each([
    ['CANAL_RATES', 'a lot', 'must be JSON'],
    ['CANAL_RATES', '[{"item": "sim", "price": 1, "validFrom": "2026-11-01"}]', 'CANAL_RATES.0.item'],
    ['CANAL_RATES', '[{"item": "vpg", "price": -1, "validFrom": "2026-11-01"}]', 'CANAL_RATES.0.price'],
    ['CANAL_RATES', '[{"item": "vpg", "price": 1, "validFrom": "2026-13-01"}]', 'must be a day such as'],
    ['CANAL_METERING', 'minutes', 'CANAL_METERING'],
    ['CANAL_FIRST_PEERING_INCLUDED', 'yes', 'CANAL_FIRST_PEERING_INCLUDED'],
    ['CANAL_MONTHLY_BUDGET', '-5', 'CANAL_MONTHLY_BUDGET'],
    ['CANAL_IDLE_DAYS', '0', 'CANAL_IDLE_DAYS'],
  ])('%s cannot be %s', (name, value, words) => {
    expect(() => read({ [name]: value })).toThrow(words);
  });
});

describe('pricingOf', () => {
  const wish = (price: number) =>
    read({ CANAL_RATES: JSON.stringify([{ item: 'peering', price, validFrom: '2026-11-01' }]) });
  const price = (rates: ReturnType<typeof pricingOf>, day: string) =>
    rateFor('peering', 'japan', rates.table, day)?.price;

  test('puts the settings over the built-in rates from their day on, and the API over the settings', () => {
    const [set] = pricingOf(wish(14), []).table.slice(-1);
    const pricing = pricingOf(wish(14), [
      { ...(set as NonNullable<typeof set>), price: 15, validFrom: '2026-12-01', setBy: 'api' },
    ]);
    expect(['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'].map((day) => price(pricing, day))).toEqual([
      10, 14, 14, 15,
    ]);
  });

  test('an older override holds before newer rates that are built in', () => {
    const table = pricingOf(
      { ...read({ CANAL_COVERAGE: 'global' }), rates: [{ item: 'peering', price: 0.08, validFrom: '2020-01-01' }] },
      [],
    ).table;
    expect(rateFor('peering', 'global', table, '2026-11-26')?.price).toBe(800);
  });

  test('a price that is finer than its currency is a fault of the settings', () => {
    expect(() => pricingOf(wish(0.5), [])).toThrow('CANAL_RATES: the price 0.5 of peering must be in whole yen');
  });
});
