import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCursor, writeCursor } from '../../src/api/cursor.ts';

const name = /^[a-z][a-z0-9-]{0,39}$/;

test('a cursor comes back as the place that was written, whatever it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(name), (place) => {
      expect(readCursor(writeCursor(place), name)?.[0]).toBe(place);
    }),
  );
});

test('no cursor is the start', () => {
  expect(readCursor(undefined, name)).toBeUndefined();
});

test.each(['', 'x', writeCursor('Not a name'), writeCursor('a\nb'), '%00'])('"%s" was never given', (cursor) => {
  const fault = { name: 'InvalidInput', field: 'cursor' };
  expect(() => readCursor(cursor, name)).toThrow(expect.objectContaining({ faults: [expect.objectContaining(fault)] }));
});
