import type { Execution, ExecutionStatus } from './execution.ts';

/** An execution as others see it: times in milliseconds since the epoch, input and output as JSON text. */
export interface ExecutionSummary {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate: number | undefined;
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** An execution as it stands now. */
export function summary(execution: Execution): ExecutionSummary {
  const { status, name } = execution;
  const { input, output, error, cause } = execution.texts;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name,
    status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt,
    input,
    output,
    error,
    cause,
  };
}
