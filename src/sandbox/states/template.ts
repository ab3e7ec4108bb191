import { type Expression, kindOf, parseExpression, type StatesField } from './expression.ts';
import { StateFailure } from './failure.ts';

/** A field's value: JSON in which some texts are expressions. `field` is where it stands, as AWS names it: `Output/a[0]`. */
export type Template =
  | { readonly kind: 'literal'; readonly value: unknown; readonly field: string }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly field: string }
  | { readonly kind: 'list'; readonly items: readonly Template[]; readonly field: string }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Template])[]; readonly field: string };

/** Gives an expression what it mentions: `$states`, variables and functions. */
export type Bind = (expression: Expression) => Record<string, unknown>;

/** A field that could not be evaluated. `location` is the field. */
export class EvaluationFailure extends StateFailure {
  readonly location: string;

  constructor(location: string, reason: string) {
    super('States.QueryEvaluationError', reason);
    this.location = location;
  }
}

/** Compiles a field's value; what is wrong with its expressions goes to `problem`. */
export function compileTemplate(
  value: unknown,
  field: string,
  allowed: readonly StatesField[],
  problem: (sentence: string) => void,
): Template {
  if (typeof value === 'string') {
    const kind = kindOf(value);
    if (kind === 'broken') problem(`${field}: "${value}" must begin with {% and end with %}, nothing around them.`);
    if (kind !== 'expression') return { kind: 'literal', value, field };
    const parsed = parseExpression(value, allowed);
    if ('source' in parsed) return { kind: 'expression', expression: parsed, field };
    for (const sentence of parsed) problem(`${field}: ${sentence}`);
    return { kind: 'literal', value, field };
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, `${field}[${index}]`, allowed, problem));
    return { kind: 'list', items, field };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => [key, compileTemplate(item, `${field}/${key}`, allowed, problem)] as const,
    );
    return { kind: 'object', entries, field };
  }
  return { kind: 'literal', value, field };
}

/** Evaluates a field to JSON that shares nothing with the bindings. Fails with EvaluationFailure, as AWS words it. */
export async function evaluateTemplate(template: Template, bind: Bind): Promise<unknown> {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'list': {
      const items: unknown[] = [];
      for (const item of template.items) items.push(await evaluateTemplate(item, bind));
      return items;
    }
    case 'object': {
      const object: Record<string, unknown> = {};
      for (const [key, item] of template.entries) object[key] = await evaluateTemplate(item, bind);
      return object;
    }
    case 'expression':
      return evaluateExpression(template.expression, template.field, bind);
  }
}

async function evaluateExpression(expression: Expression, field: string, bind: Bind): Promise<unknown> {
  const sentence = `The JSONata expression '${expression.source}' specified for the field '${field}'`;
  let value: unknown;
  try {
    value = await expression.evaluate(bind(expression));
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    const what = code ? `. ${code}: ${message}` : `: ${message ?? error}`;
    throw new EvaluationFailure(field, `${sentence} threw an error during evaluation${what}`);
  }
  // Functions have no JSON; sequences carry hidden properties: only the text is what AWS hands on.
  const text = JSON.stringify(value, withoutFunctions);
  if (text === undefined) throw new EvaluationFailure(field, `${sentence} returned nothing (undefined).`);
  return JSON.parse(text);
}

// jsonata's own functions are objects, with the whole environment in them.
function withoutFunctions(_key: string, value: unknown): unknown {
  const isFunction =
    typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value);
  return isFunction ? undefined : value;
}

/** The failure of a field that evaluated to another type than it must have. */
export function unexpectedType(template: Template, expected: string, value: unknown): EvaluationFailure {
  const source = template.kind === 'expression' ? template.expression.source : JSON.stringify(value);
  return new EvaluationFailure(
    template.field,
    `The JSONata expression '${source}' specified for the field '${template.field}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
  );
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
