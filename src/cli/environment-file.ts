import { chmodSync, writeFileSync } from 'node:fs';
import { CommandError } from './command-error.ts';
import { placesOf } from './read-text-file.ts';

/** Writes KEY=VALUE lines, for `node --env-file` and its like, into a file that only its owner may read. */
export function writeEnvironmentFile(
  path: string,
  environment: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const [place] = placesOf(path, env);
  try {
    // The mode counts only for a new file: one that stands is narrowed before anything is in it.
    writeFileSync(place, '', { mode: 0o600 });
    chmodSync(place, 0o600);
    writeFileSync(place, environmentLines(environment));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new CommandError('FileUnwritable', `--env-file ${path} cannot be written (${code}). Choose another path.`, {
      cause: error,
    });
  }
}

/** The lines of an environment. Quotes only where a value needs them: shells too shall read it, and some readers keep quotes. */
export function environmentLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([key, value]) => `${key}=${/[^\w@%+=:,./?-]/.test(value) ? `'${value}'` : value}\n`)
    .join('');
}
