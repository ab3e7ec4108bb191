import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Thrown where another process has the directory. */
class DirectoryTaken extends Error {
  override readonly name = 'DirectoryTaken';
}

const lockOf = (directory: string): string => join(directory, 'lock');

/** The process that has a directory now; undefined for none. A process that is gone has left its lock behind. */
export function holderOf(directory: string): number | undefined {
  const pid = pidIn(lockOf(directory));
  return pid !== undefined && isAlive(pid) ? pid : undefined;
}

/** Takes a directory for this process; gives what lets go of it. Throws DirectoryTaken. */
export function takeDirectory(directory: string): () => void {
  const path = lockOf(directory);
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid}\n`);
      closeSync(file);
      if (pidIn(path) === process.pid) return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderOf(directory);
      if (holder !== undefined) throw taken(directory, path, holder);
      rmSync(path, { force: true });
    }
  }
  throw taken(directory, path, holderOf(directory));
}

const taken = (directory: string, path: string, holder: number | undefined): DirectoryTaken =>
  new DirectoryTaken(
    `Process ${holder ?? 'unknown'} works in ${directory}. Wait until it has ended. If that process is not canal, delete ${path}.`,
  );

function pidIn(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether there is a process of this number. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process lives, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
