import type { HistoryEvent as AwsHistoryEvent } from '@aws-sdk/client-sfn';
import type { HistoryEvent, Runs } from '../api/ports.ts';
import { serviceFault } from '../aws/service-fault.ts';
import { canonicalJson } from '../canal/canonical-json.ts';
import { CanalError } from '../canal/errors.ts';
import type { Holder, RunKind } from '../canal/record.ts';
import type { Door } from '../lambda/surroundings.ts';
import type { ExecutionReader } from '../steps/ports.ts';

const machineSettings = {
  provision: ['provisionMachine', 'CANAL_PROVISION_MACHINE'],
  remove: ['removeMachine', 'CANAL_REMOVE_MACHINE'],
} as const;

/** Opens Step Functions for the machines of the settings. The SDK is loaded by the first call. */
export const executions: Door<Runs> = (opening) => {
  const open = async () => {
    const {
      statesClient,
      DescribeExecutionCommand,
      GetExecutionHistoryCommand,
      StartExecutionCommand,
      StopExecutionCommand,
    } = await import('./client.ts');
    const states = statesClient(opening);
    return {
      states,
      DescribeExecutionCommand,
      GetExecutionHistoryCommand,
      StartExecutionCommand,
      StopExecutionCommand,
    };
  };
  let opened: ReturnType<typeof open> | undefined;
  const client = () => {
    opened ??= open();
    return opened;
  };
  const machine = (kind: RunKind) => {
    const [setting, variable] = machineSettings[kind];
    const arn = opening.settings[setting];
    if (arn) return arn;
    throw new CanalError(
      'InvalidSettings',
      `${variable}: must be the ARN of the machine that runs of this kind are started on.`,
    );
  };
  const executionArn = (kind: RunKind, name: string) =>
    `${machine(kind).replace(':stateMachine:', ':execution:')}:${name}`;
  const holder = async (arn: string): Promise<Holder> => {
    const { states, DescribeExecutionCommand } = await client();
    const describe = states.send(new DescribeExecutionCommand({ executionArn: arn }));
    const found = await statesCall('DescribeExecution', describe, 'ExecutionDoesNotExist');
    if (!found) return 'not-started';
    return found.status === 'RUNNING' || found.status === 'PENDING_REDRIVE' ? 'running' : 'ended';
  };
  return {
    executionArn,
    holder,

    async start(kind, name, input) {
      const { states, StartExecutionCommand } = await client();
      // Who starts it twice, from the request and from the record, must say the same: DynamoDB keeps no order of fields.
      const text = canonicalJson(input);
      const command = new StartExecutionCommand({ stateMachineArn: machine(kind), name, input: text });
      try {
        const started = await statesCall('StartExecution', states.send(command), 'ExecutionAlreadyExists');
        return started ? 'started' : 'taken';
      } catch (error) {
        // The answer may be lost although the run has begun: the name is reserved for it alone.
        if (!(error instanceof CanalError) || error.name !== 'StoreUnavailable') throw error;
        if ((await holder(executionArn(kind, name))) !== 'running') throw error;
        return 'started';
      }
    },

    async stop(executionArn, cause) {
      const { states, StopExecutionCommand } = await client();
      const stop = states.send(new StopExecutionCommand({ executionArn, cause }));
      await statesCall('StopExecution', stop, 'ExecutionDoesNotExist');
    },

    async history(executionArn) {
      const { states, GetExecutionHistoryCommand } = await client();
      const events: HistoryEvent[] = [];
      const begun = new Set<number>();
      let nextToken: string | undefined;
      do {
        const command = new GetExecutionHistoryCommand({
          executionArn,
          maxResults: 1000,
          ...(nextToken ? { nextToken } : {}),
        });
        const page = await statesCall('GetExecutionHistory', states.send(command), 'ExecutionDoesNotExist');
        if (!page) return undefined;
        events.push(...(page.events ?? []).map((event) => historyEvent(event, begun)));
        nextToken = page.nextToken;
      } while (nextToken);
      return events;
    },
  };
};

/** `begun` gathers the events that begin an iteration: the state after one is given the iteration's item. */
function historyEvent(event: AwsHistoryEvent, begun: Set<number>): HistoryEvent {
  const state = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name;
  if (event.mapIterationStartedEventDetails && event.id !== undefined) begun.add(event.id);
  const peering = begun.has(event.previousEventId ?? 0) ? peeringIn(event.stateEnteredEventDetails?.input) : undefined;
  const failure =
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.evaluationFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  return {
    id: event.id ?? 0,
    previousEventId: event.previousEventId ?? 0,
    at: event.timestamp?.getTime() ?? 0,
    type: event.type ?? '',
    ...(state === undefined ? {} : { state }),
    ...(peering === undefined ? {} : { peering }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
  };
}

function peeringIn(item: string | undefined): string | undefined {
  const { peering } = JSON.parse(item ?? '{}') as { peering?: { name?: string } };
  return peering?.name;
}

/** Opens Step Functions to watch the runs of the machines of the settings. The SDK is loaded by the first call. */
export const executionReader: Door<ExecutionReader> = (opening) => {
  const open = async () => {
    const { statesClient, GetExecutionHistoryCommand, ListExecutionsCommand } = await import('./client.ts');
    return { states: statesClient(opening), GetExecutionHistoryCommand, ListExecutionsCommand };
  };
  let opened: ReturnType<typeof open> | undefined;
  const client = () => {
    opened ??= open();
    return opened;
  };
  const oldestOf = async (stateMachineArn: string): Promise<number | undefined> => {
    const { states, ListExecutionsCommand } = await client();
    let oldest: number | undefined;
    let nextToken: string | undefined;
    do {
      const command = new ListExecutionsCommand({
        stateMachineArn,
        statusFilter: 'RUNNING',
        maxResults: 1000,
        ...(nextToken ? { nextToken } : {}),
      });
      const page = await statesCall('ListExecutions', states.send(command), 'StateMachineDoesNotExist');
      for (const { startDate } of page?.executions ?? []) {
        oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, startDate?.getTime() ?? Number.POSITIVE_INFINITY);
      }
      nextToken = page?.nextToken;
    } while (nextToken);
    return oldest;
  };
  return {
    async lastState(executionArn) {
      const { states, GetExecutionHistoryCommand } = await client();
      const command = new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 100 });
      const page = await statesCall('GetExecutionHistory', states.send(command), 'ExecutionDoesNotExist');
      return page?.events?.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails)?.stateEnteredEventDetails
        ?.name;
    },

    async oldestRunningSince() {
      const { provisionMachine, removeMachine } = opening.settings;
      const since: number[] = [];
      for (const machine of [provisionMachine, removeMachine]) {
        const oldest = machine === undefined ? undefined : await oldestOf(machine);
        if (oldest !== undefined) since.push(oldest);
      }
      return since.length === 0 ? undefined : Math.min(...since);
    },
  };
};

/** One call; undefined for the one error code that is an answer. */
async function statesCall<T>(operation: string, call: Promise<T>, answer: string): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === answer) return undefined;
    throw serviceFault('Step Functions', operation, error);
  }
}
