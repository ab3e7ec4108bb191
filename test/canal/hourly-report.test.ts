import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hourMs } from '../../src/canal/calendar.ts';
import { costBook } from '../../src/canal/cost-book.ts';
import { type HourlyReport, hourlyReport } from '../../src/canal/hourly-report.ts';
import type { Billed } from '../../src/canal/ledger.ts';
import { meter, type Pricing, sum } from '../../src/canal/metering.ts';
import { rates } from '../../src/canal/rates.ts';

const pricing: Pricing = { coverage: 'japan', table: rates, rule: 'started-hours', firstPeeringIncluded: false };
const start = Date.UTC(2026, 10, 30, 20) / hourMs; // four hours before the month ends

const peering = (id: string, from: number, to?: number, network?: string): Billed => ({
  thing: 'peering',
  id,
  vpgId: 'v',
  from: (start + from) * hourMs,
  ...(to === undefined ? {} : { to: (start + to) * hourMs }),
  ...(network === undefined ? {} : { network }),
  sinceFirstSight: false,
  untilLastSight: false,
});

describe('hourlyReport', () => {
  test('tells an hour, its day, its month, what the month will come to, and all', () => {
    const things = [
      peering('pcx-1', 0.5, undefined, 'office'),
      peering('pcx-2', 1, 2.5, 'office'),
      peering('pcx-3', -48),
    ];
    const { hour, currency, total, networks, unmanaged } = hourlyReport(
      costBook(things, pricing),
      start + 2,
      undefined,
    );
    expect([hour, currency]).toEqual(['2026-11-30T22:00:00.000Z', 'JPY']);
    const units = (given: object) =>
      Object.fromEntries(
        Object.entries(given).map(([name, told]) => [name, typeof told === 'number' ? told : told.units]),
      );
    expect(units(networks.office as object)).toEqual({
      perHour: 10,
      thisHour: 20,
      today: 50,
      monthToDate: 50,
      forecast: 60,
      lifetime: 50,
      correction: 30,
    });
    expect(units(unmanaged)).toMatchObject({ perHour: 10, today: 230, monthToDate: 510, forecast: 520 });
    expect(units(total)).toMatchObject({ perHour: 20, thisHour: 30, monthToDate: 560, forecast: 580 });
  });

  test('the last hour of a month belongs to it, and the next report begins a month', () => {
    const things = [peering('pcx-1', 0, undefined, 'office')];
    const last = hourlyReport(costBook(things, pricing), start + 3, undefined).total;
    expect([last.monthToDate.units, last.forecast.units]).toEqual([40, 40]);
    const next = hourlyReport(costBook(things, pricing), start + 4, undefined).total;
    expect([next.today.units, next.monthToDate.units, next.forecast.units]).toEqual([10, 10, 10 * 24 * 31]);
  });

  test('is as things were at the end of its hour, whatever has become of them since', () => {
    const now = hourlyReport(costBook([peering('pcx-1', 0, undefined, 'office')], pricing), start + 1, undefined);
    const later = [peering('pcx-1', 0, 9.5, 'office'), peering('pcx-2', 2, undefined, 'office')];
    expect(hourlyReport(costBook(later, pricing), start + 1, undefined)).toEqual(now);
  });

  test('hours and corrections add up to all that things ever cost, whenever they are noticed', () => {
    const thing = fc.record({
      from: fc.nat({ max: 200 }),
      length: fc.option(fc.nat({ max: 120 })),
      noticedAfter: fc.nat({ max: 90 }),
      network: fc.constantFrom('office', 'plant', undefined),
    });
    fc.assert(
      fc.property(fc.array(thing, { maxLength: 6 }), (drawn) => {
        const all = drawn.map(({ from, length, network }, index) =>
          peering(`pcx-${index}`, from / 10, length === null ? undefined : (from + length) / 10, network),
        );
        const reports: HourlyReport[] = [];
        for (let hour = 0; hour < 30; hour += 1) {
          const noticed = all.filter(
            (_, index) => ((drawn[index]?.from ?? 0) + (drawn[index]?.noticedAfter ?? 0)) / 10 <= hour + 1,
          );
          reports.push(hourlyReport(costBook(noticed, pricing), start + hour, reports.at(-1)));
        }
        const metering = meter(all, pricing);
        const cost = (network: string | undefined) =>
          sum(
            metering.metered
              .filter(({ billed }) => network === 'all' || billed.network === network)
              .map((one) => metering.amount(one, { from: start, to: start + 30 })),
          ).units;
        const told = (of: (report: HourlyReport) => { thisHour: { units: number }; correction: number } | undefined) =>
          reports.reduce(
            (units, report) => units + (of(report)?.thisHour.units ?? 0) + (of(report)?.correction ?? 0),
            0,
          );
        expect(told(({ total }) => total)).toBe(cost('all'));
        expect(told(({ networks }) => networks.office)).toBe(cost('office'));
        expect(told(({ unmanaged }) => unmanaged)).toBe(cost(undefined));
      }),
      { numRuns: 60 },
    );
  });

  test('a simulated year of 200 networks, hour by hour: every hour, the reports and the networks are what was walked through', {
    timeout: 60_000,
  }, () => {
    const first = Date.UTC(2028, 0, 1) / hourMs;
    const hours = 366 * 24;
    // A plain generator of numbers: the year is the same in every run.
    let state = 2028;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const things = Array.from({ length: 200 }, (_, network) => {
      const from = first + next(hours * 60) / 60;
      const to = from + next(90 * 24 * 60) / 60;
      const of = (thing: 'vpg' | 'peering', id: string): Billed => ({
        ...peering(id, 0, 0, `network-${network}`),
        thing,
        vpgId: `v${network}`,
        from: from * hourMs,
        to: to * hourMs,
      });
      return [
        of('vpg', `v${network}`),
        ...[0, 1, 2].slice(next(3)).map((index) => of('peering', `pcx-${network}-${index}`)),
      ];
    }).flat();
    const table = [
      ...rates,
      { ...(rates[0] as (typeof rates)[number]), price: 13, validFrom: '2028-02-29', setBy: 'settings' as const },
      {
        ...(rates[0] as (typeof rates)[number]),
        item: 'vpg' as const,
        price: 57,
        validFrom: '2028-07-01',
        setBy: 'api' as const,
      },
    ];
    // What each hour costs, by walking through the hours of each thing: it knows nothing of our meter.
    const march = Date.UTC(2028, 1, 29) / hourMs;
    const july = Date.UTC(2028, 6, 1) / hourMs;
    const walked = new Array<number>(hours).fill(0);
    let all = 0;
    for (const { thing, from, to = 0 } of things) {
      for (let hour = Math.floor(from / hourMs); hour * hourMs < to; hour += 1) {
        const price = thing === 'peering' ? (hour < march ? 10 : 13) : hour < july ? 0 : 57;
        const index = hour - first;
        if (index < hours) {
          walked[index] = (walked[index] ?? 0) + price;
          all += price;
        }
      }
    }
    const metering = meter(things, { ...pricing, table });
    const metered = Array.from({ length: hours }, (_, index) => {
      const span = { from: first + index, to: first + index + 1 };
      return metering.metered.reduce((units, one) => units + metering.amount(one, span).units, 0);
    });
    expect(metered).toEqual(walked);
    // A report of each 23rd hour, so that all hours of the day have their turn; what lies between is its correction.
    const book = costBook(things, { ...pricing, table });
    let before: HourlyReport | undefined;
    let told = 0;
    const differences: number[] = [];
    for (let hour = first + ((hours - 1) % 23); hour < first + hours; hour += 23) {
      before = hourlyReport(book, hour, before);
      const { thisHour, correction } = before.total;
      told += thisHour.units + correction;
      if (thisHour.units !== walked[hour - first]) differences.push(hour);
    }
    expect(differences).toEqual([]);
    expect(told).toBe(all);
    expect(before?.total.lifetime.units).toBe(all);
    const names = { ...before?.ended, ...before?.networks };
    expect(Object.keys(names)).toHaveLength(200);
    const ofEnded = Object.values(before?.ended ?? {}).reduce((units, one) => units + one, 0);
    const ofOthers = Object.values(before?.networks ?? {}).reduce((units, { lifetime }) => units + lifetime.units, 0);
    expect(ofEnded).toBeGreaterThan(0);
    expect(ofEnded + ofOthers).toBe(all);
  });
});
