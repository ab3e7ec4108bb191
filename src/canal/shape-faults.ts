import * as z from 'zod/mini';
import type { Fault } from './errors.ts';
import { nearest } from './nearest.ts';
import { Network } from './network.ts';
import { fieldsAt, schemaAt } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A fault of shape with the path of what it is about: a value, or a field's name that nobody knows. */
export interface ShapeFinding {
  readonly fault: Fault;
  readonly path: Path;
  readonly about: 'value' | 'name';
}

/** A path as people read it: `peerings[0].peerVpcId`; the whole is `network`. */
export function fieldOf(path: Path): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_][\w-]*$/.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(String(step))}]`;
  });
  const field = text.join('').replace(/^\./, '');
  return field === '' || field.startsWith('[') ? `network${field}` : field;
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'empty',
};
const inWords = (kind: string) => kinds[kind] ?? kind;

/** zod's own sentences are about schemas; ours are not, and begin with "must". */
const ownWords = (message: string) => message.startsWith('must ');

/** What the schema says of a text in this place: "must be a VPC id such as vpc-…"; undefined if it is no text of a form. */
function formAt(schema: z.ZodMiniType, path: Path): string | undefined {
  const here = schemaAt(schema, path);
  const message = here && z.safeParse(here, '').error?.issues[0]?.message;
  return message !== undefined && ownWords(message) ? message : undefined;
}

const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && / received undefined$/.test(issue.message);

function typeMessage(issue: z.core.$ZodIssueInvalidType, schema: z.ZodMiniType): string {
  const received = /received (\w+)$/.exec(issue.message)?.[1];
  const form = formAt(schema, issue.path);
  const fields = fieldsAt(schema, issue.path);
  const holding = fields.length > 0 ? ` with the fields ${fields.join(', ')}` : '';
  const expected = form ?? `must be ${inWords(issue.expected)}${holding}`;
  if (received === 'undefined') return `is missing; it ${expected}`;
  if (ownWords(issue.message)) return issue.message;
  if (received === 'null') return `is empty; it ${expected}`;
  if (issue.expected === 'string' && (received === 'number' || received === 'boolean')) {
    return `${expected}; write it in quotes, so that it is not read as ${inWords(received)}`;
  }
  if (issue.expected === 'array') return `${expected}, also for one thing: write [ ] around it, or "- " before it`;
  if (issue.expected === 'boolean')
    return 'must be true or false, without quotes (yes, no, on and off are read as text)';
  if (issue.expected === 'number') return 'must be a number, without quotes';
  return `${expected}, not ${inWords(received ?? 'something else')}`;
}

/** The faults of the one alternative that fits in outline; if none or several do, the union's own sentence. */
function unionIssues(issue: z.core.$ZodIssueInvalidUnion): Issue[] {
  const fitting = issue.errors.filter((branch) => branch.every((each) => each.path.length > 0));
  const [only, ...others] = fitting;
  if (!only || others.length > 0) return [];
  return only.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

const unit = (origin: string) => (origin === 'array' ? ' entries' : '');

function message(issue: Issue, schema: z.ZodMiniType): string {
  if (issue.code === 'invalid_type') return typeMessage(issue, schema);
  if (ownWords(issue.message)) return issue.message;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unit(issue.origin)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unit(issue.origin)}`;
  return `is not as it must be: ${issue.message}`;
}

function unknownFields(issue: z.core.$ZodIssueUnrecognizedKeys, schema: z.ZodMiniType): ShapeFinding[] {
  const known = fieldsAt(schema, issue.path);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    const next = meant ? `did you mean ${meant}?` : `known here: ${known.join(', ')}`;
    const message = key === '<<' ? 'merges (<<) are not taken; write the fields out' : `is not a known field; ${next}`;
    const path = [...issue.path, key];
    return { fault: { name: 'InvalidInput', field: fieldOf(path), message }, path, about: 'name' };
  });
}

/** The paths of the fields that were meant by fields that nobody knows. */
function meantBy({ keys, path }: z.core.$ZodIssueUnrecognizedKeys, schema: z.ZodMiniType): Path[] {
  return keys.flatMap((key) => {
    const meant = nearest(key, fieldsAt(schema, path));
    return meant === undefined ? [] : [[...path, meant]];
  });
}

/** What `shapeFaults` tells, with the paths by which a file's line can be found. */
export function shapeFindings(error: z.core.$ZodError, schema: z.ZodMiniType = Network): ShapeFinding[] {
  const issues = error.issues.flatMap((issue) => {
    const chosen = issue.code === 'invalid_union' ? unionIssues(issue) : [];
    return chosen.length > 0 ? chosen : [issue];
  });
  // A field that is missing because its name was misspelt is told once, at the name.
  const misspelt = new Set(
    issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? meantBy(issue, schema).map(fieldOf) : [])),
  );
  // zod also measures what has the wrong type: the length of a text that should be a list says nothing.
  const mistyped = new Set(issues.flatMap(({ code, path }) => (code === 'invalid_type' ? [fieldOf(path)] : [])));
  return issues.flatMap((issue): ShapeFinding[] => {
    if (issue.code === 'unrecognized_keys') return unknownFields(issue, schema);
    const field = fieldOf(issue.path);
    if (issue.code !== 'invalid_type' && mistyped.has(field)) return [];
    if (isMissing(issue) && misspelt.has(field)) return [];
    return [
      { fault: { name: 'InvalidInput', field, message: message(issue, schema) }, path: issue.path, about: 'value' },
    ];
  });
}

/**
 * One InvalidInput for each thing of the wrong shape: the field as `peerings[0].peerVpcId`, what it must be, and for
 * an unknown field the known one that is nearest. `schema` is what was parsed with; without it, `Network`.
 */
export function shapeFaults(error: z.core.$ZodError, schema: z.ZodMiniType = Network): Fault[] {
  return shapeFindings(error, schema).map((finding) => finding.fault);
}
