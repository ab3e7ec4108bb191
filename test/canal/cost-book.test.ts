import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hourMs, isoOf } from '../../src/canal/calendar.ts';
import { costBook } from '../../src/canal/cost-book.ts';
import { chargedThings } from '../../src/canal/cost-figures.ts';
import type { Billed } from '../../src/canal/ledger.ts';
import { type Amount, type Pricing, sum } from '../../src/canal/metering.ts';
import { rates } from '../../src/canal/rates.ts';

const start = Date.UTC(2026, 9, 1);
const days = 92;

const thing = fc.record({
  vpg: fc.nat({ max: 4 }),
  kind: fc.constantFrom('vpg' as const, 'peering' as const, 'peering' as const),
  from: fc.nat({ max: days * 24 * 4 }),
  // Quarters of an hour; many end on a midnight.
  length: fc.option(
    fc.oneof(
      fc.nat({ max: 200 }),
      fc.nat({ max: 30 }).map((day) => day * 96),
    ),
    { freq: 6 },
  ),
  network: fc.constantFrom('office', 'plant', undefined),
});

const billedOf = ({ vpg, kind, from, length, network }: { [K in keyof Drawn]: Drawn[K] }, index: number): Billed => ({
  thing: kind,
  id: `${kind}-${index}`,
  vpgId: `v${vpg}`,
  ...(network === undefined ? {} : { network }),
  from: start + (from * hourMs) / 4,
  ...(length === null ? {} : { to: start + ((from + length) * hourMs) / 4 }),
  sinceFirstSight: false,
  untilLastSight: false,
});
type Drawn = typeof thing extends fc.Arbitrary<infer T> ? T : never;

describe('costBook', () => {
  test('tells the same as going through all things ever, at any moment of any month, in any time zone', () => {
    fc.assert(
      fc.property(
        fc.array(thing, { maxLength: 12 }),
        fc.nat({ max: days * 24 }),
        fc.constantFrom(undefined, '2026-10', '2026-11', '2026-12'),
        fc.constantFrom('UTC', 'Asia/Tokyo', 'America/St_Johns'),
        fc.constantFrom<Pricing['rule']>('started-hours', 'whole-hours'),
        fc.boolean(),
        (drawn, hour, month, timeZone, rule, firstPeeringIncluded) => {
          const things = drawn.map(billedOf);
          const pricing: Pricing = { coverage: 'japan', table: rates, rule, firstPeeringIncluded };
          const asked = { timeZone, ...(month === undefined ? {} : { month }) };
          const now = start + hour * hourMs;
          const moment = month === undefined ? now : Math.max(now, Date.parse(`${month}-02`));
          const { charged, ended, isPart } = costBook(things, pricing).at(moment, asked);
          const all = chargedThings(things, pricing, moment, asked);
          const of = (name: 'perHour' | 'monthToDate' | 'forecast' | 'today', network: string | undefined): Amount[] =>
            [charged, all].map((some) =>
              sum(some.filter(({ billed }) => billed.network === network).map(({ figures }) => figures[name])),
            );
          for (const network of ['office', 'plant', undefined]) {
            for (const name of ['perHour', 'monthToDate', 'forecast', 'today'] as const) {
              const [seen, wanted] = of(name, network);
              expect(seen).toEqual(wanted);
            }
            const [present, wanted] = [charged, all].map((some) =>
              sum(some.filter(({ billed }) => billed.network === network).map(({ figures }) => figures.lifetime)),
            ) as [Amount, Amount];
            const gone = ended.get(network ?? '');
            expect(sum(gone ? [present, gone] : [present])).toEqual(wanted);
          }
          const parts = new Set(charged.filter(isPart).map(({ billed }) => billed.id));
          for (const { billed, figures } of all) {
            if (figures.monthToDate.units > 0 || figures.perHour.units > 0) expect(parts).toContain(billed.id);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('what ended before the month is not gone through again', () => {
    const things = Array.from({ length: 2000 }, (_, index) =>
      billedOf({ vpg: index, kind: 'peering', from: index, length: 96, network: 'office' }, index),
    ).map((one, index) => ({ ...one, vpgId: `v${index}` }));
    const book = costBook(things, {
      coverage: 'japan',
      table: rates,
      rule: 'started-hours',
      firstPeeringIncluded: false,
    });
    const { charged, ended } = book.at(start + 31 * 24 * hourMs + hourMs);
    expect(isoOf(start + 31 * 24 * hourMs)).toBe('2026-11-01T00:00:00.000Z');
    expect(charged).toHaveLength(0);
    expect(ended.get('office')?.units).toBe(2000 * 24 * 10 + 1500 * 10);
  });
});
