import { faultsError } from '../canal/errors.ts';
import { nearest } from '../canal/nearest.ts';
import type { Operation } from './network-api.ts';

/**
 * The operations, each with the query parameters that it takes: none, unless they are named. Any other is refused before
 * anything is done; a misspelt `force` or `cursor` would else be taken for none.
 */
export function withKnownQuery<Ports>(
  taken: Readonly<Record<string, readonly string[]>>,
  operations: Readonly<Record<string, Operation<Ports>>>,
): Readonly<Record<string, Operation<Ports>>> {
  return Object.fromEntries(
    Object.entries(operations).map(([key, operation]): [string, Operation<Ports>] => [
      key,
      async (request, ports) => {
        refuseUnknown(Object.keys(request.query), taken[key] ?? []);
        return operation(request, ports);
      },
    ]),
  );
}

function refuseUnknown(given: readonly string[], known: readonly string[]): void {
  const [first, ...rest] = given
    .filter((name) => !known.includes(name))
    .map((name) => ({ name: 'InvalidInput' as const, field: name.slice(0, 60), message: wayOut(name, known) }));
  if (first) throw faultsError('The query is not right', [first, ...rest]);
}

function wayOut(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return `is not a known parameter; did you mean ${meant}?`;
  return `is not a known parameter; ${known.length > 0 ? `known here: ${known.join(', ')}` : 'there are none here'}`;
}
