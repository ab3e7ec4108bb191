import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './live/lock.ts';

const prefix = 'canal-table-';

/** A temporary directory for a table, empty; `remove` takes it away with all that is in it. */
export interface TableDirectory {
  readonly path: string;
  remove(): void;
}

/** Makes one, and removes those of processes that were killed before they could. */
export function makeTableDirectory(): TableDirectory {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) remove(join(tmpdir(), name));
  }
  const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  return { path, remove: () => remove(path) };
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Somebody else's, on a machine of many people.
  }
}
