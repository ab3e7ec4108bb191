const block = 512;

/** The files of a ustar archive by their paths; undefined for what is no such archive. Links and folders are no files. */
export function untar(text: string): Map<string, string> | undefined {
  const bytes = Buffer.from(text);
  const files = new Map<string, string>();
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return files;
    const size = Number.parseInt(field(header, 124, 12), 8);
    if (field(header, 257, 5) !== 'ustar' || !(size >= 0) || at + block + size > bytes.length) return undefined;
    if (field(header, 156, 1) === '0')
      files.set(field(header, 0, 100), bytes.toString('utf8', at + block, at + block + size));
    at += block + Math.ceil(size / block) * block;
  }
  return undefined;
}

const field = (header: Buffer, from: number, length: number): string =>
  header
    .toString('latin1', from, from + length)
    .replace(/\0.*$/s, '')
    .trim();
