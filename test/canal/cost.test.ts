import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChargedThings, describeCost, runningCost } from '../../src/canal/cost.ts';
import { type Coverage, type Rate, rateFor, rates } from '../../src/canal/rates.ts';

const rate = (changes: Partial<Rate>): Rate => ({
  item: 'peering',
  coverage: 'japan',
  currency: 'JPY',
  price: 10,
  per: 'hour',
  validFrom: '2020-01-01',
  source: 'a test',
  confidence: 'low',
  ...changes,
});

const at = Date.UTC(2026, 10, 27, 12);
const costOf = (
  { coverage, ...things }: ChargedThings & { coverage: Coverage },
  table: readonly Rate[] = rates,
  given: { firstPeeringIncluded?: boolean; at?: number } = {},
) =>
  runningCost(
    things,
    { coverage, table, rule: 'started-hours', firstPeeringIncluded: false, ...given },
    given.at ?? at,
  );

describe('runningCost and describeCost', () => {
  test("in Japan the VPG's own fee is unknown, not zero", () => {
    const cost = costOf({ coverage: 'japan', vpgs: 1, peerings: 2 }, rates);
    expect(cost).toEqual({ currency: 'JPY', perHour: 20, unknown: ["the VPG's own fee"], taxExclusive: true });
    expect(describeCost(cost)).toBe("¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive");
  });

  test('in global coverage both prices are known', () => {
    const cost = costOf({ coverage: 'global', vpgs: 1, peerings: 3 }, rates);
    expect(cost).toEqual({ currency: 'USD', perHour: 0.8, unknown: [], taxExclusive: true });
    expect(describeCost(cost)).toBe('$0.80 per hour, tax-exclusive');
  });

  test('what is unknown alone is not shown as ¥0', () => {
    expect(describeCost(costOf({ coverage: 'japan', vpgs: 1, peerings: 0 }, rates))).toBe(
      "the VPG's own fee (price not known) per hour, tax-exclusive",
    );
  });

  test('nothing costs nothing', () => {
    const cost = costOf({ coverage: 'japan', vpgs: 0, peerings: 0 }, rates);
    expect(cost).toEqual({ currency: 'JPY', perHour: 0, unknown: [], taxExclusive: true });
    expect(describeCost(cost)).toBe('¥0 per hour, tax-exclusive');
  });

  test('several VPGs are counted in words', () => {
    expect(describeCost(costOf({ coverage: 'japan', vpgs: 2, peerings: 1 }, rates))).toBe(
      '¥10 per hour, plus the own fees of 2 VPGs (price not known), tax-exclusive',
    );
  });

  test('another table changes the price, and an empty one leaves nothing known', () => {
    const things = { coverage: 'japan', vpgs: 1, peerings: 1500 } as const;
    const table = [rate({ price: 12 }), rate({ item: 'vpg', price: 50 })];
    expect(describeCost(costOf(things, table))).toBe('¥18,050 per hour, tax-exclusive');
    expect(describeCost(costOf(things, []))).toBe(
      "the fees of 1500 peerings and the VPG's own fee (price not known) per hour, tax-exclusive",
    );
  });

  test('a price holds from 00:00 UTC of its day, not before', () => {
    const table = [...rates, rate({ price: 14, validFrom: '2026-11-28', setBy: 'settings' })];
    const times = ['2026-11-27T23:59:59.999Z', '2026-11-28T00:00:00.000Z'];
    const told = times.map(
      (time) => costOf({ coverage: 'japan', vpgs: 0, peerings: 2 }, table, { at: Date.parse(time) }).perHour,
    );
    expect(told).toEqual([20, 28]);
    expect(costOf({ coverage: 'global', vpgs: 0, peerings: 1 }, rates, { at: Date.UTC(2026, 4, 24) }).unknown).toEqual([
      "the peering's fee",
    ]);
  });

  test('the first peering is included where the settings say so, once for each VPG, and for no VPG of others', () => {
    const perHour = (vpgs: number, peerings: number) =>
      costOf({ coverage: 'japan', vpgs, peerings }, rates, { firstPeeringIncluded: true }).perHour;
    expect([perHour(1, 0), perHour(1, 1), perHour(1, 3), perHour(0, 3)]).toEqual([0, 0, 20, 30]);
  });

  test('a VPG has the price of its type', () => {
    const perHour = (vpgType?: number) =>
      costOf({ coverage: 'global', vpgs: 1, peerings: 0, ...(vpgType === undefined ? {} : { vpgType }) }).perHour;
    expect([perHour(), perHour(15), perHour(14)]).toEqual([0.5, 0.5, 0.1]);
    expect(costOf({ coverage: 'global', vpgs: 1, vpgType: 12, peerings: 0 }).unknown).toEqual(["the VPG's own fee"]);
  });

  test('a price per set-up is not a price per hour', () => {
    const cost = costOf({ coverage: 'japan', vpgs: 1, peerings: 0 }, [rate({ item: 'vpg', per: 'once' })]);
    expect(cost.unknown).toEqual(["the VPG's own fee"]);
  });

  test('dollars are exact to the hundredth of a cent, however many things there are', () => {
    const count = fc.nat({ max: 10_000 });
    fc.assert(
      fc.property(
        count,
        count,
        fc.nat({ max: 99_999 }),
        fc.nat({ max: 99_999 }),
        (vpgs, peerings, perVpg, perPeering) => {
          const table = [
            rate({ coverage: 'global', currency: 'USD', price: perPeering }),
            rate({ coverage: 'global', currency: 'USD', item: 'vpg', price: perVpg }),
          ];
          const { perHour } = costOf({ coverage: 'global', vpgs, peerings }, table);
          const exact = BigInt(vpgs) * BigInt(perVpg) + BigInt(peerings) * BigInt(perPeering);
          const digits = exact.toString().padStart(5, '0');
          expect(perHour.toFixed(4)).toBe(`${digits.slice(0, -4)}.${digits.slice(-4)}`);
          expect(perHour).toBe(Number(`${digits.slice(0, -4)}.${digits.slice(-4)}`));
        },
      ),
    );
  });

  test('yen are whole', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), (peerings) => {
        expect(costOf({ coverage: 'japan', vpgs: 0, peerings }, rates).perHour).toBe(10 * peerings);
      }),
    );
  });
});

describe('rates', () => {
  test('every rate is a whole positive number with a day and a source', () => {
    for (const each of rates) {
      expect(Number.isInteger(each.price) && each.price > 0).toBe(true);
      expect(each.validFrom).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(each.source).toMatch(/^https:\/\//);
    }
  });

  test('the yen price of a VPG is absent', () => {
    expect(rateFor('vpg', 'japan')).toBeUndefined();
    expect(rateFor('vpg-setup', 'japan')).toBeUndefined();
    expect(rateFor('vpg-setup', 'global')).toMatchObject({ price: 98_000, currency: 'USD', per: 'once' });
  });

  test('the newest rate that holds on a day is taken, in any order of the table', () => {
    const old = rate({ price: 10, validFrom: '2016-04-21' });
    const recent = rate({ price: 14, validFrom: '2025-01-01' });
    for (const table of [
      [old, recent],
      [recent, old],
    ]) {
      expect(rateFor('peering', 'japan', table)).toBe(recent);
      expect(rateFor('peering', 'japan', table, '2025-01-01')).toBe(recent);
      expect(rateFor('peering', 'japan', table, '2024-12-31')).toBe(old);
      expect(rateFor('peering', 'japan', table, '2016-04-20')).toBeUndefined();
    }
  });
});
