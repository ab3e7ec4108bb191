import type { Archive, Archived } from '../archive.ts';

/** What an execution comes to: an output as JSON text, or an error and its cause. */
export interface Ending {
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** What an execution was told, and once it has ended, what it has come to. */
export interface Texts extends Ending {
  /** JSON text. */
  readonly input: string;
  readonly traceHeader?: string | undefined;
}

/** The texts of one execution: in memory while it runs, then in an archive. */
export class ExecutionTexts {
  #texts: Texts | Archived<Texts>;

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  read(): Texts {
    return 'read' in this.#texts ? this.#texts.read() : this.#texts;
  }

  /** Puts others in their place. */
  put(texts: Texts): void {
    this.#texts = texts;
  }

  /** Puts them away: they change no more. */
  archive(archive: Archive): void {
    this.#texts = archive.put(this.read());
  }

  /** Lets go of texts that were put away. */
  drop(): void {
    if ('drop' in this.#texts) this.#texts.drop();
  }
}
