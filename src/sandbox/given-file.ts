import type * as z from 'zod/mini';

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
  const field = fieldOf(path);
  const received = /received (\w+)$/.exec(issue.message)?.[1];
  if (issue.code !== 'invalid_type' || received === undefined)
    return `${field}: ${issue.message.replace(/^Invalid string: must/, 'must')}`;
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

function unknownFields(issue: z.core.$ZodIssueUnrecognizedKeys, schema: z.core.$ZodType, path: Path): string[] {
  const known = fieldsAt(schema, path);
  return issue.keys.map((key) => {
    const next = known.length > 0 ? `; known here: ${known.join(', ')}` : '';
    return `${fieldOf([...path, key])}: is not a known field${next}`;
  });
}

/** The fields that a schema knows at a path; none where it says nothing of them. */
function fieldsAt(schema: z.core.$ZodType, path: Path): string[] {
  const { _zod } = schema as z.core.$ZodType & { _zod: { def: Inner } };
  const [step, ...rest] = path;
  const { innerType, element, shape } = _zod.def;
  if (innerType) return fieldsAt(innerType, path);
  if (step === undefined) return Object.keys(shape ?? {});
  const next = typeof step === 'number' ? element : shape?.[String(step)];
  return next ? fieldsAt(next, rest) : [];
}

/** What wraps, lists or holds other schemas. */
interface Inner {
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
}

/** A path as people read it: `accounts[0].vpcs`. */
const fieldOf = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '') || 'the file';
