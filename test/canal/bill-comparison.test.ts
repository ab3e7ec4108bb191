import { describe, expect, test } from 'vitest';
import { type BilledFigures, compareBill } from '../../src/canal/bill-comparison.ts';
import type { Billed } from '../../src/canal/ledger.ts';
import type { Pricing } from '../../src/canal/metering.ts';
import type { Rate } from '../../src/canal/rates.ts';
import { rate } from '../support/rate.ts';

const peeringOnly = [rate('peering', 10)];
const whole = [...peeringOnly, rate('vpg', 48), rate('vpg-setup', 980)];
const pricing = (table: readonly Rate[] = whole): Pricing => ({
  coverage: 'japan',
  table,
  rule: 'started-hours',
  firstPeeringIncluded: false,
});

const at = (day: number, hour = 0, minute = 0) => Date.UTC(2026, 10, day, hour, minute);
const stood = (thing: 'vpg' | 'peering', from: number, to?: number): Billed => ({
  thing,
  id: thing === 'vpg' ? 'v' : `pcx-${from}`,
  vpgId: 'v',
  from,
  ...(to === undefined ? {} : { to }),
  sinceFirstSight: false,
  untilLastSight: false,
});
/** A VPG and a peering from the 10th, 12:20, on. */
const things = [stood('vpg', at(10, 12, 20)), stood('peering', at(10, 12, 20))];
const perDay = 24 * 58;
const firstDay = 12 * 58;

/** SORACOM's figures of the days up to one, with these items. */
const billed = (until: number, items: [category: string, name: string, amount: number][]): BilledFigures => ({
  days: Array.from({ length: until }, (_, index) => ({
    day: `2026-11-${String(index + 1).padStart(2, '0')}`,
    currency: 'JPY',
    amount: index < 9 ? 0 : index === 9 ? firstDay : perDay,
  })),
  items: items.map(([category, name, amount]) => ({ category, name, amount })),
  currency: 'JPY',
});
const ofVpgs = (amount: number): [string, string, number] => ['VPG', 'VPC peering connection fee', amount];
const tax = 'All amounts here are without tax, which SORACOM adds to the sum.';

describe('compareBill', () => {
  test('compares the days that are on the bill, and says what of the month is not yet', () => {
    const bill = billed(12, [ofVpgs(firstDay + 2 * perDay)]);
    const compared = compareBill(things, pricing(), bill, '2026-11', at(14, 6));
    expect(compared).toMatchObject({
      billedUntil: '2026-11-12',
      ledger: firstDay + 2 * perDay,
      ledgerNotBilled: perDay + 6 * 58,
      bill: firstDay + 2 * perDay,
      vpgItems: firstDay + 2 * perDay,
      otherItems: 0,
      setUpFees: 980,
      difference: 0,
    });
    expect(compared.explanations).toEqual([
      'The bill of VPGs and peerings is what the ledger says.',
      'The bill lags about a day: 2 days of this month are not on it yet (¥1,740 in the ledger).',
      'Set-up fees (¥980 in the ledger) come onto the bill when the month is final.',
      tax,
    ]);
  });

  test('while no day is billed, nothing is said to agree', () => {
    const compared = compareBill(things, pricing(), billed(0, []), '2026-11', at(10, 13));
    expect(compared).not.toHaveProperty('billedUntil');
    expect(compared).toMatchObject({ ledger: 0, difference: 0, setUpFees: 0, ledgerNotBilled: 58 + 980 });
    expect(compared.explanations).toEqual([
      'The bill lags about a day: 10 days of this month are not on it yet (¥1,038 in the ledger).',
      tax,
    ]);
  });

  test('a difference of exactly the set-up fees is explained by them', () => {
    const all = firstDay + 20 * perDay;
    const compared = compareBill(things, pricing(), billed(30, [ofVpgs(all + 980)]), '2026-11', at(40));
    expect(compared).toMatchObject({ ledger: all, ledgerNotBilled: 0, difference: 980 });
    expect(compared.explanations).toEqual([
      'The difference is the set-up fees (¥980), which stand on the bill of a month that is final.',
      tax,
    ]);
  });

  test('other services are no difference, whatever their order', () => {
    const bill = billed(10, [['AIR', 'Data communication', 3000], ofVpgs(firstDay), ['Harvest', 'Storage', 25]]);
    const compared = compareBill(things, pricing(), bill, '2026-11', at(11, 1));
    expect(compared).toMatchObject({ vpgItems: firstDay, otherItems: 3025, difference: 0 });
    expect(compared.explanations).toContain('Other services are ¥3,025 of the bill.');
  });

  test('a price that the ledger does not know is named as part of the difference', () => {
    const compared = compareBill(things, pricing(peeringOnly), billed(10, [ofVpgs(firstDay)]), '2026-11', at(11));
    expect(compared).toMatchObject({ ledger: 120, difference: firstDay - 120, setUpFees: 0 });
    expect(compared.explanations).toEqual([
      "The ledger does not know the price of the VPG's own fee and the VPG's set-up fee: what the bill has of it is part of the difference.",
      tax,
    ]);
  });

  test('things that a report saw only appear or vanish are a part of a difference, and of none where there is none', () => {
    const explained = (amount: number, some: Partial<Billed>[]) => {
      const seen = things.map((one, index) => ({ ...one, ...some[index] }));
      return compareBill(seen, pricing(), billed(10, [ofVpgs(amount)]), '2026-11', at(11)).explanations.join(' ');
    };
    const late = [{}, { sinceFirstSight: true }];
    expect(explained(firstDay, late)).not.toContain('Others');
    expect(explained(firstDay + 10, late)).toContain('Others made or deleted one thing between two reports');
    const both = [{ untilLastSight: true, to: at(10, 23) }, { sinceFirstSight: true }];
    expect(explained(firstDay, both)).toContain('Others made or deleted 2 things between two reports');
    const before = [{}, { sinceFirstSight: true, from: at(1) - 86_400_000 }];
    expect(explained(firstDay, before)).not.toContain('Others');
  });

  test('a month without a bill, or one whose bill is split no more, is said to be so, and no difference is made up', () => {
    const none = { days: undefined, items: undefined, currency: undefined };
    const compared = compareBill(things, pricing(), none, '2026-11', at(40));
    expect(compared).toMatchObject({ bill: 0, difference: 0 });
    expect(compared.explanations).toEqual([
      'SORACOM has no bill of 2026-11: the operator was not there yet, or it is too long ago.',
    ]);
    const old = { ...billed(30, []), items: undefined };
    const unsplit = compareBill(things, pricing(), old, '2026-11', at(200));
    expect(unsplit).toMatchObject({ bill: firstDay + 20 * perDay, ledger: firstDay + 20 * perDay, difference: 0 });
    expect(unsplit.explanations).toEqual([
      'SORACOM splits the bills of the last four months alone: that of 2026-11 is ¥28,536 for all services together.',
    ]);
    const first = compareBill(things, pricing(), { days: [], items: undefined, currency: 'JPY' }, '2026-11', at(11));
    expect(first.explanations[0]).toMatch(/^The bill lags about a day: 10 days/);
  });

  test('a lower bill is the upper bound’s, a higher one asks for a newer rate', () => {
    const lower = compareBill(things, pricing(), billed(10, [ofVpgs(firstDay - 10)]), '2026-11', at(11));
    expect(lower.difference).toBe(-10);
    expect(lower.explanations).toContain(
      'The ledger counts started hours in full and begins with the request: it is an upper bound.',
    );
    const higher = compareBill(things, pricing(), billed(10, [ofVpgs(firstDay + 10)]), '2026-11', at(11));
    expect(higher.difference).toBe(10);
    expect(higher.explanations).toContain(
      'The bill is higher: set a rate that is newer (PUT /rates), or look for VPGs that were made and deleted between two reports.',
    );
  });

  test('another currency is not compared', () => {
    const bill = { ...billed(10, [ofVpgs(5)]), currency: 'USD' };
    const compared = compareBill(things, pricing(), bill, '2026-11', at(11));
    expect(compared.difference).toBe(0);
    expect(compared.explanations).toEqual(['SORACOM bills in USD, the ledger counts in JPY: they are not compared.']);
  });

  test('dollars are exact to the hundredth of a cent', () => {
    const usd = (item: Rate['item'], price: number): Rate => ({
      ...rate(item, price),
      coverage: 'global',
      currency: 'USD',
    });
    const table = [usd('peering', 1001), usd('vpg', 5003)];
    const bill = { ...billed(10, [ofVpgs(0.1001 * 12), ['VPG', 'VPG basic fee', 0.5003 * 12]]), currency: 'USD' };
    const compared = compareBill(things, { ...pricing(table), coverage: 'global' }, bill, '2026-11', at(11));
    expect(compared).toMatchObject({ ledger: 7.2048, vpgItems: 7.2048, difference: 0 });
  });
});
