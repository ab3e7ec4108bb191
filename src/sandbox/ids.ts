import { hash } from 'node:crypto';
import { ownText } from './own-text.ts';

/**
 * Ids and chances of one sandbox, from a seed: the same questions in the same order get the same answers. Each draw
 * belongs to a named stream, so that more draws of one kind do not change another kind.
 */
export class Ids {
  readonly #seed: number;
  readonly #prefix: string;
  readonly #drawn = new Map<string, number>();

  constructor(seed: number, prefix = '') {
    this.#seed = seed;
    this.#prefix = prefix;
  }

  /**
   * The streams whose names begin so, counted apart: what was drawn is forgotten with the object that this gives, where a
   * long life of the sandbox would gather streams that nobody draws from again. Ask once for each beginning.
   */
  within(prefix: string): Ids {
    return new Ids(this.#seed, this.#prefix + prefix);
  }

  /** A lower-case hexadecimal id of a length up to 64, such as the digits behind `vpc-`. */
  hex(stream: string, length: number): string {
    return ownText(this.#next(stream).slice(0, length));
  }

  /** A UUID (version 4 by its form). */
  uuid(stream: string): string {
    const digits = this.#next(stream);
    const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`];
    return [...parts, digits.slice(20, 32)].join('-');
  }

  /** Decimal digits. */
  digits(stream: string, length: number): string {
    return Array.from(this.#next(stream).slice(0, length), (digit) => Number.parseInt(digit, 16) % 10).join('');
  }

  /** A number of [0, 1). */
  fraction(stream: string): number {
    return Number.parseInt(this.#next(stream).slice(0, 12), 16) / 16 ** 12;
  }

  /** A whole number of [from, to], both included. */
  between(stream: string, from: number, to: number): number {
    return from + Math.floor(this.fraction(stream) * (to - from + 1));
  }

  /** How often each stream was drawn from. */
  drawn(): ReadonlyMap<string, number> {
    return this.#drawn;
  }

  /** Goes on behind what was drawn before. */
  goOn(drawn: ReadonlyMap<string, number>): void {
    for (const [stream, count] of drawn) this.#drawn.set(stream, count);
  }

  #next(stream: string): string {
    const count = (this.#drawn.get(stream) ?? 0) + 1;
    this.#drawn.set(stream, count);
    return hash('sha256', `${this.#seed}/${this.#prefix}${stream}/${count}`);
  }
}
