import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  SFNClient,
  type SFNClientResolvedConfig,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type AwsStub, mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { executionActionOf } from '../../src/executions/client.ts';
import { executionReader, executions } from '../../src/executions/live.ts';
import { openingWith } from '../ec2/opening.ts';
import { faultOf } from '../support/ports.ts';

const machine = 'arn:aws:states:ap-northeast-1:111111111111:stateMachine:canal-dev-provision-network';
const arn = 'arn:aws:states:ap-northeast-1:111111111111:execution:canal-dev-provision-network:plant-1';
let mock: AwsStub<ServiceInputTypes, ServiceOutputTypes, SFNClientResolvedConfig>;
const reader = () => executionReader(openingWith({ CANAL_PROVISION_MACHINE: machine, CANAL_REMOVE_MACHINE: removal }));
const runs = () => executions(openingWith({ CANAL_PROVISION_MACHINE: machine, CANAL_REMOVE_MACHINE: removal }));
const removal = machine.replace('provision', 'remove');
const $metadata = { httpStatusCode: 400 };
const throttled = Object.assign(new Error('Rate exceeded'), {
  name: 'ThrottlingException',
  $fault: 'client',
  $metadata,
});
const denied = Object.assign(new Error('not authorized'), {
  name: 'AccessDeniedException',
  $fault: 'client',
  $metadata,
});

// The files of one worker share the SDK's classes: a mock must not outlive its test.
beforeEach(() => {
  mock = mockClient(SFNClient);
});
afterEach(() => mock.restore());

describe('executionArn', () => {
  test('is what Step Functions will call the execution', () => {
    expect(runs().executionArn('provision', 'plant-1')).toBe(arn);
  });

  test('of a removal is on the machine that removes', () => {
    expect(runs().executionArn('remove', 'plant-2')).toBe(
      'arn:aws:states:ap-northeast-1:111111111111:execution:canal-dev-remove-network:plant-2',
    );
  });

  test.each([
    ['provision', 'CANAL_PROVISION_MACHINE'],
    ['remove', 'CANAL_REMOVE_MACHINE'],
  ] as const)('without the setting of %s it says which one is missing', async (kind, variable) => {
    const fault = await faultOf((async () => executions(openingWith()).executionArn(kind, 'plant-1'))());
    expect(fault.name).toBe('InvalidSettings');
    expect(fault.message).toContain(variable);
  });
});

describe('holder', () => {
  test.each<[ExecutionStatus, string]>([
    ['RUNNING', 'running'],
    ['PENDING_REDRIVE', 'running'],
    ['SUCCEEDED', 'ended'],
    ['FAILED', 'ended'],
    ['TIMED_OUT', 'ended'],
    ['ABORTED', 'ended'],
  ])('%s: %s', async (status, holder) => {
    mock.on(DescribeExecutionCommand, { executionArn: arn }).resolves({ status });
    expect(await runs().holder(arn)).toBe(holder);
  });

  test('an execution that is not there was not started', async () => {
    mock.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist({ message: 'none', $metadata }));
    expect(await runs().holder(arn)).toBe('not-started');
  });

  test('does not need the machine of the settings', async () => {
    mock.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
    expect(await executions(openingWith()).holder(arn)).toBe('running');
  });

  test('throttling is StoreUnavailable, a missing permission passes as it is', async () => {
    mock.on(DescribeExecutionCommand).rejectsOnce(throttled).rejectsOnce(denied);
    const fault = await faultOf(runs().holder(arn));
    expect(fault.name).toBe('StoreUnavailable');
    expect(fault.message).toBe(
      'Step Functions did not take DescribeExecution: ThrottlingException: Rate exceeded. Try again in a moment.',
    );
    await expect(runs().holder(arn)).rejects.toBe(denied);
  });
});

describe('start', () => {
  test('says the same of the same input, in whatever order its fields come back from the table', async () => {
    mock.on(StartExecutionCommand).resolves({});
    await runs().start('provision', 'plant-1', { name: 'plant', airGroup: { groupId: 'g', dnsServers: ['a'] } });
    await runs().start('provision', 'plant-1', { airGroup: { dnsServers: ['a'], groupId: 'g' }, name: 'plant' });
    const [first, second] = mock.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.input);
    expect(second).toBe(first);
  });

  test('hands over name and input', async () => {
    mock.on(StartExecutionCommand).resolves({ executionArn: arn });
    expect(await runs().start('provision', 'plant-1', { name: 'plant' })).toBe('started');
    expect(mock).toHaveReceivedCommandWith(StartExecutionCommand, {
      stateMachineArn: machine,
      name: 'plant-1',
      input: '{"name":"plant"}',
    });
  });

  test('a name that was used before is an answer', async () => {
    mock.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: 'it exists', $metadata }));
    expect(await runs().start('provision', 'plant-1', {})).toBe('taken');
  });

  test('nothing is tried twice', async () => {
    mock.on(StartExecutionCommand).rejects(throttled);
    expect((await faultOf(runs().start('provision', 'plant-1', {}))).name).toBe('StoreUnavailable');
    expect(mock).toHaveReceivedCommandTimes(StartExecutionCommand, 1);
  });
});

describe('stop', () => {
  test('says why', async () => {
    mock.on(StopExecutionCommand).resolves({});
    await runs().stop(arn, 'a removal was asked for');
    expect(mock).toHaveReceivedCommandWith(StopExecutionCommand, {
      executionArn: arn,
      cause: 'a removal was asked for',
    });
  });

  test('an execution that is not there counts as stopped, a failure is told', async () => {
    mock.on(StopExecutionCommand).rejectsOnce(new ExecutionDoesNotExist({ message: 'none', $metadata }));
    await runs().stop(arn, 'why');
    mock.on(StopExecutionCommand).rejects(throttled);
    expect((await faultOf(runs().stop(arn, 'why'))).name).toBe('StoreUnavailable');
  });
});

const event = (id: number, more: Partial<HistoryEvent>): HistoryEvent => ({
  id,
  previousEventId: id - 1,
  timestamp: new Date(1000 * id),
  type: 'PassStateEntered',
  ...more,
});

describe('history', () => {
  test('reads all pages, in order', async () => {
    mock
      .on(GetExecutionHistoryCommand, { executionArn: arn })
      .resolvesOnce({ events: [event(1, {}), event(2, {})], nextToken: 'more' })
      .resolvesOnce({ events: [], nextToken: 'still more' })
      .resolvesOnce({ events: [event(3, {})] });
    expect((await runs().history(arn))?.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(mock.commandCalls(GetExecutionHistoryCommand).map((call) => call.args[0].input.nextToken)).toEqual([
      undefined,
      'more',
      'still more',
    ]);
  });

  test('of an execution that is not there is undefined', async () => {
    mock.on(GetExecutionHistoryCommand).rejects(new ExecutionDoesNotExist({ message: 'none', $metadata }));
    expect(await runs().history(arn)).toBeUndefined();
  });

  test.each<[string, Partial<HistoryEvent>, object]>([
    [
      'a state that is entered',
      { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Create VPG' } },
      { state: 'Create VPG' },
    ],
    [
      'a state that is left',
      { type: 'TaskStateExited', stateExitedEventDetails: { name: 'Create VPG', output: '{}' } },
      { state: 'Create VPG' },
    ],
    [
      'a step that failed',
      { type: 'LambdaFunctionFailed', lambdaFunctionFailedEventDetails: { error: 'E', cause: 'C' } },
      { error: 'E', cause: 'C' },
    ],
    [
      'a step that took too long',
      { type: 'LambdaFunctionTimedOut', lambdaFunctionTimedOutEventDetails: { error: 'States.Timeout' } },
      { error: 'States.Timeout' },
    ],
    [
      'a step that could not be started',
      { type: 'LambdaFunctionScheduleFailed', lambdaFunctionScheduleFailedEventDetails: { error: 'E', cause: 'C' } },
      { error: 'E', cause: 'C' },
    ],
    [
      'an expression that failed',
      { type: 'EvaluationFailed', evaluationFailedEventDetails: { error: 'E', cause: 'C', state: 'S' } },
      { error: 'E', cause: 'C' },
    ],
    [
      'a run that failed',
      { type: 'ExecutionFailed', executionFailedEventDetails: { error: 'E', cause: 'C' } },
      { error: 'E', cause: 'C' },
    ],
    [
      'a run that was stopped',
      { type: 'ExecutionAborted', executionAbortedEventDetails: { cause: 'by hand' } },
      { cause: 'by hand' },
    ],
    ['a run that took too long', { type: 'ExecutionTimedOut', executionTimedOutEventDetails: {} }, {}],
  ])('%s', async (_what, aws, told) => {
    mock.on(GetExecutionHistoryCommand).resolves({ events: [event(7, aws)] });
    expect(await runs().history(arn)).toEqual([{ id: 7, previousEventId: 6, at: 7000, type: aws.type, ...told }]);
  });
});

test('the state that begins an iteration of a Map carries the name of its peering', async () => {
  const entered = (id: number, previousEventId: number, input: object) => ({
    id,
    previousEventId,
    timestamp: new Date(0),
    type: 'PassStateEntered' as const,
    stateEnteredEventDetails: { name: 'Begin', input: JSON.stringify(input) },
  });
  mock.on(GetExecutionHistoryCommand).resolves({
    events: [
      {
        id: 1,
        timestamp: new Date(0),
        type: 'MapIterationStarted',
        mapIterationStartedEventDetails: { name: 'Map', index: 0 },
      },
      entered(2, 1, { peering: { name: 'app' } }),
      entered(3, 2, { peering: { name: 'another' } }),
    ],
  });
  expect((await runs().history(arn))?.map(({ peering }) => peering)).toEqual([undefined, 'app', undefined]);
});

test('the IAM action of each method is what it calls', async () => {
  const calls: Record<keyof typeof executionActionOf, () => Promise<unknown>> = {
    holder: () => runs().holder(arn),
    start: () => runs().start('provision', 'plant-1', {}),
    stop: () => runs().stop(arn, 'a removal was asked for'),
    history: () => runs().history(arn),
    lastState: () => reader().lastState(arn),
    oldestRunningSince: () => reader().oldestRunningSince(),
  };
  const called: Record<string, string[]> = {};
  for (const [method, call] of Object.entries(calls)) {
    mock.reset();
    mock.onAnyCommand().resolves({});
    await call();
    const names = mock.calls().map(({ args }) => `states:${args[0].constructor.name.replace(/Command$/, '')}`);
    called[method] = [...new Set(names)];
  }
  expect(called).toEqual(Object.fromEntries(Object.entries(executionActionOf).map(([method, one]) => [method, [one]])));
});

describe('Who watches the runs', () => {
  const entered = (id: number, name: string) =>
    event(id, { type: 'TaskStateEntered', stateEnteredEventDetails: { name } });

  test('hears of the state that was entered last, with one page read backward', async () => {
    mock.on(GetExecutionHistoryCommand).resolves({
      events: [event(9, { type: 'LambdaFunctionScheduled' }), entered(8, 'Create VPG'), entered(3, 'Find VPG')],
    });
    expect(await reader().lastState(arn)).toBe('Create VPG');
    expect(mock.commandCalls(GetExecutionHistoryCommand)[0]?.args[0].input).toMatchObject({
      executionArn: arn,
      reverseOrder: true,
    });
    mock.on(GetExecutionHistoryCommand).rejects(Object.assign(new Error('no'), { name: 'ExecutionDoesNotExist' }));
    expect(await reader().lastState(arn)).toBeUndefined();
  });

  test('hears since when the oldest execution of either machine has been running, whatever the page', async () => {
    const started = (seconds: number) => ({
      executionArn: arn,
      stateMachineArn: machine,
      name: 'x',
      status: 'RUNNING' as const,
      startDate: new Date(seconds * 1000),
    });
    mock
      .on(ListExecutionsCommand, { stateMachineArn: machine })
      .resolves({ executions: [started(90)], nextToken: 'more' })
      .on(ListExecutionsCommand, { stateMachineArn: machine, nextToken: 'more' })
      .resolves({ executions: [started(50)] })
      .on(ListExecutionsCommand, { stateMachineArn: removal })
      .resolves({ executions: [started(70)] });
    expect(await reader().oldestRunningSince()).toBe(50_000);
    for (const { args } of mock.commandCalls(ListExecutionsCommand)) {
      expect(args[0].input.statusFilter).toBe('RUNNING');
    }
    mock.on(ListExecutionsCommand).resolves({ executions: [] });
    expect(await reader().oldestRunningSince()).toBeUndefined();
  });
});
