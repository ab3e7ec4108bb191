import { describe, expect, test } from 'vitest';
import { costSettings } from '../../src/lambda/cost-settings.ts';
import { openingWith } from '../ec2/opening.ts';

const read = (more: Record<string, string> = {}) => {
  const opening = openingWith(more);
  return { ...costSettings(opening), pricing: opening.settings.pricing };
};

describe('The settings of costs', () => {
  test('are started hours, nothing included, no rates and no budget, unless they say otherwise', () => {
    expect(read()).toEqual({
      coverage: 'japan',
      pricing: { coverage: 'japan', rule: 'started-hours', firstPeeringIncluded: false, rates: [] },
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
      pricing: { coverage: 'global', rule: 'whole-hours', firstPeeringIncluded: true, rates },
      monthlyBudget: 20_000,
      idleDays: 3,
    });
  });

  test.each([
    ['CANAL_RATES', 'a lot', 'must be JSON'],
    ['CANAL_RATES', '[{"item": "sim", "price": 1, "validFrom": "2026-11-01"}]', 'CANAL_RATES.0.item'],
    ['CANAL_RATES', '[{"item": "vpg", "price": -1, "validFrom": "2026-11-01"}]', 'CANAL_RATES.0.price'],
    ['CANAL_RATES', '[{"item": "vpg", "price": 1, "validFrom": "2026-13-01"}]', 'must be a day such as'],
    [
      'CANAL_RATES',
      '[{"item": "vpg", "price": 0.5, "validFrom": "2026-11-01"}]',
      'CANAL_RATES.0.price: must be in whole yen',
    ],
    ['CANAL_METERING', 'minutes', 'CANAL_METERING'],
    ['CANAL_FIRST_PEERING_INCLUDED', 'yes', 'CANAL_FIRST_PEERING_INCLUDED'],
    ['CANAL_MONTHLY_BUDGET', '-5', 'CANAL_MONTHLY_BUDGET'],
    ['CANAL_IDLE_DAYS', '0', 'CANAL_IDLE_DAYS'],
  ])('%s cannot be %s', (name, value, words) => {
    expect(() => read({ [name]: value })).toThrow(words);
  });

  test('take dollars to the hundredth of a cent, and no finer', () => {
    const priced = (price: number) =>
      read({
        CANAL_COVERAGE: 'global',
        CANAL_RATES: JSON.stringify([{ item: 'vpg', price, validFrom: '2026-11-01' }]),
      });
    expect(priced(0.1234).pricing.rates).toHaveLength(1);
    expect(() => priced(0.12345)).toThrow('CANAL_RATES.0.price: must be in dollars of four decimals at most');
  });
});
