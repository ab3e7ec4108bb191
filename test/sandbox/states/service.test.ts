import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { statesService } from '../../../src/sandbox/states/service.ts';
import type { WireRequest } from '../../../src/sandbox/wire.ts';
import { functionArn, Stand, start } from './stand.ts';

/** A stand with AWS's own client in front of it: each call is a turn of the clock, as at the sandbox's edge. */
class Front extends Stand {
  readonly service = statesService(this.machines);
  readonly client = new SFNClient({
    region: 'ap-northeast-1',
    endpoint: 'http://sandbox.invalid',
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'none' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { method: string; path: string; headers: Record<string, string>; body?: Uint8Array }) => {
        const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k.toLowerCase(), v]));
        const wire: WireRequest = {
          method: request.method,
          path: request.path,
          headers,
          body: new TextDecoder().decode(request.body),
        };
        const answer = await this.clock.turn(() => this.service.answer(wire), undefined, true);
        return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
      },
    },
  });

  /** Posts a body of one's own. */
  async post(target: string | undefined, body: string) {
    const headers: Record<string, string> = target === undefined ? {} : { 'x-amz-target': target };
    const answer = await this.service.answer({ method: 'POST', path: '/', headers, body });
    return { status: answer.status, type: answer.headers['content-type'], body: JSON.parse(answer.body) };
  }
}

const states = {
  Call: { Type: 'Task', Resource: functionArn('Work'), Next: 'Rest' },
  Rest: { Type: 'Wait', Seconds: 60, End: true },
};
const work = { Work: { answer: (payload: unknown) => payload } };
const arnOf = (kind: string, name: string) => `arn:aws:states:ap-northeast-1:111111111111:${kind}:${name}`;
const machineArn = arnOf('stateMachine', 'machine');

describe('Step Functions on the wire', () => {
  it('lists and describes machines', async () => {
    const front = new Front(work);
    front.load(states, {}, 'b');
    front.load(states);
    front.load(states, {}, 'a');
    const first = await front.client.send(new ListStateMachinesCommand({ maxResults: 2 }));
    expect(first.stateMachines?.map((machine) => machine.name)).toEqual(['a', 'b']);
    expect(first.stateMachines?.[0]).toEqual({
      stateMachineArn: arnOf('stateMachine', 'a'),
      name: 'a',
      type: 'STANDARD',
      creationDate: new Date(start),
    });
    const second = await front.client.send(new ListStateMachinesCommand({ nextToken: first.nextToken }));
    expect([second.stateMachines?.map((machine) => machine.name), second.nextToken]).toEqual([['machine'], undefined]);
    const described = await front.client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
    expect(described).toMatchObject({
      name: 'machine',
      status: 'ACTIVE',
      type: 'STANDARD',
      creationDate: new Date(start),
    });
    expect(JSON.parse(described.definition ?? '')).toMatchObject({ StartAt: 'Call', States: states });
  });

  it('starts an execution in the background, and describes it while it runs and when it has ended', async () => {
    const front = new Front(work);
    front.load(states);
    const input = '{ "a": 1 }';
    const command = new StartExecutionCommand({ stateMachineArn: machineArn, name: 'first-1', input });
    const begun = await front.client.send(command);
    const executionArn = arnOf('execution', 'machine:first-1');
    expect(begun).toMatchObject({ executionArn, startDate: new Date(start) });
    const running = await front.client.send(new DescribeExecutionCommand({ executionArn }));
    expect(running).toMatchObject({ status: 'RUNNING', input, name: 'first-1', stateMachineArn: machineArn });
    expect([running.stopDate, running.output]).toEqual([undefined, undefined]);
    await front.machines.settled(executionArn);
    expect(await front.client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
      startDate: new Date(start),
      stopDate: new Date(start + 60_100),
      output: '{"a":1}',
      outputDetails: { included: true },
      redriveCount: 0,
    });
    const short = await front.client.send(
      new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }),
    );
    expect([short.input, short.output, short.status]).toEqual([undefined, undefined, 'SUCCEEDED']);
  });

  it('draws a name when none is given, and takes {} for a missing input', async () => {
    const front = new Front(work);
    front.load(states);
    const [one, two] = [
      await front.client.send(new StartExecutionCommand({ stateMachineArn: machineArn })),
      await front.client.send(new StartExecutionCommand({ stateMachineArn: machineArn })),
    ];
    expect(one.executionArn).toMatch(/:execution:machine:[0-9a-f-]{36}$/);
    expect(two.executionArn).not.toBe(one.executionArn);
    const described = await front.client.send(new DescribeExecutionCommand({ executionArn: one.executionArn }));
    expect(described.input).toBe('{}');
  });

  it('starts a name once: again is the same while it runs with the same input, else ExecutionAlreadyExists', async () => {
    const front = new Front(work);
    front.load(states);
    const ask = (input: string) =>
      front.client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name: 'n', input }));
    const first = await ask('{"a":1}');
    await front.clock.turn(() => front.clock.sleep(5_000));
    const again = await ask('{ "a": 1 }');
    expect([again.executionArn, again.startDate]).toEqual([first.executionArn, first.startDate]);
    const exists = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${first.executionArn}'` };
    await expect(ask('{"a":2}')).rejects.toMatchObject(exists);
    await front.machines.settled(String(first.executionArn));
    await expect(ask('{"a":1}')).rejects.toMatchObject(exists);
    expect(front.calls).toHaveLength(1);
    front.clock.advance(start + 91 * 24 * 3_600_000);
    expect((await ask('{"a":3}')).startDate).toEqual(new Date(front.clock.now()));
    const listed = await front.client.send(new ListExecutionsCommand({ stateMachineArn: machineArn }));
    expect(listed.executions).toHaveLength(1);
  });

  it('forgets an execution 90 days after its end, and none that runs', async () => {
    const front = new Front({ Work: { takes: 91 * 24 * 3_600_000, answer: () => 'late' } });
    const idle = front.machines.load('idle', {
      QueryLanguage: 'JSONata',
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    });
    front.load(states);
    const { executionArn } = await front.client.send(new StartExecutionCommand({ stateMachineArn: idle.arn }));
    const running = await front.client.send(new StartExecutionCommand({ stateMachineArn: machineArn }));
    const describe = (arn: string | undefined) =>
      front.client.send(new DescribeExecutionCommand({ executionArn: arn }));
    await front.machines.settled(String(executionArn));
    front.clock.advance(start + 90 * 24 * 3_600_000 - 1);
    expect((await describe(executionArn)).status).toBe('SUCCEEDED');
    front.clock.advance(start + 90 * 24 * 3_600_000);
    await expect(describe(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    expect((await front.client.send(new ListExecutionsCommand({ stateMachineArn: idle.arn }))).executions).toEqual([]);
    expect((await describe(running.executionArn)).status).toBe('RUNNING');
  });

  it('gives the history in pages, from either end, with its data or without', async () => {
    const front = new Front(work);
    front.load(states);
    const executionArn = front.begin(machineArn, { a: 1 });
    await front.machines.settled(executionArn);
    const pages = async (reverseOrder: boolean) => {
      const ids: (number | undefined)[][] = [];
      let nextToken: string | undefined;
      do {
        const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 4, reverseOrder, nextToken });
        const page = await front.client.send(command);
        ids.push((page.events ?? []).map((event) => event.id));
        nextToken = page.nextToken;
      } while (nextToken);
      return ids;
    };
    expect(await pages(false)).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9]]);
    expect(await pages(true)).toEqual([[9, 8, 7, 6], [5, 4, 3, 2], [1]]);
    const whole = await front.client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(whole.events?.[4]).toEqual({
      id: 5,
      previousEventId: 4,
      type: 'LambdaFunctionSucceeded',
      timestamp: new Date(start + 100),
      lambdaFunctionSucceededEventDetails: { output: '{"a":1}', outputDetails: { truncated: false } },
    });
    const bare = await front.client.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'Call' });
    expect(JSON.stringify(bare.events)).not.toContain('"a"');
  });

  it('gives the history of an execution that runs, and grows with it', async () => {
    const front = new Front(work);
    front.load(states);
    const executionArn = front.begin(machineArn);
    const types = async () => {
      const { events } = await front.client.send(new GetExecutionHistoryCommand({ executionArn }));
      return events?.length;
    };
    expect(await types()).toBe(4);
    await front.clock.turn(() => front.clock.sleep(1_000));
    expect(await types()).toBe(7);
  });

  it('lists executions, the last one first, by status and in pages', async () => {
    const front = new Front(work);
    front.load(states);
    for (const name of ['a', 'b', 'c', 'd']) front.begin(machineArn, {}, name);
    await front.client.send(new StopExecutionCommand({ executionArn: arnOf('execution', 'machine:b') }));
    const names = async (more: object) => {
      const page = await front.client.send(new ListExecutionsCommand({ stateMachineArn: machineArn, ...more }));
      return [page.executions?.map((execution) => execution.name), page.nextToken] as const;
    };
    expect(await names({})).toEqual([['d', 'c', 'b', 'a'], undefined]);
    expect(await names({ statusFilter: 'RUNNING' })).toEqual([['d', 'c', 'a'], undefined]);
    expect(await names({ statusFilter: 'ABORTED' })).toEqual([['b'], undefined]);
    expect(await names({ statusFilter: 'FAILED' })).toEqual([[], undefined]);
    const [, nextToken] = await names({ maxResults: 2 });
    front.begin(machineArn, {}, 'e');
    expect(await names({ maxResults: 2, nextToken })).toEqual([['b', 'a'], undefined]);
  });

  it('stops an execution, with and without a reason; one that has ended stays as it was', async () => {
    const front = new Front(work);
    front.load(states);
    const stop = (executionArn: string, more: object = {}) =>
      front.client.send(new StopExecutionCommand({ executionArn, ...more }));
    const [one, two] = [front.begin(machineArn, {}, 'one'), front.begin(machineArn, {}, 'two')];
    await front.clock.turn(() => front.clock.sleep(10_000));
    const stopped = await stop(one, { error: 'Manual', cause: 'enough' });
    expect(stopped.stopDate).toEqual(new Date(start + 10_000));
    await stop(two);
    const describe = (executionArn: string) => front.client.send(new DescribeExecutionCommand({ executionArn }));
    expect(await describe(one)).toMatchObject({ status: 'ABORTED', error: 'Manual', cause: 'enough' });
    const bare = await describe(two);
    expect(['error' in bare, 'cause' in bare, bare.status]).toEqual([false, false, 'ABORTED']);
    await front.clock.turn(() => front.clock.sleep(10_000));
    expect((await stop(one, { error: 'Other' })).stopDate).toEqual(new Date(start + 10_000));
    expect((await describe(one)).error).toBe('Manual');
  });
});

describe('what Step Functions refuses on the wire', () => {
  const front = () => {
    const made = new Front(work);
    made.load(states);
    return made;
  };

  it.each([
    ['StateMachineDoesNotExist', new DescribeStateMachineCommand({ stateMachineArn: arnOf('stateMachine', 'none') })],
    ['StateMachineDoesNotExist', new StartExecutionCommand({ stateMachineArn: arnOf('stateMachine', 'none') })],
    ['StateMachineDoesNotExist', new ListExecutionsCommand({ stateMachineArn: arnOf('stateMachine', 'none') })],
    ['ExecutionDoesNotExist', new DescribeExecutionCommand({ executionArn: arnOf('execution', 'machine:none') })],
    ['ExecutionDoesNotExist', new GetExecutionHistoryCommand({ executionArn: arnOf('execution', 'machine:none') })],
    ['ExecutionDoesNotExist', new StopExecutionCommand({ executionArn: arnOf('execution', 'machine:none') })],
    ['InvalidArn', new DescribeStateMachineCommand({ stateMachineArn: 'machine' })],
    ['InvalidArn', new DescribeStateMachineCommand({ stateMachineArn: arnOf('execution', 'machine:n') })],
    ['InvalidArn', new DescribeExecutionCommand({ executionArn: machineArn })],
    ['ValidationException', new DescribeExecutionCommand({ executionArn: '' })],
    ['ValidationException', new DescribeExecutionCommand({ executionArn: undefined })],
    ['InvalidName', new StartExecutionCommand({ stateMachineArn: machineArn, name: 'a b' })],
    ['InvalidName', new StartExecutionCommand({ stateMachineArn: machineArn, name: 'a/b' })],
    ['ValidationException', new StartExecutionCommand({ stateMachineArn: machineArn, name: 'x'.repeat(81) })],
    ['ValidationException', new StartExecutionCommand({ stateMachineArn: machineArn, name: '' })],
    ['InvalidExecutionInput', new StartExecutionCommand({ stateMachineArn: machineArn, input: '{' })],
    ['InvalidExecutionInput', new StartExecutionCommand({ stateMachineArn: machineArn, input: '' })],
    [
      'ValidationException',
      new StartExecutionCommand({ stateMachineArn: machineArn, input: `"${'x'.repeat(262_143)}"` }),
    ],
    ['InvalidToken', new ListExecutionsCommand({ stateMachineArn: machineArn, nextToken: 'none' })],
    ['ValidationException', new ListExecutionsCommand({ stateMachineArn: machineArn, maxResults: 1001 })],
    ['ValidationException', new ListExecutionsCommand({ stateMachineArn: machineArn, statusFilter: 'GONE' as never })],
    ['ValidationException', new ListExecutionsCommand({ stateMachineArn: machineArn, redriveFilter: 'REDRIVEN' })],
    ['UnknownOperationException', new RedriveExecutionCommand({ executionArn: arnOf('execution', 'machine:n') })],
  ])('%s', async (name, command) => {
    await expect(front().client.send(command as DescribeExecutionCommand)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('a name with any character that AWS refuses, and no other', async () => {
    const tried = front();
    for (const letter of ' <>{}[]?*"#%\\^|~`$&,;:/\t\u0001\u009f') {
      const body = JSON.stringify({ stateMachineArn: machineArn, name: `a${letter}` });
      expect((await tried.post('AWSStepFunctions.StartExecution', body)).body.__type).toBe('InvalidName');
    }
    const body = JSON.stringify({ stateMachineArn: machineArn, name: "Az09-_.!'()+=@網" });
    expect((await tried.post('AWSStepFunctions.StartExecution', body)).status).toBe(200);
  });

  it('a body that is no JSON object, another target, and none, in AWS’s JSON shape', async () => {
    const type = 'application/x-amz-json-1.0';
    const tried = front();
    expect(await tried.post('AWSStepFunctions.DescribeExecution', '{')).toEqual({
      status: 400,
      type,
      body: { __type: 'SerializationException', message: 'The request is not JSON.' },
    });
    for (const body of ['[]', '5', '{"executionArn":5}', '{"executionArn":"x","maxResults":"1"}']) {
      expect((await tried.post('AWSStepFunctions.GetExecutionHistory', body)).status).toBe(400);
    }
    for (const target of [undefined, 'Other.DescribeExecution', 'AWSStepFunctions.constructor']) {
      expect((await tried.post(target, '{}')).body.__type).toBe('UnknownOperationException');
    }
  });

  it('faults on demand, in the same shape; and it names its operations', () => {
    const { service } = front();
    const request = {
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'AWSStepFunctions.StopExecution' },
      body: '',
    };
    expect(service.operation(request)).toBe('StopExecution');
    expect(service.operation({ ...request, headers: {} })).toBe('unknown');
    expect(service.refuse({ status: 503, code: 'ServiceUnavailable', message: 'no' }, request)).toEqual({
      status: 503,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: '{"__type":"ServiceUnavailable","message":"no"}',
    });
  });
});
