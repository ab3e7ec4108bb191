import { jsonResponse, type Service, type WireRequest } from '../wire.ts';
import { describeExecution, getExecutionHistory, listExecutions } from './execution-operations.ts';
import { isObject } from './fields.ts';
import { describeStateMachine, listStateMachines } from './machine-operations.ts';
import type { Machines } from './machines.ts';
import { Parameters } from './parameters.ts';
import { ServiceError } from './service-error.ts';
import { startExecution, stopExecution } from './start-stop-operations.ts';

type Operation = (machines: Machines, parameters: Parameters) => Record<string, unknown>;

const prefix = 'AWSStepFunctions.';
const contentType = { 'content-type': 'application/x-amz-json-1.0' };

const operations: Readonly<Record<string, { readonly run: Operation; readonly parameters: readonly string[] }>> = {
  ListStateMachines: { run: listStateMachines, parameters: ['maxResults', 'nextToken'] },
  DescribeStateMachine: { run: describeStateMachine, parameters: ['stateMachineArn', 'includedData'] },
  StartExecution: { run: startExecution, parameters: ['stateMachineArn', 'name', 'input', 'traceHeader'] },
  DescribeExecution: { run: describeExecution, parameters: ['executionArn', 'includedData'] },
  ListExecutions: {
    run: listExecutions,
    parameters: ['stateMachineArn', 'statusFilter', 'maxResults', 'nextToken'],
  },
  GetExecutionHistory: {
    run: getExecutionHistory,
    parameters: ['executionArn', 'maxResults', 'reverseOrder', 'nextToken', 'includeExecutionData'],
  },
  StopExecution: { run: stopExecution, parameters: ['executionArn', 'error', 'cause'] },
};

/** Step Functions on the wire: AWS's JSON 1.0 protocol, by `X-Amz-Target`. Times are in seconds since the epoch. */
export function statesService(machines: Machines): Service {
  const refuse: Service['refuse'] = ({ status, code, message }) =>
    jsonResponse(status, { __type: code, message }, contentType);
  return {
    name: 'states',
    operations: Object.keys(operations),
    operation: nameOf,
    answer: async (request) => {
      try {
        return jsonResponse(200, perform(machines, request), contentType);
      } catch (problem) {
        return refuse(problem instanceof ServiceError ? problem : internal(problem), request);
      }
    },
    refuse,
  };
}

function nameOf(request: WireRequest): string {
  const target = request.headers['x-amz-target'] ?? '';
  return target.startsWith(prefix) ? target.slice(prefix.length) : 'unknown';
}

function perform(machines: Machines, request: WireRequest): Record<string, unknown> {
  const name = nameOf(request);
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) {
    throw new ServiceError('UnknownOperationException', `The sandbox does not know the operation ${name}.`);
  }
  let body: unknown;
  try {
    body = JSON.parse(request.body === '' ? '{}' : request.body);
  } catch {
    throw new ServiceError('SerializationException', 'The request is not JSON.');
  }
  if (!isObject(body)) throw new ServiceError('SerializationException', 'The request is not a JSON object.');
  return operation.run(machines, new Parameters(body, operation.parameters));
}

function internal(problem: unknown): ServiceError {
  return new ServiceError('InternalFailure', problem instanceof Error ? problem.message : String(problem), 500);
}
