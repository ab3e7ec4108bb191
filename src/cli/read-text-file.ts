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

/** Reads a text file; throws a sentence about why it cannot be read. */
export function readTextFile(path: string, env: Readonly<Record<string, string | undefined>>): string {
  let code = '';
  for (const place of placesOf(path, env)) {
    try {
      return readFileSync(place, 'utf8');
    } catch (error) {
      code = (error as NodeJS.ErrnoException).code ?? String(error);
      if (code !== 'ENOENT') break;
    }
  }
  throw new CommandError('FileUnreadable', `${path}: ${reasons[code] ?? `cannot be read (${code})`}.`);
}
