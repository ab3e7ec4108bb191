import * as z from 'zod/mini';

/** A network's name: also part of execution names and tags, so short and plain. */
export const NetworkName = z
  .string()
  .check(
    z.regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits and dashes, and start with a letter'),
  );
