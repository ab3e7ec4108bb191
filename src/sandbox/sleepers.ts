/** Something that wakes at a moment, in ms since the epoch. */
export interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** What sleeps, in the order of waking: by due time, then by the order of going to sleep. */
export class Sleepers {
  readonly #queue: Sleeper[] = []; // the next one to wake is last

  add(sleeper: Sleeper): void {
    // Equal dues: who went to sleep later stays further from the end, and wakes later.
    let [low, high] = [0, this.#queue.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#queue[middle] as Sleeper).due > sleeper.due) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, sleeper);
  }

  remove(sleeper: Sleeper): void {
    const at = this.#queue.lastIndexOf(sleeper);
    if (at >= 0) this.#queue.splice(at, 1);
  }

  /** Who wakes next. */
  next(): Sleeper | undefined {
    return this.#queue.at(-1);
  }

  clear(): void {
    this.#queue.length = 0;
  }
}
