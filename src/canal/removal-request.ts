import * as z from 'zod/mini';
import { faultsError } from './errors.ts';
import { madeOnce } from './made-once.ts';
import { NetworkName } from './network-name.ts';
import { shapeFaults } from './shape-faults.ts';

/** What a removal is asked for with, by an event or by hand: which network, and how. */
export const RemovalRequest = madeOnce(() =>
  z.strictObject({
    name: NetworkName,
    force: z
      ._default(z.boolean(), false)
      .check(z.describe('whether to break what others have on the VPG; false if it is absent')),
  }),
);

/** Reads a removal out of whatever was given. Throws InvalidInput that names every field that is not right. */
export function readRemoval(given: unknown): z.output<ReturnType<typeof RemovalRequest>> {
  const read = RemovalRequest().safeParse(given);
  if (read.success) return read.data;
  const [first, ...rest] = shapeFaults(read.error, RemovalRequest());
  throw first ? faultsError('The request for a removal is not right', [first, ...rest]) : read.error;
}
