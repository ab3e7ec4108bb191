import * as z from 'zod/mini';
import { jsonResponse, type WireRequest, type WireResponse } from '../wire.ts';
import { invalid } from './errors.ts';

/** The largest page, and the size when none is asked for. The API file does not tell it for most lists. */
const most = 100;

/** A whole number of at least 1, as it stands in a query. */
export const count = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{0,8}$/, 'must be a whole number of at least 1')),
  z.transform(Number),
);

/** The query parameters of every list. */
export const pageQuery = {
  limit: z.exactOptional(count),
  last_evaluated_key: z.exactOptional(z.string().check(z.minLength(1))),
};

interface List<T> {
  readonly items: Iterable<T>;
  /** The key that a page is continued behind. */
  readonly keyOf: (item: T) => string;
  /** Items that the list shows. Keys of the others are good too: what was shown on one page may have changed since. */
  readonly keep?: (item: T) => boolean;
  readonly view: (item: T) => unknown;
}

/**
 * A page of a list in the order of creation, with the header that names where the next one begins, if there is one. A limit
 * above 100 gives 100.
 */
export function page<T>(
  { query, request }: { query: { limit?: number; last_evaluated_key?: string }; request: WireRequest },
  { items, keyOf, keep = () => true, view }: List<T>,
): WireResponse {
  const size = Math.min(query.limit ?? most, most);
  const after = query.last_evaluated_key;
  const shown: T[] = [];
  let begun = after === undefined;
  let more = false;
  for (const item of items) {
    if (!begun) begun = keyOf(item) === after;
    else if (keep(item)) {
      more = shown.length === size;
      if (more) break;
      shown.push(item);
    }
  }
  if (!begun) throw invalid(`last_evaluated_key: ${after} is not in this list.`);
  const last = shown.at(-1);
  const headers = more && last !== undefined ? continuation(request.path, keyOf(last)) : {};
  return jsonResponse(200, shown.map(view), headers);
}

/** The same in two headers: the key for programs, the address as older clients follow it. */
function continuation(path: string, key: string): Record<string, string> {
  const [resource = '', search] = path.split('?');
  const query = new URLSearchParams(search);
  query.set('last_evaluated_key', key);
  return { 'x-soracom-next-key': key, link: `<${resource}?${query}>; rel=next` };
}
