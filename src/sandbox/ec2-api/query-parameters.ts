import type { WireRequest } from '../wire.ts';
import { invalidParameterValue, missingParameter } from './errors.ts';

const read = new WeakMap<WireRequest, QueryParameters>();

/** The parameters of an AWS Query request: a flat form in which `Name.1`, `Name.2` make a list. */
export class QueryParameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(body: string) {
    this.#values = new Map(new URLSearchParams(body));
  }

  /** Those of a request, which is read once: the edge looks into it, and so does the service. */
  static of(request: WireRequest): QueryParameters {
    const known = read.get(request);
    if (known) return known;
    const parameters = new QueryParameters(request.body);
    read.set(request, parameters);
    return parameters;
  }

  /** The value as sent, or undefined when it was not sent or is empty. */
  get(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  /** Whether the parameter was sent at all, be it empty. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value; MissingParameter when there is none. */
  required(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  /** True or false as sent, undefined when it was not; InvalidParameterValue for any other word. */
  flag(name: string): boolean | undefined {
    const value = this.get(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') {
      throw invalidParameterValue(
        `Value (${this.get(name)}) for parameter ${name} is invalid. Expecting true or false`,
      );
    }
    return value === 'true';
  }

  /** The values of `name.1`, `name.2`, ... in the order of their numbers. */
  list(name: string): string[] {
    return this.numbers(name).flatMap((number) => this.get(`${name}.${number}`) ?? []);
  }

  /** The numbers that follow `name.`, in order, each once. */
  numbers(name: string): number[] {
    const found = new Set<number>();
    for (const key of this.#values.keys()) {
      if (!key.startsWith(`${name}.`)) continue;
      const [number] = key.slice(name.length + 1).split('.');
      if (number && /^\d{1,6}$/.test(number)) found.add(Number(number));
    }
    return [...found].sort((a, b) => a - b);
  }

  /** The names that were sent, with N for each number: `Filter.N.Value.N`, and as sent. */
  names(): { readonly sent: string; readonly pattern: string }[] {
    return [...this.#values.keys()].map((sent) => ({ sent, pattern: sent.replace(/\.\d{1,6}(?=\.|$)/g, '.N') }));
  }
}
