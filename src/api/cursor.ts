import { faultsError } from '../canal/errors.ts';

/** A place in a list as the API hands it out: opaque, so that nobody builds on what is inside. */
export const writeCursor = (place: string): string => Buffer.from(place).toString('base64url');

/** What a cursor holds, if `form` fits it; undefined for none. Throws InvalidInput for one that this API never gave. */
export function readCursor(cursor: string | undefined, form: RegExp): RegExpExecArray | undefined {
  if (cursor === undefined) return undefined;
  const found = form.exec(Buffer.from(cursor, 'base64url').toString());
  if (found) return found;
  const message = 'is not one that this API gave; leave it out to start over';
  throw faultsError('The query is not right', [{ name: 'InvalidInput', field: 'cursor', message }]);
}
