import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { takeDirectory } from './live/lock.ts';

/** A directory in which a sandbox keeps its state, taken for this process. */
export interface StateDirectory {
  /** What was written there last; undefined for a new one. */
  readonly state: Uint8Array | undefined;
  /** Puts a state in the place of the last one, at once: a reader sees the old one or the new one, whole. */
  write(state: Uint8Array): void;
  release(): void;
}

/** Takes a directory and reads it; makes it if it is not there. Throws DirectoryTaken while another process has it. */
export function openStateDirectory(directory: string): StateDirectory {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const release = takeDirectory(directory);
  const path = join(directory, 'sandbox.state');
  return {
    state: existsSync(path) ? readFileSync(path) : undefined,
    write(state) {
      const fresh = `${path}.new`;
      const file = openSync(fresh, 'w', 0o600);
      try {
        // Not writeSync: of a full disk it may write a part, which would take the place of what was whole.
        writeFileSync(file, state);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(fresh, path);
    },
    release,
  };
}
