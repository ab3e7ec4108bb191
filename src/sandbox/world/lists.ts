/** Things under keys, many under each: the world finds by them what it would else have to look for among all. */
export class Lists<T> {
  readonly #lists = new Map<string, T[]>();

  /** Puts a thing behind those that the key has. */
  add(key: string, item: T): void {
    const known = this.#lists.get(key);
    if (known) known.push(item);
    else this.#lists.set(key, [item]);
  }

  /** The things of a key, in the order in which they were added. */
  of(key: string): readonly T[] {
    return this.#lists.get(key) ?? [];
  }
}
