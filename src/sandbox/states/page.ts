import type { Parameters } from './parameters.ts';
import { ServiceError } from './service-error.ts';

/** One page of a list, and the token of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * Cuts the page that `maxResults` and `nextToken` ask for. `at` is an item's lasting place, which rises along the list: a
 * token names the place after which the next page begins, so that a list that grows stays in step.
 */
export function cutPage<T>(parameters: Parameters, kind: string, list: readonly T[], at: (item: T) => number): Page<T> {
  const size = parameters.pageSize();
  const after = readToken(parameters.string('nextToken', 1024), kind);
  const from = after === undefined ? 0 : list.findIndex((item) => at(item) > after);
  const items = from < 0 ? [] : list.slice(from, from + size);
  const last = items.at(-1);
  const more = last !== undefined && from + size < list.length;
  return { items, nextToken: more ? writeToken(kind, at(last)) : undefined };
}

function writeToken(kind: string, place: number): string {
  return Buffer.from(`${kind}/${place}`).toString('base64url');
}

function readToken(token: string | undefined, kind: string): number | undefined {
  if (token === undefined) return undefined;
  const [head, place] = Buffer.from(token, 'base64url')
    .toString()
    .split(/\/(?=-?\d+$)/);
  if (head !== kind || place === undefined) throw new ServiceError('InvalidToken', `Invalid Token: '${token}'`);
  return Number(place);
}
