import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutToWidth } from '../../src/cli/cut-to-width.ts';

it('leaves what fits, and ends what does not with an ellipsis', () => {
  expect(cutToWidth('abcdef', 6)).toBe('abcdef');
  expect(cutToWidth('abcdef', 5)).toBe('abcd…');
  expect(cutToWidth('abcdef', 1)).toBe('…');
  expect(cutToWidth('abcdef', 0)).toBe('');
});

it('counts two columns for a wide sign', () => {
  expect(cutToWidth('接続済み', 8)).toBe('接続済み');
  expect(cutToWidth('接続済み', 7)).toBe('接続済…');
  expect(cutToWidth('接続済み', 6)).toBe('接続…');
});

it('never makes a text of plain letters wider than asked', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]{0,60}$/), fc.nat(60), (text, width) => {
      const cut = cutToWidth(text, width);
      expect(cut.length).toBeLessThanOrEqual(width);
      if (text.length <= width) expect(cut).toBe(text);
    }),
  );
});
