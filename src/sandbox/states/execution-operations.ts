import type { Execution, ExecutionStatus } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import type { Machines } from './machines.ts';
import { cutPage } from './page.ts';
import type { Parameters } from './parameters.ts';

const statuses: readonly ExecutionStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** DescribeExecution. */
export function describeExecution(machines: Machines, parameters: Parameters): Record<string, unknown> {
  const execution = parameters.execution(machines);
  const all = parameters.oneOf('includedData', ['ALL_DATA', 'METADATA_ONLY']) !== 'METADATA_ONLY';
  const included = { included: true };
  const { input, output, error, cause, traceHeader } = execution.texts;
  return {
    ...head(execution),
    ...(all ? { input, inputDetails: included } : {}),
    ...(all && output !== undefined ? { output, outputDetails: included } : {}),
    ...(all ? { error, cause } : {}),
    traceHeader,
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'The sandbox does not redrive executions',
  };
}

/** ListExecutions: the last one started comes first. */
export function listExecutions(machines: Machines, parameters: Parameters): Record<string, unknown> {
  const machine = parameters.machine(machines);
  const status = parameters.oneOf('statusFilter', statuses);
  const list = machines
    .executions(machine)
    .map((execution, place) => ({ execution, place }))
    .filter(({ execution }) => status === undefined || execution.status === status)
    .reverse();
  const { items, nextToken } = cutPage(parameters, `executions/${machine.name}`, list, ({ place }) => -place);
  return { executions: items.map(({ execution }) => ({ ...head(execution), redriveCount: 0 })), nextToken };
}

/** GetExecutionHistory: oldest event first, or last. */
export function getExecutionHistory(machines: Machines, parameters: Parameters): Record<string, unknown> {
  const execution = parameters.execution(machines);
  const events = [...execution.history.events()];
  const reversed = parameters.boolean('reverseOrder', false);
  if (reversed) events.reverse();
  const kind = `history/${reversed}/${execution.arn}`;
  const { items, nextToken } = cutPage(parameters, kind, events, ({ id }) => (reversed ? -id : id));
  const all = parameters.boolean('includeExecutionData', true);
  return { events: all ? items : items.map(withoutData), nextToken };
}

function head(execution: Execution): Record<string, unknown> {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt / 1000,
    ...(execution.stoppedAt === undefined ? {} : { stopDate: execution.stoppedAt / 1000 }),
  };
}

const dataFields = [
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'assignedVariables',
  'assignedVariablesDetails',
];

function withoutData(event: HistoryEvent): unknown {
  return JSON.parse(JSON.stringify(event), (key, value) => (dataFields.includes(key) ? undefined : value));
}
