import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const Entry = z.discriminatedUnion('kind', [
  /** Whose the record is: always the first line. */
  z.object({ kind: z.literal('installation'), stack: z.string(), coverage: z.enum(['japan', 'global']) }),
  /** A request that changed the table, as it was sent. */
  z.object({ kind: z.literal('write'), operation: z.string(), body: z.string() }),
  /** An execution that has begun, and again when it has ended. */
  z.object({ kind: z.literal('execution'), executionArn: z.string(), status: z.string(), at: z.int() }),
]);

/** One line of a journal. */
export type JournalEntry = z.output<typeof Entry>;

/**
 * Entries as they were written, one JSON document a line. Each is on the disk, whole, before `append` comes back. After one that could
 * not be written none is any more: what followed it would rest on what the file does not have.
 */
export class Journal {
  readonly path: string;
  #file: number | undefined;
  #bytes = 0;
  #failure: Error | undefined;

  constructor(directory: string) {
    this.path = join(directory, 'journal.jsonl');
  }

  /** All entries; none if there is no such file yet. A last line that was cut off in the middle was never answered for. */
  read(): JournalEntry[] {
    return this.#whole().entries;
  }

  /** Opens the file to be written, and cuts off a last line that is not whole. */
  open(): void {
    const { bytes } = this.#whole();
    this.#file = openSync(this.path, 'a+', 0o600);
    ftruncateSync(this.#file, bytes);
    this.#bytes = bytes;
  }

  append(entry: JournalEntry): void {
    if (this.#file === undefined) throw new Error(`${this.path} is open for reading only.`);
    if (this.#failure) throw this.#failure;
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    try {
      // Not writeSync: of a full disk it may write a part, and say nothing but how much.
      writeFileSync(this.#file, line);
      fsyncSync(this.#file);
      this.#bytes += line.length;
    } catch (error) {
      this.#failure = this.#failed(error as NodeJS.ErrnoException);
      throw this.#failure;
    }
  }

  /** Puts other entries in the place of all, at once: whoever reads meanwhile sees the old ones or the new ones. */
  rewrite(entries: readonly JournalEntry[]): void {
    this.close();
    const fresh = `${this.path}.new`;
    const file = openSync(fresh, 'w', 0o600);
    writeFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    fsyncSync(file);
    closeSync(file);
    renameSync(fresh, this.path);
    this.open();
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** Takes back what was written of a line, and says why it is not whole. */
  #failed(cause: NodeJS.ErrnoException): Error {
    try {
      if (this.#file !== undefined) ftruncateSync(this.#file, this.#bytes);
    } catch {
      // It stays the last line: whoever reads it next forgets it.
    }
    return Object.assign(new Error(`${this.path} cannot be written: ${cause.message}`, { cause }), {
      code: cause.code,
    });
  }

  #whole(): { entries: JournalEntry[]; bytes: number } {
    const text = textOf(this.path);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const entries = whole
      .split('\n')
      .slice(0, -1)
      .map((line, index) => this.#entry(line, index + 1));
    return { entries, bytes: Buffer.byteLength(whole) };
  }

  #entry(line: string, number: number): JournalEntry {
    try {
      return Entry.parse(JSON.parse(line));
    } catch {
      throw new Error(
        `${this.path}:${number}: this line cannot be read, so what the record says is not known. Put a copy of the file back, or choose another directory.`,
      );
    }
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
