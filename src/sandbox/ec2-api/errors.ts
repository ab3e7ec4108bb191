import type { VendorError } from '../wire.ts';

/** Thrown inside EC2 and STS to end a request with one of AWS's own errors. Never leaves the service. */
export class Refusal extends Error implements VendorError {
  readonly status: number;
  readonly code: string;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
  }
}

/** InvalidParameterValue, with a sentence that names the value. */
export function invalidParameterValue(message: string): Refusal {
  return new Refusal('InvalidParameterValue', message);
}

/** MissingParameter. EC2 names the parameter with a small first letter. */
export function missingParameter(name: string): Refusal {
  return new Refusal('MissingParameter', `The request must contain the parameter ${lowerFirst(name)}`);
}

/** InvalidStateTransition, in the wording that EC2 uses for peering connections. */
export function invalidStateTransition(id: string, from: string, to: string): Refusal {
  return new Refusal(
    'InvalidStateTransition',
    `Invalid state transition for ${id}, attempted to transition from ${from} to ${to}`,
  );
}

/** OperationNotPermitted: the state would allow it, but not from this side. */
export function operationNotPermitted(message: string): Refusal {
  return new Refusal('OperationNotPermitted', message);
}

/** A parameter's name as EC2's messages write it: `DestinationCidrBlock` as `destinationCidrBlock`. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
