import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';

export { DescribeExecutionCommand, GetExecutionHistoryCommand, StartExecutionCommand };

/** The IAM actions that the executions' calls need. */
export const executionActions: readonly string[] = [
  'states:DescribeExecution',
  'states:GetExecutionHistory',
  'states:StartExecution',
];

/** Opens the Step Functions client. */
export const statesClient = (opening: Opening): SFNClient => new SFNClient(clientOptions(opening));
