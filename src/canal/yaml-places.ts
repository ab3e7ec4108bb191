import type { Document, Node, Pair } from 'yaml';
import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** The place of an offset in a text; one past the end is the end. yaml's own counter loses lines after some errors. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

function step(node: Node | null | undefined, key: PropertyKey): { value: unknown; name?: unknown } | undefined {
  if (isSeq(node) && typeof key === 'number') return { value: node.items[key] };
  if (!isMap(node)) return undefined;
  // The last of several equal keys counts, as in the value that was read.
  const pair = node.items.findLast((item: Pair) => isScalar(item.key) && String(item.key.value) === String(key));
  return pair && { value: pair.value, name: pair.key };
}

/**
 * Where the value at a path stands in the text of a document, or with `about: 'name'` its field's name. What is not there, or is
 * written as nothing, has the place of the nearest thing around it; undefined for an empty document.
 */
export function placeAt(
  document: Document,
  text: string,
  path: readonly PropertyKey[],
  about: 'value' | 'name' = 'value',
): Place | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [index, key] of path.entries()) {
    const target = isAlias(node) ? node.resolve(document) : node;
    const next = step(isNode(target) ? target : undefined, key);
    if (!next) break;
    const last = index === path.length - 1;
    const written = isScalar(next.value) && next.value.value === null ? undefined : startOf(next.value);
    const name = startOf(next.name);
    offset = (last && about === 'name' ? (name ?? written) : (written ?? name)) ?? offset;
    node = next.value;
  }
  return offset === undefined ? undefined : placeOf(text, offset);
}
