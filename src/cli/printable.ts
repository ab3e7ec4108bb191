import { stripVTControlCharacters } from 'node:util';

// Besides the control characters those that turn the direction of writing: with them a name can hide what it says.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text from elsewhere that cannot steer the terminal: no escape sequences, no control characters but line ends. */
export function printableLines(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n').replaceAll('\t', ' ')).replaceAll(unprintable, '');
}

/** The same on one line. */
export function printable(text: string): string {
  return printableLines(text).replaceAll(/\s*\n\s*/g, ' ');
}

/** JSON as text that cannot steer the terminal either: what JSON leaves as it is, but a terminal obeys, is escaped. */
export function printableJson(value: unknown): string {
  const escaped = (sign: string): string =>
    sign < ' ' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, undefined, 2).replaceAll(unprintable, escaped);
}
