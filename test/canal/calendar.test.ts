import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayOf,
  dayPeriod,
  daysOf,
  hourMs,
  hoursOf,
  isTimeZone,
  monthOf,
  monthPeriod,
} from '../../src/canal/calendar.ts';

const iso = ({ from, to }: { from: number; to: number }) => [from, to].map((ms) => new Date(ms).toISOString());

describe('months and days', () => {
  test('are UTC unless a zone is asked for', () => {
    expect(iso(monthPeriod('2026-12'))).toEqual(['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z']);
    expect(iso(monthPeriod('2028-02'))).toEqual(['2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z']);
    expect(iso(monthPeriod('2026-12', 'Asia/Tokyo'))).toEqual(['2026-11-30T15:00:00.000Z', '2026-12-31T15:00:00.000Z']);
    expect(monthOf(Date.UTC(2026, 10, 30, 16), 'Asia/Tokyo')).toBe('2026-12');
    expect(monthOf(Date.UTC(2026, 10, 30, 16))).toBe('2026-11');
  });

  test('begin at the jump where clocks jump over midnight, and are as long as they are where clocks change', () => {
    // Santiago 2026: clocks go from 24:00 on 5 September to 01:00.
    expect(iso(dayPeriod('2026-09-06', 'America/Santiago'))[0]).toBe('2026-09-06T04:00:00.000Z');
    const length = ({ from, to }: { from: number; to: number }) => (to - from) / hourMs;
    expect(length(dayPeriod('2026-03-29', 'Europe/Berlin'))).toBe(23);
    expect(length(dayPeriod('2026-10-25', 'Europe/Berlin'))).toBe(25);
  });

  test('follow one another without gap or overlap in every zone, and each hour belongs to one', () => {
    const zones = [
      'UTC',
      'Asia/Tokyo',
      'Asia/Kolkata',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Europe/Berlin',
      'Pacific/Kiritimati',
      'America/Santiago',
      'Australia/Lord_Howe',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 2020, max: 2032 }),
        fc.integer({ min: 1, max: 12 }),
        (zone, year, number) => {
          const month = `${year}-${String(number).padStart(2, '0')}`;
          const whole = monthPeriod(month, zone);
          const days = daysOf(month).map((day) => dayPeriod(day, zone));
          expect(days[0]?.from).toBe(whole.from);
          expect(days.at(-1)?.to).toBe(whole.to);
          for (const [index, one] of days.entries()) {
            if (index > 0) expect(one.from).toBe(days[index - 1]?.to);
            expect(dayOf(one.from, zone)).toBe(daysOf(month)[index]);
            expect(dayOf(one.to - 1, zone)).toBe(daysOf(month)[index]);
          }
          const hours = days.map(hoursOf).reduce((count, { from, to }) => count + to - from, 0);
          expect(hours).toBe(hoursOf(whole).to - hoursOf(whole).from);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a zone that is none is told', () => {
    expect([isTimeZone('Asia/Tokyo'), isTimeZone('Mars/Olympus'), isTimeZone('')]).toEqual([true, false, false]);
  });
});
