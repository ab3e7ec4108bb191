import type { RenderedFile } from './render.ts';

const block = 512;
const decoder = new TextDecoder();
const field = (bytes: Uint8Array, from: number, length: number): string =>
  decoder.decode(bytes.subarray(from, from + length)).replace(/\0[\s\S]*$/, '');

/** The files of a bundle as `dnsBundle` packs them. Throws RangeError for bytes that are no such bundle. */
export function bundleFiles(bytes: Uint8Array): RenderedFile[] {
  const files: RenderedFile[] = [];
  for (let at = 0; at + block <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(field(bytes, at + 124, 12), 8);
    if (field(bytes, at + 257, 5) !== 'ustar' || !(size >= 0) || at + block + size > bytes.length) {
      throw new RangeError(`no bundle: its file ${files.length + 1} is broken`);
    }
    const content = bytes.subarray(at + block, at + block + size);
    files.push({ path: field(bytes, at, 100), text: decoder.decode(content) });
    at += block + Math.ceil(size / block) * block;
  }
  if (files.length === 0) throw new RangeError('no bundle: it holds no file');
  return files;
}
