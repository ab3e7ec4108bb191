import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson, printableLines } from '../../src/cli/printable.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be left
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const texts = fc.string({ unit: 'binary' });

describe('a text from elsewhere', () => {
  it('loses whole escape sequences, not only their first character', () => {
    expect(printable('\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007')).toBe('red link');
  });

  it('keeps its lines where lines are wanted, and is one line where not', () => {
    expect(printableLines('one\r\ntwo\n\tthree')).toBe('one\ntwo\n three');
    expect(printable('one\n  two')).toBe('one two');
  });

  it('keeps every other letter', () => {
    expect(printable('ネットワーク “é” 🛰')).toBe('ネットワーク “é” 🛰');
  });

  it('never steers the terminal', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(printableLines(text)).not.toMatch(steering);
        expect(printable(text)).not.toContain('\n');
      }),
    );
  });

  it('is the same value after JSON that cannot steer the terminal either', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const json = printableJson({ text });
        expect(json).not.toMatch(steering);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});
