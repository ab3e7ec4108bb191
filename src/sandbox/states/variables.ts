/**
 * Workflow variables as JSON text. A branch of a Map or Parallel reads those around it and keeps its own to itself.
 */
export class Variables {
  readonly #around: Variables | undefined;
  readonly #own = new Map<string, string>();

  constructor(around?: Variables) {
    this.#around = around;
  }

  /** A variable's JSON text; undefined if it was never assigned. */
  get(name: string): string | undefined {
    return this.#own.get(name) ?? this.#around?.get(name);
  }

  /** Those of this branch itself, as JSON texts. */
  own(): Record<string, string> {
    return Object.fromEntries(this.#own);
  }

  /** Assigns variables, given as JSON texts. */
  assign(values: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(values)) this.#own.set(name, text);
  }

  /** The size in bytes of all variables that can be seen, after an assignment of `values`. */
  bytesWith(values: Readonly<Record<string, string>>): number {
    let bytes = this.#around?.bytesWith({}) ?? 0;
    for (const text of Object.values(values)) bytes += Buffer.byteLength(text);
    for (const [name, text] of this.#own) if (!Object.hasOwn(values, name)) bytes += Buffer.byteLength(text);
    return bytes;
  }
}
