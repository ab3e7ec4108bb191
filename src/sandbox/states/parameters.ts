import type { Machine } from './definition.ts';
import type { Execution } from './execution.ts';
import type { Machines } from './machines.ts';
import { constraintError, ServiceError } from './service-error.ts';

/** The parameters of one request, read as AWS would check them. Each method throws ServiceError. */
export class Parameters {
  readonly #body: Readonly<Record<string, unknown>>;

  /** Refuses parameters that are not `known`, where AWS has them or not: none is ignored. */
  constructor(body: Readonly<Record<string, unknown>>, known: readonly string[]) {
    this.#body = body;
    for (const name of Object.keys(body)) {
      if (known.includes(name)) continue;
      throw new ServiceError(
        'ValidationException',
        `The sandbox does not know the parameter '${name}' of this operation.`,
      );
    }
  }

  /** A text of at most so many characters. */
  string(name: string, longest: number): string | undefined {
    const value = this.#body[name] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw new ServiceError('SerializationException', `'${name}' must be a string.`);
    if (value.length > longest) throw constraintError(value, name, `have length less than or equal to ${longest}`);
    return value;
  }

  /** One of some words. */
  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.string(name, 256);
    if (value === undefined) return undefined;
    const found = words.find((word) => word === value);
    if (!found) throw constraintError(value, name, `satisfy enum value set: [${words.join(', ')}]`);
    return found;
  }

  /** A yes or no. */
  boolean(name: string, absent: boolean): boolean {
    const value = this.#body[name] ?? absent;
    if (typeof value !== 'boolean') throw new ServiceError('SerializationException', `'${name}' must be a boolean.`);
    return value;
  }

  /** The size of a page: 100 if absent or zero, at most 1000. */
  pageSize(): number {
    const value = this.#body.maxResults ?? 0;
    if (!Number.isInteger(value)) throw new ServiceError('SerializationException', "'maxResults' must be an integer.");
    if (Number(value) < 0) throw constraintError(value, 'maxResults', 'have value greater than or equal to 0');
    if (Number(value) > 1000) throw constraintError(value, 'maxResults', 'have value less than or equal to 1000');
    return Number(value) || 100;
  }

  /** The machine that `stateMachineArn` names. */
  machine(machines: Machines): Machine {
    const arn = this.#arn('stateMachineArn', 'stateMachine', 7);
    const machine = machines.machine(arn);
    if (!machine) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /** The execution that `executionArn` names. */
  execution(machines: Machines): Execution {
    const arn = this.#arn('executionArn', 'execution', 8);
    const execution = machines.execution(arn);
    if (!execution) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  #arn(name: string, kind: string, parts: number): string {
    const arn = this.string(name, 256);
    if (!arn) throw constraintError(arn, name, arn === '' ? 'have length greater than or equal to 1' : 'not be null');
    const form = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:[a-zA-Z]+:.+$/;
    if (!form.test(arn)) throw new ServiceError('InvalidArn', `Invalid Arn: '${arn}'`);
    const split = arn.split(':');
    if (split[5] !== kind || split.length !== parts) {
      throw new ServiceError('InvalidArn', `Invalid Arn: '${arn}' is not the ARN of one ${kind}`);
    }
    return arn;
  }
}
