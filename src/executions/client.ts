import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Runs } from '../api/ports.ts';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { ExecutionReader } from '../steps/ports.ts';

export {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
};

/** The IAM action that each method needs; `executionArn` asks nobody. */
export const executionActionOf: Readonly<Record<Exclude<keyof Runs, 'executionArn'> | keyof ExecutionReader, string>> =
  {
    holder: 'states:DescribeExecution',
    start: 'states:StartExecution',
    stop: 'states:StopExecution',
    history: 'states:GetExecutionHistory',
    lastState: 'states:GetExecutionHistory',
    oldestRunningSince: 'states:ListExecutions',
  };

/** Opens the Step Functions client. */
export const statesClient = (opening: Opening): SFNClient => new SFNClient(clientOptions(opening));
