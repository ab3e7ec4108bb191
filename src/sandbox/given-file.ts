import * as z from 'zod/mini';

/** Reads what a file of the person's holds, parsed; throws every fault of it at once, each with its place. */
export function readGiven<T>(schema: z.ZodMiniType<T>, given: unknown, what: string): T {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues.flatMap((issue) => {
    // A key that is not right says why in an issue of its own.
    const [why = issue] = issue.code === 'invalid_key' ? issue.issues : [];
    return why.code === 'unrecognized_keys' ? unknownFields(why, schema, issue.path) : [told(why, issue.path)];
  });
  throw new Error(`${what} is not right:\n- ${faults.join('\n- ')}`);
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What zod calls a value that is not right, in the words that this file's readers know. */
function told(issue: Issue, path: Path): string {
  const field = path.join('.') || 'the file';
  const received = /received (\w+)$/.exec(issue.message)?.[1];
  if (issue.code !== 'invalid_type' || received === undefined) return `${field}: ${issue.message}`;
  const expected = kinds[issue.expected] ?? issue.expected;
  return received === 'undefined' ? `${field}: is missing; it must be ${expected}` : `${field}: must be ${expected}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function unknownFields(issue: z.core.$ZodIssueUnrecognizedKeys, schema: z.ZodMiniType, path: Path): string[] {
  const known = path.length === 0 && schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : [];
  return issue.keys.map((key) => {
    const next = known.length > 0 ? `; known here: ${known.join(', ')}` : '';
    return `${[...path, key].join('.')}: is not a known field${next}`;
  });
}
