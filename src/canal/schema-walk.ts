import {
  $ZodArray,
  $ZodDefault,
  $ZodExactOptional,
  $ZodLazy,
  $ZodObject,
  $ZodOptional,
  $ZodPrefault,
  type $ZodType,
  $ZodUnion,
} from 'zod/v4/core';

// A schema without its defaults, its optionality and its lateness.
function bare(schema: $ZodType): $ZodType {
  let inner = schema;
  while (
    inner instanceof $ZodDefault ||
    inner instanceof $ZodPrefault ||
    inner instanceof $ZodOptional ||
    inner instanceof $ZodExactOptional ||
    inner instanceof $ZodLazy
  ) {
    inner = inner instanceof $ZodLazy ? inner._zod.innerType : inner._zod.def.innerType;
  }
  return inner;
}

/** The schema of what stands at a path of a value; undefined where the schema names nothing. */
export function schemaAt(schema: $ZodType, path: readonly PropertyKey[]): $ZodType | undefined {
  const [step, ...rest] = path;
  const here = bare(schema);
  if (step === undefined) return here;
  if (here instanceof $ZodObject) {
    const next: $ZodType | undefined = Object.hasOwn(here._zod.def.shape, step)
      ? here._zod.def.shape[step as string]
      : undefined;
    return next && schemaAt(next, rest);
  }
  if (here instanceof $ZodArray) return schemaAt(here._zod.def.element, rest);
  if (here instanceof $ZodUnion) {
    for (const option of here._zod.def.options) {
      const found = schemaAt(option, path);
      if (found) return found;
    }
  }
  return undefined;
}

/** The names of the fields that a schema knows at a path; of alternatives, those that all have; empty where it is no object. */
export function fieldsAt(schema: $ZodType, path: readonly PropertyKey[]): string[] {
  const here = schemaAt(schema, path);
  if (here instanceof $ZodUnion) {
    const [first = [], ...others] = here._zod.def.options.map((option) => fieldsAt(option, []));
    return first.filter((field) => others.every((fields) => fields.includes(field)));
  }
  return here instanceof $ZodObject ? Object.keys(here._zod.def.shape) : [];
}
