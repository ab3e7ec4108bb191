import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** What is packed, as the bytes that an item keeps. */
export const packed = async (what: unknown) => ({ packed: await promisify(gzip)(JSON.stringify(what)) });

/** What was packed into an item. */
export const unpacked = async <Kept>(item: Record<string, unknown>): Promise<Kept> =>
  JSON.parse((await promisify(gunzip)(item.packed as Uint8Array)).toString()) as Kept;

/** A text in 32 characters: other texts have others. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
