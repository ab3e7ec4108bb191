import { faultsError } from '../canal/errors.ts';

/** Throws a fault of the body unless it is a JSON object; `what` says what comes of it, `example` is one that is right. */
export function wantMapping(body: unknown, what: string, example: string): void {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return;
  throw faultsError(what, [{ name: 'InvalidInput', field: 'body', message: `must be JSON such as ${example}` }]);
}
