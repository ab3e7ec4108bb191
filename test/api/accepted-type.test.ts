import { expect, test } from 'vitest';
import { wantsCsv } from '../../src/api/accepted-type.ts';

test.each([
  ['text/csv', true],
  ['TEXT/CSV; charset=utf-8', true],
  ['text/csv, application/json', true],
  ['text/csv;q=0.9, */*;q=0.1', true],
  ['text/csv, */*', true],
  ['application/json, text/csv', false],
  ['application/json, text/csv;q=0.1', false],
  ['application/json;q=0.1, text/csv', true],
  ['text/csv;q=0.1, */*', false],
  ['text/csv;q=0', false],
  ['text/html,application/xhtml+xml,*/*;q=0.8', false],
  ['text/csvx', false],
  ['*/*', false],
  ['', false],
  [undefined, false],
])('an Accept of %s asks for CSV: %s', (accept, csv) => {
  expect(wantsCsv(accept)).toBe(csv);
});
