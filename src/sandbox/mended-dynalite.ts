import { createRequire } from 'node:module';

interface Iterator {
  close(): Promise<void>;
  return?: () => Promise<void>;
}

/** The store below dynalite: the very copy that dynalite uses. */
interface AbstractLevel {
  readonly AbstractKeyIterator: { readonly prototype: Iterator };
  readonly AbstractValueIterator: { readonly prototype: Iterator };
}

/** That store in a directory. */
interface ClassicLevel {
  readonly ClassicLevel: {
    readonly prototype: {
      _get(key: unknown, options: unknown): Promise<unknown>;
      _getSync(key: unknown, options: unknown): unknown;
    };
  };
}

/**
 * Mends dynalite 4.0.0: its streams end an iterator by `return`, which the iterators of its store do not have. So each Query
 * left one open for good, and with it the whole store as it was at that moment: some 50 KB for each network.
 *
 * A store in a directory reads at once, instead of in another thread: what it reads was written a moment ago and is in memory,
 * and to change threads for it takes longer than to read it.
 */
export function mendDynalite(): void {
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const ofStore = createRequire(ofDynalite.resolve('memory-level'));
  const { AbstractKeyIterator, AbstractValueIterator } = ofStore('abstract-level') as AbstractLevel;
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    prototype.return ??= function close(this: Iterator) {
      return this.close();
    };
  }
  const { prototype } = (createRequire(ofDynalite.resolve('level'))('classic-level') as ClassicLevel).ClassicLevel;
  prototype._get = async function get(key, options) {
    return this._getSync(key, options);
  };
}
