import { createHash } from 'node:crypto';
import type { RenderedFile } from './render.ts';

const block = 512;
const encoder = new TextEncoder();
const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
const padded = (text: string, length: number) => {
  if (encoder.encode(text).length > length) throw new RangeError(`"${text}" is too long for a name in a bundle`);
  return text.padEnd(length, '\0');
};

/** A header of POSIX's ustar format: no owner, no time, so that the same files are the same bytes. */
function header(path: string, size: number): Uint8Array {
  const before = `${padded(path, 100)}${octal(0o644, 7)}${octal(0, 7)}${octal(0, 7)}${octal(size, 11)}${octal(0, 11)}`;
  const after = padded(`0${''.padEnd(100, '\0')}ustar\x0000`, block - before.length - 8);
  const sum = encoder.encode(`${before}        ${after}`).reduce((total, byte) => total + byte, 0);
  return encoder.encode(`${before}${octal(sum, 6)} ${after}`);
}

/** What is put into S3 for a host, and the hash by which the host knows that it is this. */
export interface DnsBundle {
  /** A tar file. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** The files of a host as one tar file. Same files, same bytes. */
export function dnsBundle(files: readonly RenderedFile[]): DnsBundle {
  const pieces = files.flatMap(({ path, text }) => {
    const content = encoder.encode(text);
    return [header(path, content.length), content, new Uint8Array((block - (content.length % block)) % block)];
  });
  const bytes = new Uint8Array(Buffer.concat([...pieces, new Uint8Array(2 * block)]));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
