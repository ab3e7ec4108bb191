import type { ExecutionSummary } from '../states/execution-summary.ts';
import type { NewEvent } from './buses.ts';

/** AWS leaves input and output out of the event when one is larger than this, in bytes. */
const mostBytes = 248 * 1024;

/** "Step Functions Execution Status Change", as the default bus tells that an execution begins or has ended. */
export function statusChangeOf(execution: ExecutionSummary): NewEvent {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, error, cause } = execution;
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      ...dataOf('input', execution.input),
      ...dataOf('output', execution.output),
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: status === 'RUNNING' || status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
      redriveStatusReason: null,
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}

function dataOf(name: 'input' | 'output', text: string | undefined): Record<string, unknown> {
  if (text === undefined) return { [name]: null, [`${name}Details`]: null };
  const included = Buffer.byteLength(text) <= mostBytes;
  return { [name]: included ? text : null, [`${name}Details`]: { included } };
}
