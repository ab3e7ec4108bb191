import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** So many bytes wait in memory until they are written together: a short life of the sandbox never comes to a file. */
const waitingBytes = 1024 * 1024;
/** A file takes so many bytes. It goes when nobody asks for anything in it any more. */
const fileBytes = 64 * 1024 * 1024;

/** A value in an archive, by its place there. */
export interface Archived<T> {
  /** A copy of the value. */
  read(): T;
  /** Says that nobody will read it any more. Twice is once. */
  drop(): void;
}

/**
 * Values that are seldom read again, out of memory: packed, in temporary files that no directory shows and that the system takes
 * back with the process.
 */
export class Archive {
  #current = new Part();
  readonly #parts = new Set<Part>([this.#current]);

  /** Puts a value away, as JSON. */
  put<T>(value: T): Archived<T> {
    if (this.#current.size >= fileBytes) {
      this.#current = new Part();
      this.#parts.add(this.#current);
    }
    const part = this.#current;
    return new Entry<T>(part, part.append(deflateRawSync(JSON.stringify(value), { level: 1 })));
  }

  /** Lets go of the files: what was written to them can be read no more. */
  close(): void {
    for (const part of this.#parts) part.close();
  }
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

class Entry<T> implements Archived<T> {
  readonly #offset: number;
  readonly #length: number;
  #part: Part | undefined;

  constructor(part: Part, { offset, length }: Place) {
    this.#part = part;
    this.#offset = offset;
    this.#length = length;
  }

  read(): T {
    if (!this.#part) throw new Error('This value was dropped from the archive.');
    return JSON.parse(inflateRawSync(this.#part.bytes(this.#offset, this.#length)).toString());
  }

  drop(): void {
    this.#part?.forgetOne();
    this.#part = undefined;
  }
}

/** One file of an archive, with what is still to be written to it. */
class Part {
  size = 0;
  #written = 0;
  #waiting: Buffer[] = [];
  #file: number | undefined;
  #entries = 0;

  append(bytes: Buffer): Place {
    const place = { offset: this.size, length: bytes.length };
    // A copy of its own: a Buffer can be a window on a larger block of memory, which would stay with it.
    this.#waiting.push(Buffer.from(new Uint8Array(bytes).buffer));
    this.size += bytes.length;
    this.#entries += 1;
    if (this.size - this.#written >= waitingBytes) this.#write();
    return place;
  }

  bytes(offset: number, length: number): Buffer {
    if (offset >= this.#written) {
      let at = this.#written;
      for (const bytes of this.#waiting) {
        if (at === offset) return bytes;
        at += bytes.length;
      }
    }
    if (this.#file === undefined) throw new Error('The archive is closed.');
    const bytes = Buffer.allocUnsafeSlow(length);
    readSync(this.#file, bytes, 0, length, offset);
    return bytes;
  }

  /** With the last entry of a file that takes no more, the file goes. */
  forgetOne(): void {
    this.#entries -= 1;
    if (this.#entries === 0 && this.size >= fileBytes) this.close();
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(): void {
    this.#file ??= unnamedFile();
    const bytes = Buffer.concat(this.#waiting);
    writeSync(this.#file, bytes, 0, bytes.length, this.#written);
    this.#written = this.size;
    this.#waiting = [];
  }
}

/** A new file for reading and writing, which is in no directory any more. */
function unnamedFile(): number {
  const directory = mkdtempSync(join(tmpdir(), 'canal-archive-'));
  try {
    return openSync(join(directory, 'archive'), 'wx+', 0o600);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
