import type { Execution } from './execution.ts';
import { isTooLarge, maxPayloadBytes } from './limits.ts';
import type { Machines } from './machines.ts';
import type { Parameters } from './parameters.ts';
import { constraintError, ServiceError } from './service-error.ts';

/** StartExecution. The same name with the same input gives the execution that runs; any other holder of the name refuses. */
export function startExecution(machines: Machines, parameters: Parameters): Record<string, unknown> {
  const machine = parameters.machine(machines);
  const name = parameters.string('name', 80);
  if (name !== undefined) checkName(name);
  const input = parameters.string('input', Number.POSITIVE_INFINITY) ?? '{}';
  if (isTooLarge(input)) throw constraintError('…', 'input', `have length less than or equal to ${maxPayloadBytes}`);
  const text = canonical(input);
  const traceHeader = parameters.string('traceHeader', 256);
  const holder = name === undefined ? undefined : machines.holder(machine, name);
  if (holder && (holder.status !== 'RUNNING' || canonical(holder.texts.input) !== text)) {
    throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${holder.arn}'`);
  }
  const execution: Execution = holder ?? machines.start(machine, input, name, traceHeader);
  return { executionArn: execution.arn, startDate: execution.startedAt / 1000 };
}

/** StopExecution. One that has ended stays as it ended. */
export function stopExecution(machines: Machines, parameters: Parameters): Record<string, unknown> {
  const execution = parameters.execution(machines);
  execution.abort(parameters.string('error', 256), parameters.string('cause', 32_768));
  return { stopDate: Number(execution.stoppedAt) / 1000 };
}

function canonical(input: string): string {
  try {
    return JSON.stringify(JSON.parse(input));
  } catch (error) {
    const message = `Invalid State Machine Execution Input: '${(error as Error).message}'`;
    throw new ServiceError('InvalidExecutionInput', message);
  }
}

// White space, brackets, wildcards, some special characters and control characters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what AWS refuses in a name
const refusedInNames = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;

function checkName(name: string): void {
  if (name === '') throw constraintError(name, 'name', 'have length greater than or equal to 1');
  if (refusedInNames.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}
