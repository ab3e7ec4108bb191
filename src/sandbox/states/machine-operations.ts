import type { Machine } from './definition.ts';
import type { Machines } from './machines.ts';
import { cutPage } from './page.ts';
import type { Parameters } from './parameters.ts';

/** ListStateMachines. */
export function listStateMachines(machines: Machines, parameters: Parameters): Record<string, unknown> {
  const list = machines.machines().map((machine, place) => ({ machine, place }));
  const { items, nextToken } = cutPage(parameters, 'machines', list, ({ place }) => place);
  const stateMachines = items.map(({ machine }) => ({
    stateMachineArn: machine.arn,
    name: machine.name,
    type: 'STANDARD',
    creationDate: machine.createdAt / 1000,
  }));
  return { stateMachines, nextToken };
}

/** DescribeStateMachine. */
export function describeStateMachine(machines: Machines, parameters: Parameters): Record<string, unknown> {
  const machine: Machine = parameters.machine(machines);
  const all = parameters.oneOf('includedData', ['ALL_DATA', 'METADATA_ONLY']) !== 'METADATA_ONLY';
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: all ? machine.definition : '{}',
    roleArn: machine.roleArn,
    type: 'STANDARD',
    creationDate: machine.createdAt / 1000,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
}
