import { Stopped } from './failure.ts';

/** What can be stopped together: an execution, and within it the branches of a Map or Parallel. */
export class Scope {
  #stopped = false;
  readonly #waits = new Set<(reason: Stopped) => void>();
  readonly #children = new Set<Scope>();

  /** A scope that is stopped with this one. */
  child(): Scope {
    const child = new Scope();
    if (this.#stopped) child.stop();
    else this.#children.add(child);
    return child;
  }

  /** Forgets a child that has come to its end by itself. */
  forget(child: Scope): void {
    this.#children.delete(child);
  }

  /** Ends every wait of this scope and of its children with Stopped. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const child of this.#children) child.stop();
    for (const reject of this.#waits) reject(new Stopped());
    this.#children.clear();
    this.#waits.clear();
  }

  /** Throws Stopped once the scope is stopped. */
  check(): void {
    if (this.#stopped) throw new Stopped();
  }

  /** Waits for some work, but no longer than the scope lasts; what the work then gives is ignored. */
  async until<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    if (this.#stopped) reject(new Stopped());
    else this.#waits.add(reject);
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.#waits.delete(reject);
    }
  }
}
