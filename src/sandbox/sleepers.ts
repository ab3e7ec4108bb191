/** Something that wakes at a moment, in ms since the epoch. */
export interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
  /** True for one that time does not move for: it wakes when time comes by for another reason. */
  readonly background?: true;
}

/** What sleeps, in the order of waking: by due time, then by the order of going to sleep. */
export class Sleepers {
  readonly #queue: Sleeper[] = []; // the next one to wake is last
  #background = 0;

  add(sleeper: Sleeper): void {
    // Equal dues: who went to sleep later stays further from the end, and wakes later.
    let [low, high] = [0, this.#queue.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#queue[middle] as Sleeper).due > sleeper.due) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, sleeper);
    if (sleeper.background) this.#background += 1;
  }

  remove(sleeper: Sleeper): void {
    const at = this.#queue.lastIndexOf(sleeper);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    if (sleeper.background) this.#background -= 1;
  }

  /** Who wakes next. */
  next(): Sleeper | undefined {
    return this.#queue.at(-1);
  }

  /** Whether somebody sleeps for whom time moves. */
  pulls(): boolean {
    return this.#queue.length > this.#background;
  }

  clear(): void {
    this.#queue.length = 0;
    this.#background = 0;
  }
}
