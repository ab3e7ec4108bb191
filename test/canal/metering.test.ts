import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayPeriod, hourMs, hoursOf, isoOf, monthPeriod } from '../../src/canal/calendar.ts';
import { type Billed, billedThings, type LedgerEntry } from '../../src/canal/ledger.ts';
import { type MeteringRule, meter, type Pricing, sum } from '../../src/canal/metering.ts';
import type { Rate } from '../../src/canal/rates.ts';
import { reconcile } from '../../src/canal/reconcile.ts';
import { rate } from '../support/rate.ts';
import { minuteMeter, type Stood } from './minute-meter.ts';

const minuteMs = 60_000;

/** Days in the middle of which months, years and leap days begin and end. */
const starts = ['2026-11-29', '2026-12-30', '2028-02-27', '2028-02-28', '2027-02-27', '2026-11-10'].map(
  (day) => dayPeriod(day).from / minuteMs,
);
const span = 3 * 24 * 60;

/** How something became known to the ledger, if at all: by our own call, heard of some minutes later. */
const heard = fc.option(fc.nat({ max: 90 }), { freq: 3 });

const thing = fc.record({
  // Some near a midnight of the span, and near each other.
  from: fc.oneof(fc.nat({ max: span - 2 }), fc.integer({ min: 1400, max: 1460 })),
  length: fc.oneof(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 130 }),
    fc.integer({ min: 1, max: span }),
  ),
  kind: fc.constantFrom('vpg' as const, 'peering' as const, 'peering' as const),
  vpg: fc.constantFrom(0, 0, 1, 2),
  heardOfCreation: heard,
  heardOfDeletion: heard,
  twice: fc.boolean(),
  /** Of a VPG that is gone: how many minutes after its end SORACOM changed it last; null where SORACOM shows it no more. */
  changedAfter: fc.option(fc.nat({ max: 40 })),
});

const history = fc.record({
  start: fc.constantFrom(...starts),
  /** A third VPG that carries peerings: they end with it, if not before. */
  third: thing,
  things: fc.array(thing, { maxLength: 7 }),
  /** Minutes of each hour at which a report reads SORACOM's list; an hour may have none, or several. */
  reports: fc.array(fc.array(fc.nat({ max: 59 }), { maxLength: 2 }), { minLength: 72, maxLength: 72 }),
  rule: fc.constantFrom<MeteringRule>('started-hours', 'started-hours', 'whole-hours'),
  firstIncluded: fc.boolean(),
  /** A price of each item from a day of the span on; the third day's may never come. */
  rates: fc.array(
    fc.record({
      item: fc.constantFrom('peering' as const, 'peering' as const, 'vpg' as const, 'vpg-setup' as const),
      day: fc.constantFrom(-1, 0, 1, 2),
      price: fc.integer({ min: 0, max: 500 }),
      setBy: fc.constantFrom(undefined, undefined, 'settings' as const, 'api' as const),
    }),
    { maxLength: 6 },
  ),
});

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Two VPGs that stand all the time carry the peerings; they are older than the history, and nobody told of them. */
const carriers = [0, 1].map((vpg) => ({
  id: `v${vpg}`,
  kind: 'vpg' as const,
  vpg,
  from: -600,
  to: 10 * span,
  heardOfCreation: null,
  heardOfDeletion: null,
  twice: false,
  changedAfter: null,
}));

const thingsIn = ({ things, third }: History) => {
  const carrier = { ...third, kind: 'vpg' as const, id: 'v2', vpg: 2, to: third.from + third.length };
  return [
    ...carriers,
    carrier,
    ...things
      .map((one, index) => ({ ...one, id: `${one.kind}-${index}`, to: one.from + one.length }))
      .map((one) =>
        one.kind === 'peering' && one.vpg === 2
          ? { ...one, from: Math.max(one.from, carrier.from), to: Math.min(one.to, carrier.to) }
          : one,
      )
      .filter(({ from, to }) => from < to),
  ];
};

const reportsAt = ({ reports }: History, minute: number): number =>
  (reports[Math.floor(minute / 60)] ?? []).filter((at) => at === minute % 60).length;

/** The ledger that our code keeps of a history: lines of our calls as they come in, and what each report adds. */
function keep(given: History): LedgerEntry[] {
  const things = thingsIn(given);
  const at = (minute: number): number => (given.start + minute) * minuteMs;
  const lines: LedgerEntry[] = [];
  let before: number | undefined;
  for (let minute = 0; minute < span; minute += 1) {
    for (const { id, kind, vpg, from, to, heardOfCreation, heardOfDeletion, twice } of things) {
      const line = { thing: kind, id, vpgId: kind === 'vpg' ? id : `v${vpg}`, source: 'workflow' } as const;
      const opened = heardOfCreation !== null && minute === from + heardOfCreation;
      const closed = heardOfDeletion !== null && minute === to + heardOfDeletion;
      for (const _ of twice ? [1, 2] : [1]) {
        if (opened) lines.push({ ...line, what: 'opened', at: at(from) });
        if (closed) lines.push({ ...line, what: 'closed', at: at(to) });
      }
    }
    for (let again = reportsAt(given, minute); again > 0; again -= 1) {
      const standing = things.filter(({ from, to }) => from <= minute && minute < to);
      const list = standing
        .filter(({ kind }) => kind === 'vpg')
        .map(({ id, from }) => ({
          vpgId: id,
          type: 15,
          status: 'running',
          createdTime: at(from),
          peerings: standing.filter((one) => one.kind === 'peering' && `v${one.vpg}` === id),
        }));
      const gone = things.flatMap(({ id, kind, from, to, changedAfter }) => {
        if (kind !== 'vpg' || changedAfter === null || to > minute) return [];
        const changed = to + changedAfter <= minute ? to + changedAfter : to;
        const times = { createdTime: at(from), lastModifiedTime: at(changed) };
        return [{ vpgId: id, type: 15, status: 'terminated', ...times, peerings: [] }];
      });
      lines.push(...reconcile(billedThings(lines), [...list, ...gone], at(minute), before));
      before = at(minute);
    }
  }
  return lines;
}

/** What is known of the same history at its end, by the words of the rules alone. */
function known(given: History): Stood[] {
  const reports = Array.from({ length: span }, (_, minute) => minute).filter((minute) => reportsAt(given, minute) > 0);
  const at = (from: number, delay: number | null): number => (delay === null ? Number.POSITIVE_INFINITY : from + delay);
  const stood = thingsIn(given).flatMap((one): Stood[] => {
    const { id, kind, vpg, from, to, heardOfCreation, heardOfDeletion, changedAfter } = one;
    const heardAt = at(from, heardOfCreation);
    const sight = reports.find((minute) => from <= minute && minute < to) ?? Number.POSITIVE_INFINITY;
    const sightTells = kind === 'vpg' ? from : sight;
    const knownFrom = (minute: number): number =>
      heardAt <= minute ? from : sight <= minute ? sightTells : Number.NaN;
    const begin = knownFrom(span - 1);
    if (Number.isNaN(begin)) return [];
    const missed = reports.find((minute) => minute >= to && minute >= knownFrom(minute) + 15);
    // What SORACOM tells of the end counts if it came after the thing was seen standing, or was begun.
    const told = (report: number): number => {
      if (kind !== 'vpg' || changedAfter === null) return report;
      const changed = to + changedAfter <= report ? to + changedAfter : to;
      const before = reports.findLast((minute) => minute < report) ?? report;
      return changed > Math.max(before, knownFrom(report)) && changed < report ? changed : report;
    };
    const ended = missed === undefined ? Number.POSITIVE_INFINITY : told(missed);
    const end = at(to, heardOfDeletion) < span ? to : ended;
    const { start } = given;
    return [{ id, kind, vpgId: kind === 'vpg' ? id : `v${vpg}`, from: start + begin, to: start + end }];
  });
  // SORACOM deletes peerings with their VPG.
  return stood.map((one) => {
    const vpg = stood.find(({ id }) => id === one.vpgId);
    return vpg && one.kind === 'peering' ? { ...one, to: Math.min(one.to, Math.max(vpg.to, one.from)) } : one;
  });
}

function tableOf({ rates, start }: History): Rate[] {
  return rates.map(({ item, day, price, setBy }) => ({
    ...(setBy === undefined ? {} : { setBy }),
    item,
    coverage: 'japan',
    currency: 'JPY',
    price,
    per: item === 'vpg-setup' ? 'once' : 'hour',
    validFrom: isoOf((start + day * 24 * 60) * minuteMs).slice(0, 10),
    source: 'a test',
    confidence: 'low',
  }));
}

/** The newest price that a history has for an item on a day, read from the history itself. */
const priceOn =
  ({ rates, start }: History) =>
  (item: string, epochDay: number): number | undefined => {
    const today = rates.filter((rate) => rate.item === item && start / 1440 + rate.day <= epochDay);
    // What the API has set comes before the settings, these before what is built in, however old; then the newest counts.
    const [set = []] = ['api', 'settings', undefined]
      .map((by) => today.filter(({ setBy }) => setBy === by))
      .filter((some) => some.length > 0);
    const newest = Math.max(...set.map(({ day }) => day));
    return set.findLast(({ day }) => day === newest)?.price;
  };

describe('the ledger and its meter, against a meter that walks through every minute', () => {
  test('hour by hour, day by day, by month and over all: equal to the yen, and the same things unknown', () => {
    fc.assert(
      fc.property(history, (given) => {
        const pricing: Pricing = {
          coverage: 'japan',
          table: tableOf(given),
          rule: given.rule,
          firstPeeringIncluded: given.firstIncluded,
        };
        const metering = meter(billedThings(keep(given)), pricing);
        const price = priceOn(given);
        const walked = minuteMeter(known(given), given.start - 600, given.start + span, {
          perHour: price,
          setUp: (day) => price('vpg-setup', day),
          firstIncluded: given.firstIncluded,
          rule: given.rule,
        });
        const hours = [...walked.keys()];
        const first = hours[0] as number;
        const last = (hours.at(-1) as number) + 1;
        const months = ['2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2028-02', '2028-03'];
        const periods = [
          ...hours.map((hour) => ({ from: hour, to: hour + 1 })),
          ...[-1, 0, 1, 2].map((day) => hoursOf(dayPeriod(isoOf((given.start + day * 1440) * minuteMs).slice(0, 10)))),
          ...months.map((month) => hoursOf(monthPeriod(month))),
          { from: first, to: last },
        ].map(({ from, to }) => ({ from: Math.max(from, first), to: Math.min(to, last) }));
        const differences = periods.flatMap((period) => {
          const parts = hours.filter((hour) => period.from <= hour && hour < period.to).map((hour) => walked.get(hour));
          const each = metering.metered.flatMap((one) => {
            const charges = parts.flatMap((charged) => charged?.get(one.billed.id) ?? []);
            const { units, unknown } = metering.amount(one, period);
            const wanted = charges.reduce((units, charge) => units + charge.units, 0);
            const same =
              units === wanted && Object.keys(unknown).length > 0 === charges.some((charge) => charge.unknown);
            return same ? [] : [{ period, id: one.billed.id, units, unknown, charges }];
          });
          const all = parts.flatMap((charged) => [...(charged?.values() ?? [])]);
          const total = sum(metering.metered.map((one) => metering.amount(one, period))).units;
          const wanted = all.reduce((units, charge) => units + charge.units, 0);
          return total === wanted ? each : [...each, { period, total, wanted }];
        });
        expect(differences).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

const stands = (changes: Partial<Billed>): Billed => ({
  thing: 'peering',
  id: 'pcx-1',
  vpgId: 'v',
  from: Date.UTC(2026, 10, 26, 10, 20),
  sinceFirstSight: false,
  untilLastSight: false,
  ...changes,
});

describe('meter', () => {
  const pricing: Pricing = {
    coverage: 'japan',
    table: [{ ...rate('peering', 10), validFrom: '2016-04-21' }],
    rule: 'started-hours',
    firstPeeringIncluded: false,
  };
  const month = hoursOf(monthPeriod('2026-11'));
  const cost = (things: Billed[], changes: Partial<Pricing> = {}) => {
    const metering = meter(things, { ...pricing, ...changes });
    return sum(metering.metered.map((one) => metering.amount(one, month)));
  };

  test('what was deleted in the moment of its creation has started an hour', () => {
    expect(cost([stands({ to: stands({}).from })]).units).toBe(10);
    expect(cost([stands({ from: hourMs * 500_000, to: hourMs * 500_000 })], {}).units).toBe(0);
    const sharp = Date.UTC(2026, 10, 26, 10);
    expect(cost([stands({ from: sharp, to: sharp })]).units).toBe(10);
  });

  test('one minute on each side of the hour costs two hours, or none by whole hours', () => {
    const one = stands({ from: Date.UTC(2026, 10, 26, 10, 59), to: Date.UTC(2026, 10, 26, 11, 1) });
    expect(cost([one]).units).toBe(20);
    expect(cost([one], { rule: 'whole-hours' }).units).toBe(0);
  });

  test('where the first peering is included, in each hour the oldest that counts is free', () => {
    const at = (hour: number, minute: number) => Date.UTC(2026, 10, 26, hour, minute);
    const things = [
      stands({ id: 'pcx-1', from: at(10, 5), to: at(10, 10) }),
      stands({ id: 'pcx-2', from: at(10, 20), to: at(12, 30) }),
      stands({ id: 'pcx-3', from: at(12, 0), to: at(13, 30) }),
      stands({ id: 'pcx-4', vpgId: 'other', from: at(10, 0), to: at(11, 0) }),
    ];
    // 10: pcx-2 beside pcx-1; 11: none beside pcx-2; 12: pcx-3 beside pcx-2; 13: none.
    expect(cost(things, { firstPeeringIncluded: true }).units).toBe(20);
    expect(cost(things).units).toBe(70);
  });

  test('a VPG without a known price is unknown, not zero', () => {
    expect(cost([stands({ thing: 'vpg', id: 'v' })])).toEqual({ units: 0, unknown: { vpg: 1, 'vpg-setup': 1 } });
  });

  test('dollars are not counted in yen', () => {
    const table: Rate[] = [{ ...rate('peering', 999), currency: 'USD', validFrom: '2020-01-01' }];
    expect(cost([stands({ to: stands({}).from + 1 })], { table })).toEqual({ units: 0, unknown: { peering: 1 } });
  });

  test('a sum that would not be exact is refused', () => {
    const huge = { units: Number.MAX_SAFE_INTEGER, unknown: {} };
    expect(() => sum([huge, huge])).toThrow(RangeError);
  });
});
