import type { StatesField } from './expression.ts';
import type { Report } from './refusal.ts';
import { compileTemplate, type Template } from './template.ts';

const jsonPathFields = [
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'Result',
  'ItemsPath',
  'MaxConcurrencyPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
  'Variable',
];
const notDone = [
  'HeartbeatSeconds',
  'Credentials',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'Label',
  'Iterator',
];

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One object of a definition: reads its fields, and reports what is missing, wrong or unknown. */
export class Fields {
  readonly where: string;
  readonly report: Report;
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #prefix: string;

  /** `where` names the state, `prefix` the place within it (`Retry[0]/`), `known` the fields that may be there. */
  constructor(value: unknown, where: string, report: Report, known: readonly string[], prefix = '') {
    this.where = where;
    this.report = report;
    this.#prefix = prefix;
    this.#object = isObject(value) ? value : {};
    if (!isObject(value)) this.problem(`${prefix.replace(/\/$/, '') || 'it'} must be an object.`);
    for (const name of Object.keys(this.#object)) {
      if (known.includes(name) || name === 'Comment') continue;
      if (jsonPathFields.includes(name)) {
        this.problem(`the field ${prefix}${name} belongs to the query language JSONPath; only JSONata is implemented.`);
      } else if (notDone.includes(name)) {
        this.problem(`the field ${prefix}${name} is not implemented by the sandbox.`);
      } else this.problem(`the field ${prefix}${name} is not known here.`);
    }
    if ('Comment' in this.#object) this.string('Comment');
  }

  /** Reports a problem of this object. */
  problem(sentence: string): void {
    this.report.add(this.where, sentence);
  }

  /** The field's value, whatever it is. */
  value(name: string): unknown {
    return this.#object[name];
  }

  /** Whether the field is there. */
  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  /** A field that must be a text, if it is there. */
  string(name: string): string | undefined {
    const value = this.#object[name];
    if (typeof value === 'string') return value;
    if (this.has(name)) this.problem(`${this.#prefix}${name} must be a string.`);
    return undefined;
  }

  /** A field that must be there and be a text. */
  required(name: string): string {
    if (!this.has(name)) this.problem(`${this.#prefix}${name} is missing.`);
    return this.string(name) ?? '';
  }

  /** A number field within bounds, both included; integers only unless `fraction` says otherwise. */
  number(name: string, from: number, to: number, fraction = false): number | undefined {
    const value = this.#object[name];
    if (!this.has(name)) return undefined;
    const fits = typeof value === 'number' && value >= from && value <= to && (fraction || Number.isInteger(value));
    if (fits) return value;
    this.problem(`${this.#prefix}${name} must be ${fraction ? 'a number' : 'an integer'} from ${from} to ${to}.`);
    return undefined;
  }

  /** A field that must be a list, if it is there. */
  list(name: string): readonly unknown[] {
    const value = this.#object[name];
    if (Array.isArray(value)) return value;
    if (this.has(name)) this.problem(`${this.#prefix}${name} must be a list.`);
    return [];
  }

  /** A field of JSON with expressions in it, which may read `$states.input`, `$states.context` and what else is said. */
  template(name: string, ...more: readonly StatesField[]): Template | undefined {
    if (!this.has(name)) return undefined;
    const allowed: readonly StatesField[] = ['input', 'context', ...more];
    const problem = (sentence: string): void => this.problem(sentence);
    return compileTemplate(this.#object[name], `${this.#prefix}${name}`, allowed, problem);
  }

  /** A field that is an expression, or a literal that passes a test; `what` says what it must be. */
  typed(name: string, what: string, test: (value: unknown) => boolean): Template | undefined {
    const template = this.template(name);
    if (!template || template.kind === 'expression') return template;
    const value = this.#object[name];
    if (!test(value)) this.problem(`${this.#prefix}${name} must be ${what}, or a JSONata expression that gives one.`);
    return template;
  }
}
