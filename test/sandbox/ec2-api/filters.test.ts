import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filtered } from '../../../src/sandbox/ec2-api/filters.ts';
import { QueryParameters } from '../../../src/sandbox/ec2-api/query-parameters.ts';

const items = (values: string[], ...wanted: string[]) =>
  filtered(
    values,
    new QueryParameters(
      new URLSearchParams([
        ['Filter.1.Name', 'it'],
        ...wanted.map((value, number): [string, string] => [`Filter.1.Value.${number + 1}`, value]),
      ]).toString(),
    ),
    { fields: { it: (value) => [value] } },
  );

test('a star is any text, a question mark any character, and a backslash takes their meaning away', () => {
  const all = ['', 'a', 'ab', 'abc', 'a*c', 'a?c', 'a\\c'];
  expect(items(all, '*')).toEqual(all);
  expect(items(all, '?')).toEqual(['a']);
  expect(items(all, 'a*')).toEqual(['a', 'ab', 'abc', 'a*c', 'a?c', 'a\\c']);
  expect(items(all, 'a?c')).toEqual(['abc', 'a*c', 'a?c', 'a\\c']);
  expect(items(all, 'a\\*c')).toEqual(['a*c']);
  expect(items(all, 'a\\?c')).toEqual(['a?c']);
  expect(items(all, 'a\\\\c')).toEqual(['a\\c']);
  expect(items(all, 'A')).toEqual([]);
  expect(items(all, '')).toEqual(['']);
  expect(items(all, 'ab', 'abc')).toEqual(['ab', 'abc']);
});

test('wildcards match as a regular expression of the same meaning does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 });
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(letters, patterns, (text, wanted) => {
      const expression = wanted.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      expect(items([text], wanted)).toEqual(new RegExp(`^${expression}$`).test(text) ? [text] : []);
    }),
    { numRuns: 2000 },
  );
});

test('a pattern full of stars is answered at once', () => {
  expect(items(['a'.repeat(2000)], `${'*a'.repeat(100)}b`)).toEqual([]);
});
