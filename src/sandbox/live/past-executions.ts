import { jsonResponse, type Service } from '../wire.ts';
import type { JournalEntry } from './journal.ts';

/** An execution of another process: one before this, or one beside it. Times are ms since the epoch. */
export interface PastExecution {
  readonly status: string;
  readonly startedAt: number;
  readonly stoppedAt?: number;
}

/** Why an execution ended that nobody ended. */
const lostCause = 'The process that ran it has ended. Start the network again: it continues.';

/** The executions of a journal. Those that nobody has ended count as ABORTED, unless the process that runs them lives. */
export function pastExecutions(entries: readonly JournalEntry[], alive: boolean): Map<string, PastExecution> {
  const past = new Map<string, PastExecution>();
  for (const entry of entries) {
    if (entry.kind !== 'execution') continue;
    const { executionArn, status, at } = entry;
    const startedAt = past.get(executionArn)?.startedAt ?? at;
    past.set(executionArn, { status, startedAt, ...(status === 'RUNNING' ? {} : { stoppedAt: at }) });
  }
  if (alive) return past;
  for (const [arn, one] of past) {
    if (one.status === 'RUNNING') past.set(arn, { ...one, status: 'ABORTED', stoppedAt: one.startedAt });
  }
  return past;
}

/** Step Functions that still knows how earlier executions ended, as AWS does for 90 days; of their histories only the ends. */
export function withPast(states: Service, past: ReadonlyMap<string, PastExecution>): Service {
  const contentType = { 'content-type': 'application/x-amz-json-1.0' };
  return {
    ...states,
    async answer(request) {
      const { executionArn = '', stateMachineArn = '', name = '' } = bodyOf(request.body);
      const operation = states.operation(request);
      if (operation === 'StartExecution') {
        const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
        if (!past.has(arn)) return states.answer(request);
        const message = `Execution Already Exists: '${arn}'`;
        return states.refuse({ status: 400, code: 'ExecutionAlreadyExists', message }, request);
      }
      const found = past.get(executionArn);
      if (found === undefined) return states.answer(request);
      if (operation === 'DescribeExecution') return jsonResponse(200, described(executionArn, found), contentType);
      if (operation === 'GetExecutionHistory') return jsonResponse(200, { events: events(found) }, contentType);
      const message = `Execution Does Not Exist: '${executionArn}' runs in no process that ${operation} could reach`;
      return states.refuse({ status: 400, code: 'ExecutionDoesNotExist', message }, request);
    },
  };
}

const seconds = (ms: number): number => ms / 1000;

function described(executionArn: string, { status, startedAt, stoppedAt }: PastExecution) {
  const [name] = executionArn.split(':').slice(-1);
  return {
    executionArn,
    stateMachineArn: executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, ''),
    name,
    status,
    startDate: seconds(startedAt),
    input: '{}',
    ...(stoppedAt === undefined ? {} : { stopDate: seconds(stoppedAt) }),
    ...(status === 'ABORTED' ? { cause: lostCause } : {}),
  };
}

const ends: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

function events({ status, startedAt, stoppedAt = startedAt }: PastExecution) {
  const started = { id: 1, previousEventId: 0, timestamp: seconds(startedAt), type: 'ExecutionStarted' };
  const type = ends[status];
  if (type === undefined) return [started];
  const details = status === 'ABORTED' ? { executionAbortedEventDetails: { cause: lostCause } } : {};
  return [started, { id: 2, previousEventId: 1, timestamp: seconds(stoppedAt), type, ...details }];
}

function bodyOf(text: string): { executionArn?: string; stateMachineArn?: string; name?: string } {
  try {
    return (JSON.parse(text) ?? {}) as { executionArn?: string };
  } catch {
    return {};
  }
}
