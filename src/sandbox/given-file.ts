import type * as z from 'zod/mini';

/** Reads what a file of the person's holds, parsed; throws every fault of it at once, each with its place. */
export function readGiven<T>(schema: z.ZodMiniType<T>, given: unknown, what: string): T {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => {
    // A key that is not right says why in an issue of its own.
    const [why = issue] = issue.code === 'invalid_key' ? issue.issues : [];
    return `${issue.path.join('.') || '(the whole)'}: ${why.message}`;
  });
  throw new Error(`${what} is not right:\n- ${faults.join('\n- ')}`);
}
