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

/**
 * Mends dynalite 4.0.0: its streams end an iterator by `return`, which the iterators of its store do not have. So each Query
 * left one open for good, and with it the whole store as it was at that moment: some 50 KB for each network.
 */
export function letDynaliteCloseIterators(): void {
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const ofStore = createRequire(ofDynalite.resolve('memory-level'));
  const { AbstractKeyIterator, AbstractValueIterator } = ofStore('abstract-level') as AbstractLevel;
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    prototype.return ??= function close(this: Iterator) {
      return this.close();
    };
  }
}
