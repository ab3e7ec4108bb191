import type { VendorError } from '../wire.ts';

/** An error of the Step Functions API, by AWS's name for it. */
export class ServiceError extends Error implements VendorError {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly code: string;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** AWS's answer to a parameter that breaks a constraint of the API. */
export function constraintError(value: unknown, parameter: string, constraint: string): ServiceError {
  const shown = value === undefined || value === null ? 'null' : `'${value}'`;
  const message = `1 validation error detected: Value ${shown} at '${parameter}' failed to satisfy constraint: Member must ${constraint}`;
  return new ServiceError('ValidationException', message);
}
