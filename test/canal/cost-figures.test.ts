import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargedThings, type Figures } from '../../src/canal/cost-figures.ts';
import type { Billed } from '../../src/canal/ledger.ts';
import { type MeteringRule, type Pricing, sum } from '../../src/canal/metering.ts';
import type { Rate } from '../../src/canal/rates.ts';
import { minuteMeter } from './minute-meter.ts';

const minuteMs = 60_000;
const span = 2 * 1440;
/** Two days before months, leap days and clock changes: Berlin's on 28 March 2027, St John's on 1 November 2026. */
const starts = ['2026-10-30', '2026-12-30', '2028-02-27', '2027-02-27', '2027-03-26'].map(
  (day) => Date.parse(`${day}T00:00:00Z`) / minuteMs,
);
const zones = ['UTC', 'Asia/Tokyo', 'Asia/Kolkata', 'America/St_Johns', 'Europe/Berlin', 'Pacific/Kiritimati'] as const;

const thing = fc.record({
  from: fc.nat({ max: span }),
  length: fc.option(fc.oneof(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: span })), { freq: 3 }),
  kind: fc.constantFrom('vpg' as const, 'peering' as const, 'peering' as const),
  vpg: fc.constantFrom('a', 'b'),
});

const drawn = fc.record({
  start: fc.constantFrom(...starts),
  things: fc.array(thing, { maxLength: 5 }),
  // Some in the last hour before another price.
  moment: fc.oneof(fc.integer({ min: 1, max: span }), fc.integer({ min: 1381, max: 1441 })),
  zone: fc.constantFrom(...zones),
  rule: fc.constantFrom<MeteringRule>('started-hours', 'started-hours', 'whole-hours'),
  firstIncluded: fc.boolean(),
  prices: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 4, maxLength: 4 }),
});

/** The calendar day that a clock on the wall of a zone shows, by Intl alone. */
const clocks = new Map(
  zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })]),
);

test('hour, day, month, forecast and all, from any moment and by the clocks of any zone, are what walking through the minutes finds', () => {
  fc.assert(
    fc.property(drawn, ({ start, things, moment, zone, rule, firstIncluded, prices }) => {
      const now = start + moment;
      const billed = things.map(({ from, length, kind, vpg }, index): Billed => {
        const to = length === null ? {} : { to: (start + from + length) * minuteMs };
        const ids = { thing: kind, id: `${kind}-${index}`, vpgId: `v${vpg}` };
        return { ...ids, from: (start + from) * minuteMs, ...to, sinceFirstSight: false, untilLastSight: false };
      });
      const [before = 0, after = 0, setUp = 0, vpgFee = 0] = prices;
      const change = start / 1440 + 1; // the second day has another price
      const rate = (item: Rate['item'], price: number, day: number): Rate => ({
        item,
        coverage: 'japan',
        currency: 'JPY',
        price,
        per: item === 'vpg-setup' ? 'once' : 'hour',
        validFrom: new Date(day * 86_400_000).toISOString().slice(0, 10),
        source: 'a test',
        confidence: 'low',
      });
      const pricing: Pricing = {
        coverage: 'japan',
        table: [
          rate('peering', before, 0),
          rate('peering', after, change),
          rate('vpg', vpgFee, 0),
          rate('vpg-setup', setUp, 0),
        ],
        rule,
        firstPeeringIncluded: firstIncluded,
      };
      const figures = chargedThings(billed, pricing, now * minuteMs, { timeZone: zone }).map((one) => one.figures);
      const told = (name: keyof Figures): number => sum(figures.map((one) => one[name])).units;

      // As seen from the moment: what came later is not there, what ends later stands, and goes on to the month's end.
      const stood = things
        .map(({ from, length, kind, vpg }, index) => {
          const to = start + from + (length ?? Number.POSITIVE_INFINITY);
          return {
            id: `${kind}-${index}`,
            vpgId: `v${vpg}`,
            kind,
            from: start + from,
            to: to <= now ? to : Number.POSITIVE_INFINITY,
          };
        })
        .filter(({ from }) => from < now);
      const dayOf = (minute: number): string => clocks.get(zone)?.format(new Date(minute * minuteMs)) ?? '';
      const today = dayOf(now - 1 / 60);
      const monthEnd = Array.from({ length: 35 * 24 }, (_, hour) => Math.floor(now / 60) + hour).find(
        (hour) => dayOf(hour * 60).slice(0, 7) > today.slice(0, 7),
      ) as number;
      const walk = (to: number, price: (kind: string, day: number) => number) =>
        minuteMeter(stood, start, to, { perHour: price, setUp: () => setUp, firstIncluded, rule });
      const price = (kind: string, day: number): number => (kind === 'vpg' ? vpgFee : day < change ? before : after);
      const upTo = Math.ceil(now / 60);
      // A whole month of minutes would take long, and the ends of months are near enough.
      const isNear = monthEnd - upTo < 100;
      const charges = [...walk((isNear ? monthEnd : upTo) * 60, price)].map(([hour, charge]) => {
        return { hour, units: [...charge.values()].reduce((units, one) => units + one.units, 0) };
      });
      const of = (which: (hour: number) => boolean): number =>
        charges.filter(({ hour }) => which(hour)).reduce((units, one) => units + one.units, 0);
      const isToday = (hour: number) => dayOf(hour * 60) === today;
      const isMonth = (hour: number) => dayOf(hour * 60).slice(0, 7) === today.slice(0, 7);
      const running = walk((upTo + 1) * 60, (kind) => price(kind, Math.floor(now / 1440))).get(upTo);
      const fees = stood.filter(({ kind, from }) => kind === 'vpg' && Math.floor(from / 60) === upTo).length * setUp;
      const perHour = [...(running?.values() ?? [])].reduce((units, one) => units + one.units, 0) - fees;
      expect({
        thisHour: told('thisHour'),
        today: told('today'),
        monthToDate: told('monthToDate'),
        lifetime: told('lifetime'),
        perHour: told('perHour'),
        ...(isNear ? { forecast: told('forecast') } : {}),
      }).toEqual({
        thisHour: of((hour) => hour === upTo - 1),
        today: of((hour) => hour < upTo && isToday(hour)),
        monthToDate: of((hour) => hour < upTo && isMonth(hour)),
        lifetime: of((hour) => hour < upTo),
        perHour,
        ...(isNear ? { forecast: of(isMonth) } : {}),
      });
    }),
    { numRuns: 150 },
  );
});
