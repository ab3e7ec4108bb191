import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorKinds } from '../../src/canal/errors.ts';
import { errorsPage } from '../../src/canal/errors-page.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

test('docs/errors.md is what scripts/errors-page.mjs writes today', () => {
  expect(page, 'run: npx node scripts/errors-page.mjs').toBe(errorsPage(errorKinds));
});

test('the page has a heading for every error, and for nothing else', () => {
  const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
  expect(headings.toSorted()).toEqual(Object.keys(errorKinds).toSorted());
});

test('each error stands under its treatment, with when and next', () => {
  const chapters = { patient: 0, throttled: 1, never: 2 };
  const parts = page.split(/^## /m).slice(1);
  expect(parts).toHaveLength(3);
  for (const [name, { treatment, when, next }] of Object.entries(errorKinds)) {
    expect(parts[chapters[treatment]]).toContain(`### ${name}\n\n${when}\n\nNext: ${next}\n`);
  }
});
