import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextSerial } from '../../../src/canal/dns/serial.ts';

const moment = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2100-01-01') });

test('only grows, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(moment, { minLength: 2, maxLength: 30 }), (moments) => {
      let last: number | undefined;
      for (const now of moments) {
        const next = nextSerial(last, now);
        expect(next).toBeGreaterThan(last ?? 0);
        last = next;
      }
    }),
  );
});

test('grows on when the last number is lost, as long as it was not used up faster than the seconds', () => {
  fc.assert(
    fc.property(moment, fc.array(fc.integer({ min: 1000, max: 10_000_000 }), { maxLength: 30 }), (start, gaps) => {
      let now = start;
      let last = nextSerial(undefined, now);
      for (const gap of gaps) {
        now += gap;
        last = nextSerial(last, now);
      }
      expect(nextSerial(undefined, now + 1000)).toBeGreaterThan(last);
    }),
  );
});

test('refuses what a zone cannot have as its serial', () => {
  expect(nextSerial(2 ** 32 - 2, 0)).toBe(2 ** 32 - 1);
  expect(() => nextSerial(2 ** 32 - 1, 0)).toThrow('4294967296 is no serial of a zone');
  expect(() => nextSerial(undefined, Number.NaN)).toThrow(RangeError);
});
