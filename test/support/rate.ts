import type { Rate } from '../../src/canal/rates.ts';

/** A price in yen that a test has made up. */
export const rate = (item: Rate['item'], price: number): Rate => ({
  item,
  coverage: 'japan',
  currency: 'JPY',
  price,
  per: item === 'vpg-setup' ? 'once' : 'hour',
  validFrom: '2016-04-21',
  source: 'a test',
  confidence: 'low',
});
