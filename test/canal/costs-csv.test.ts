import { expect, test } from 'vitest';
import { costsCsv } from '../../src/canal/costs-csv.ts';

const figures = (amount: number, more: object = {}) => ({
  amount,
  perHour: amount,
  monthToDate: amount,
  forecast: amount,
  lifetime: amount,
  amountUnknown: [],
  perHourUnknown: [],
  unknown: [],
  lifetimeUnknown: [],
  ...more,
});
const csv = (rows: Parameters<typeof costsCsv>[0]['rows']) =>
  costsCsv({ month: '2026-11', timeZone: 'UTC', by: 'network', currency: 'USD', total: figures(1.5), rows }).split(
    '\r\n',
  );

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['\n=1', '"\'\n=1"'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\nlines', '"two\nlines"'],
  ['plant-1', 'plant-1'],
])('a name of %j is text in a spreadsheet, and one cell', (key, cell) => {
  const text = costsCsv({
    month: '2026-11',
    timeZone: 'UTC',
    by: 'vpg',
    currency: 'USD',
    total: figures(0),
    rows: [{ key, ...figures(0.1) }],
  });
  expect(text).toContain(`\r\n2026-11,UTC,vpg,${cell},,,USD,0.1,0.1,0.1,0.1,0.1,,\r\n`);
});

test('a header, the rows, the total, each with as many cells; a number is a number, also below zero', () => {
  const [head = '', row = '', total = '', end] = csv([{ key: 'plant', network: 'plant', vpgId: 'v', ...figures(-3) }]);
  expect(row).toBe('2026-11,UTC,network,plant,plant,v,USD,-3,-3,-3,-3,-3,,');
  expect(total).toBe('2026-11,UTC,total,,,,USD,1.5,1.5,1.5,1.5,1.5,,');
  expect(end).toBe('');
  expect(new Set([head, row, total].map((line) => line.split(',').length)).size).toBe(1);
});

test('a sum of nothing but unknown prices is an empty cell, each by what is unknown of it', () => {
  const fee = ["the VPG's own fee"];
  const cells = (more: object) =>
    csv([{ key: 'v', ...figures(0, more) }])[1]
      ?.split(',')
      .slice(7, 12);
  expect(cells({})).toEqual(['0', '0', '0', '0', '0']);
  expect(cells({ amountUnknown: fee })).toEqual(['', '0', '0', '0', '0']);
  expect(cells({ perHourUnknown: fee })).toEqual(['0', '', '0', '0', '0']);
  expect(cells({ unknown: fee })).toEqual(['0', '0', '', '', '0']);
  expect(cells({ lifetimeUnknown: fee })).toEqual(['0', '0', '0', '0', '']);
  expect(cells({ amount: 5, amountUnknown: fee })?.[0]).toBe('5');
});
