import type { Difference } from '../canal/drift.ts';
import { isLasting } from '../canal/errors.ts';

/** What is read at a vendor, and what a person does when that is refused. */
export interface Reading {
  readonly field: string;
  readonly id: string;
  /** As in "account 111111111111". */
  readonly what: string;
  readonly mend: string;
}

/** The differences that were read; what is refused for good is one itself, so that it does not hide the others. */
export async function unlessRefused(
  { field, id, what, mend }: Reading,
  read: () => Promise<Difference[]>,
): Promise<Difference[]> {
  try {
    return await read();
  } catch (error) {
    if (!isLasting(error)) throw error;
    return [
      {
        kind: 'not-read',
        field,
        id,
        message: `What stands in ${what} could not be read: ${error.message}`,
        mend,
        mendedBy: 'person-first',
      },
    ];
  }
}
