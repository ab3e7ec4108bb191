import * as z from 'zod';

// A schema without its defaults, its optionality and its lateness.
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodExactOptional ||
    inner instanceof z.ZodLazy
  ) {
    inner = inner.unwrap();
  }
  return inner;
}

/** The schema of what stands at a path of a value; undefined where the schema names nothing. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  const [step, ...rest] = path;
  const here = bare(schema);
  if (step === undefined) return here;
  if (here instanceof z.ZodObject) {
    const next: z.core.$ZodType | undefined = Object.hasOwn(here.shape, step) ? here.shape[step as string] : undefined;
    return next && schemaAt(next, rest);
  }
  if (here instanceof z.ZodArray) return schemaAt(here.element, rest);
  if (here instanceof z.ZodUnion) {
    for (const option of here.options) {
      const found = schemaAt(option, path);
      if (found) return found;
    }
  }
  return undefined;
}

/** The names of the fields that a schema knows at a path; of alternatives, those that all have; empty where it is no object. */
export function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const here = schemaAt(schema, path);
  if (here instanceof z.ZodUnion) {
    const [first = [], ...others] = here.options.map((option) => fieldsAt(option, []));
    return first.filter((field) => others.every((fields) => fields.includes(field)));
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}
