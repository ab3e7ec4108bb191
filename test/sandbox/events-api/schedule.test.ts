import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduleOf } from '../../../src/sandbox/events-api/schedule.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const next = (expression: string, after: string, since = '2026-01-01T00:00') => {
  const due = scheduleOf(expression, at(since))(at(after));
  return due === undefined ? undefined : new Date(due).toISOString().slice(0, 16);
};

describe('A schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-01-01T00:00', '2026-01-01T00:01'],
    ['rate(5 minutes)', '2026-01-01T00:07', '2026-01-01T00:10'],
    ['rate(6 hours)', '2026-01-01T06:00', '2026-01-01T12:00'],
    ['rate(1 day)', '2026-03-05T04:00', '2026-03-06T00:00'],
    ['cron(0 9 ? * MON-FRI *)', '2026-01-02T09:00', '2026-01-05T09:00'],
    ['cron(15 10 * * ? *)', '2026-01-01T10:14', '2026-01-01T10:15'],
    ['cron(0/10 * * * ? *)', '2026-01-01T23:50', '2026-01-02T00:00'],
    ['cron(10-30/5 8 1 * ? *)', '2026-01-01T08:16', '2026-01-01T08:20'],
    ['cron(0 0 L * ? *)', '2026-02-01T00:00', '2026-02-28T00:00'],
    ['cron(0 12 29 2 ? *)', '2026-01-01T00:00', '2028-02-29T12:00'],
    ['cron(30 6 1 jan,JUL ? 2026-2027)', '2026-07-01T06:30', '2027-01-01T06:30'],
    ['cron(0 0 ? * 1 *)', '2026-01-01T00:00', '2026-01-04T00:00'],
  ])('%s is due after %s at %s', (expression, after, due) => {
    expect(next(expression, after)).toBe(due);
  });

  it('may have no next time', () => {
    expect(next('cron(0 0 1 1 ? 2025)', '2026-01-01T00:00')).toBeUndefined();
  });

  it.each([
    'rate(0 minutes)',
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(5 weeks)',
    'cron(0 9 * * * *)',
    'cron(0 9 ? * ? *)',
    'cron(0 9 ? * MON)',
    'cron(60 9 ? * MON *)',
    'cron(5/0 9 ? * MON *)',
    'cron(0 9 ? * FRI#2 *)',
    'cron(0 9 15W * ? *)',
    'at(2026-01-01T00:00:00)',
    'every hour',
  ])('%s is refused', (expression) => {
    expect(() => scheduleOf(expression, 0)).toThrow(`${expression} is no schedule`);
  });

  it('by rate comes later than it is asked for, one step at most, and always at a whole step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 90 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.nat(1e10),
        (count, since, past) => {
          const due = scheduleOf(`rate(${count} minutes)`, since)(since + past) ?? 0;
          expect(due).toBeGreaterThan(since + past);
          expect(due - since - past).toBeLessThanOrEqual(count * 60_000);
          expect((due - since) % (count * 60_000)).toBe(0);
        },
      ),
    );
  });
});
