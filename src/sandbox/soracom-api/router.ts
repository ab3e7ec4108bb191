import type { WireRequest } from '../wire.ts';
import type { Route } from './route.ts';

/** What a request's method and path lead to: an operation, the methods that its path has instead, or nothing. */
export type Match =
  | { readonly route: Route; readonly ids: Readonly<Record<string, string>> }
  | { readonly methods: readonly string[] }
  | undefined;

/** Makes the lookup of a route table. */
export function router(routes: readonly Route[]): (request: WireRequest) => Match {
  const table = routes.map((route) => ({ route, pattern: `/v1${route.path}`.split('/') }));
  return ({ method, path }) => {
    const segments = decoded((path.split('?')[0] ?? '').split('/'));
    const found = table.flatMap(({ route, pattern }) => {
      const ids = idsIn(pattern, segments);
      return ids ? [{ route, ids }] : [];
    });
    if (found.length === 0) return undefined;
    return found.find(({ route }) => route.method === method) ?? { methods: found.map(({ route }) => route.method) };
  };
}

/** No segments at all for a path that cannot be decoded: nothing is there. */
function decoded(segments: string[]): string[] {
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return [];
  }
}

function idsIn(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const ids: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{') && segment !== '') ids[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return ids;
}
