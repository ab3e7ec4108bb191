import { ServiceError } from '../states/service-error.ts';

/** The parameters of one request of SQS. Each method throws ServiceError. */
export class SqsParameters {
  readonly #given: Readonly<Record<string, unknown>>;

  /** Refuses parameters that are not `known`: none is ignored. */
  constructor(given: Readonly<Record<string, unknown>>, known: readonly string[]) {
    this.#given = given;
    const unknown = Object.keys(given).find((name) => !known.includes(name));
    if (unknown === undefined) return;
    throw new ServiceError('UnsupportedOperation', `The sandbox does not imitate the parameter ${unknown} of SQS.`);
  }

  text(name: string): string | undefined {
    const value = this.#given[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw new ServiceError('SerializationException', `${name} must be a string.`);
    return value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value) return value;
    throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
  }

  integer(name: string, absent: number, first: number, last: number): number {
    const value = this.#given[name] ?? absent;
    if (Number.isInteger(value) && Number(value) >= first && Number(value) <= last) return Number(value);
    const message = `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${first} and ${last}.`;
    throw new ServiceError('InvalidParameterValue', message);
  }

  /** The fields that a list of names asks for: All, or each by its name. */
  chosen<T>(name: string, fields: Readonly<Record<string, T>>): Record<string, T> {
    const asked = this.#given[name] ?? [];
    if (!Array.isArray(asked)) throw new ServiceError('SerializationException', `${name} must be a list.`);
    const all = asked.includes('All') || asked.includes('.*');
    return Object.fromEntries(Object.entries(fields).filter(([field]) => all || asked.includes(field)));
  }
}
