/**
 * How time goes on: `pace` times as fast as real time while nobody works, and no faster than real time while somebody
 * does. Else a second that a slow machine needs for a step would be a minute of that step's time limit. At pace 0 it
 * stands. Milliseconds since the epoch; `real` tells real time in milliseconds.
 */
export class PassingTime {
  readonly #pace: number;
  readonly #real: () => number;
  #now: number;
  #since: number;
  #working = false;

  constructor(start: number, pace: number, real: () => number) {
    this.#pace = pace;
    this.#real = real;
    this.#now = start;
    this.#since = real();
  }

  /** How many times as fast as real time it goes on just now. */
  rate(): number {
    return this.#working ? Math.min(1, this.#pace) : this.#pace;
  }

  now(): number {
    return this.#now + (this.#real() - this.#since) * this.rate();
  }

  /** Puts it to a moment; it goes on from there. */
  put(moment: number): void {
    this.#now = moment;
    this.#since = this.#real();
  }

  /** Says whether somebody works from now on. */
  work(working: boolean): void {
    if (working === this.#working) return;
    const real = this.#real();
    this.#now += (real - this.#since) * this.rate();
    this.#since = real;
    this.#working = working;
  }
}
