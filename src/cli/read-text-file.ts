import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandError } from './command-error.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; look at the path',
  ENOTDIR: 'there is no such file; look at the path',
  EISDIR: 'is a folder; name a file in it',
  EACCES: 'may not be read by you; look at its permissions',
  EPERM: 'may not be read by you; look at its permissions',
};

/**
 * The places that a path may mean, the likeliest first: npm runs scripts in the package's own folder, and INIT_CWD is
 * where the person stands.
 */
export function placesOf(path: string, env: Readonly<Record<string, string | undefined>>): [string, ...string[]] {
  const here = resolve(path);
  const there = env.INIT_CWD ? resolve(env.INIT_CWD, path) : here;
  return there === here ? [here] : [there, here];
}

/** Nobody writes more by hand; what is larger is a file of another kind, and would take long to look through. */
const mostBytes = 4 * 1024 * 1024;

/** Reads a text file; throws a sentence about why it cannot be read. */
export function readTextFile(path: string, env: Readonly<Record<string, string | undefined>>): string {
  let code = '';
  for (const place of placesOf(path, env)) {
    try {
      return textOf(path, readFileSync(place));
    } catch (error) {
      if (error instanceof CommandError) throw error;
      code = (error as NodeJS.ErrnoException).code ?? String(error);
      if (code !== 'ENOENT') break;
    }
  }
  if (path === '-' && code === 'ENOENT') {
    throw new CommandError('FileUnreadable', '-: is no file here; name /dev/stdin to read the standard input.');
  }
  throw new CommandError('FileUnreadable', `${path}: ${reasons[code] ?? `cannot be read (${code})`}.`);
}

function textOf(path: string, bytes: Uint8Array): string {
  if (bytes.length > mostBytes) {
    const size = Math.ceil(bytes.length / 1024 / 1024);
    throw new CommandError(
      'FileUnreadable',
      `${path}: is ${size} MB large, more than any file of ours; look at the path.`,
    );
  }
  try {
    // A byte order mark stays: columns are counted with it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CommandError(
      'FileUnreadable',
      `${path}: is not a text in UTF-8; save it in that encoding, or look at the path.`,
      { cause },
    );
  }
}
