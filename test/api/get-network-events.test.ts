import { describe, expect, test } from 'vitest';
import { getNetworkEvents, type NetworkEvent } from '../../src/api/get-network-events.ts';
import type { HistoryEvent } from '../../src/api/ports.ts';
import { type NetworkRecord, reserve, startGraceMs } from '../../src/canal/record.ts';
import { faultOf } from '../support/ports.ts';
import { apiSetting, arnOf } from '../support/runs.ts';
import { wish } from '../support/wish.ts';

const arn = arnOf('plant-1');
const record: NetworkRecord = {
  ...reserve(undefined, wish(), { executionArn: () => arn, askedBy: 'me', now: 0 }),
  version: 1,
};

interface Page {
  readonly run: number;
  readonly events: NetworkEvent[];
  readonly cursor: string;
  readonly ended: boolean;
}

function setting(history: HistoryEvent[] | undefined, now = 0) {
  const given = apiSetting(record);
  if (history) given.world.histories.set(arn, history);
  given.clock.now = now;
  return {
    ...given,
    read: async (cursor?: string) => (await getNetworkEvents('plant', cursor, given.ports)).body as Page,
  };
}

/** Events in a row, each after the one before unless it says otherwise. */
const row = (...events: Partial<HistoryEvent>[]): HistoryEvent[] =>
  events.map((event, index) => ({ id: index + 1, previousEventId: index, at: 1000 * index, type: '', ...event }));

const entered = (state: string): Partial<HistoryEvent> => ({ type: 'TaskStateEntered', state });
const exited = (state: string): Partial<HistoryEvent> => ({ type: 'TaskStateExited', state });
const begun = { type: 'ExecutionStarted' };

describe('GET /networks/{name}/events', () => {
  test('does not tell a step whose error was caught as done', async () => {
    const { read } = setting(
      row(
        begun,
        entered('Accept peering'),
        { type: 'LambdaFunctionFailed', error: 'Ec2Denied', cause: '{"errorMessage":"No."}' },
        exited('Accept peering'),
        entered('Take stock'),
        exited('Take stock'),
      ),
    );
    expect((await read()).events.map(({ kind, step }) => [kind, step])).toEqual([
      ['started', 'Accept peering'],
      ['attempt failed', 'Accept peering'],
      ['started', 'Take stock'],
      ['succeeded', 'Take stock'],
    ]);
  });

  test('tells a run in steps', async () => {
    const { read } = setting(
      row(
        begun,
        entered('Create VPG'),
        { type: 'LambdaFunctionScheduled' },
        { type: 'LambdaFunctionFailed', error: 'SoracomThrottled', cause: '{"errorMessage":"Too many."}' },
        { type: 'LambdaFunctionSucceeded' },
        exited('Create VPG'),
        { type: 'ChoiceStateEntered', state: 'Is the VPG running?' },
        { type: 'WaitStateEntered', state: 'Wait for the VPG' },
        { type: 'ExecutionSucceeded' },
      ),
    );
    const { events, run, ended } = await read();
    expect(run).toBe(1);
    expect(ended).toBe(true);
    expect(events).toEqual([
      { id: 2, at: '1970-01-01T00:00:01.000Z', kind: 'started', step: 'Create VPG' },
      {
        id: 4,
        at: '1970-01-01T00:00:03.000Z',
        kind: 'attempt failed',
        step: 'Create VPG',
        error: 'SoracomThrottled',
        message: 'Too many.',
      },
      { id: 6, at: '1970-01-01T00:00:05.000Z', kind: 'succeeded', step: 'Create VPG' },
      { id: 8, at: '1970-01-01T00:00:07.000Z', kind: 'waiting', step: 'Wait for the VPG' },
      { id: 9, at: '1970-01-01T00:00:08.000Z', kind: 'ready' },
    ]);
  });

  test.each([
    'LambdaFunctionFailed',
    'LambdaFunctionTimedOut',
    'LambdaFunctionScheduleFailed',
    'LambdaFunctionStartFailed',
    'EvaluationFailed',
  ])('%s is an attempt that failed', async (type) => {
    const { events } = await setting(row(begun, entered('Set group'), { type, error: 'E', cause: 'why' })).read();
    expect(events[1]).toMatchObject({ kind: 'attempt failed', step: 'Set group', error: 'E', message: 'why' });
  });

  test.each([
    ['plain words', 'plain words'],
    ['{"errorMessage":"A sentence."}', 'A sentence.'],
    ['{"errorMessage":7}', '{"errorMessage":7}'],
    ['{"errorType":"X"}', '{"errorType":"X"}'],
    ['{ not JSON', '{ not JSON'],
  ])('the cause %s is told as it reads', async (cause, message) => {
    const { events } = await setting(row(begun, { type: 'ExecutionFailed', error: 'E', cause })).read();
    expect(events).toEqual([{ id: 2, at: '1970-01-01T00:00:01.000Z', kind: 'failed', error: 'E', message }]);
  });

  test.each([
    ['ExecutionFailed', undefined],
    ['ExecutionAborted', 'Aborted'],
    ['ExecutionTimedOut', 'States.Timeout'],
  ])('%s ends the run; without an error of its own it is called %s', async (type, error) => {
    const ends = async (event: object) => (await setting(row(begun, { type, ...event })).read()).events[0];
    expect(await setting(row(begun, { type })).read()).toMatchObject({ ended: true, events: [{ kind: 'failed' }] });
    expect((await ends({}))?.error).toBe(error);
    expect((await ends({ error: 'Manual' }))?.error).toBe('Manual');
  });

  test('steps inside the Map carry the name of their peering, side by side; steps after it do not', async () => {
    const { read } = setting(
      row(
        begun,
        { type: 'MapStateEntered', state: 'Connect the peerings' },
        { type: 'MapStateStarted' },
        { type: 'MapIterationStarted', previousEventId: 3 },
        { type: 'MapIterationStarted', previousEventId: 3 },
        { ...entered('Create peering'), peering: 'app', previousEventId: 4 },
        { ...entered('Create peering'), peering: 'dns', previousEventId: 5 },
        { type: 'LambdaFunctionFailed', error: 'E', previousEventId: 7 },
        { ...exited('Create peering'), previousEventId: 6 },
        { type: 'MapIterationSucceeded', previousEventId: 9 },
        { type: 'MapStateExited', state: 'Connect the peerings', previousEventId: 10 },
        { ...entered('Set group'), previousEventId: 11 },
      ),
    );
    expect((await read()).events.map(({ kind, step, peering }) => [kind, step, peering])).toEqual([
      ['started', 'Create peering', 'app'],
      ['started', 'Create peering', 'dns'],
      ['attempt failed', 'Create peering', 'dns'],
      ['succeeded', 'Create peering', 'app'],
      ['started', 'Set group', undefined],
    ]);
  });

  test('a cursor goes on after what was read, and is given also when there is nothing new', async () => {
    const history = row(begun, entered('Create VPG'));
    const { read, world } = setting(history);
    const first = await read();
    expect(first).toMatchObject({ ended: false, events: [{ id: 2 }] });
    const second = await read(first.cursor);
    expect(second).toEqual({ run: 1, events: [], cursor: first.cursor, ended: false });
    world.histories.set(arn, row(begun, entered('Create VPG'), exited('Create VPG'), { type: 'ExecutionSucceeded' }));
    const third = await read(second.cursor);
    expect(third.events.map(({ id }) => id)).toEqual([3, 4]);
    expect(third.ended).toBe(true);
    expect(await read(third.cursor)).toEqual({ run: 1, events: [], cursor: third.cursor, ended: true });
  });

  test('a long run is told in pages of 500, and only the last one has ended', async () => {
    const steps = Array.from({ length: 1200 }, () => entered('Reconnect SIMs'));
    const { read } = setting(row(...steps, { type: 'ExecutionSucceeded' }));
    const pages: Page[] = [await read()];
    while (!pages.at(-1)?.ended) pages.push(await read(pages.at(-1)?.cursor));
    expect(pages.map(({ events }) => events.length)).toEqual([500, 500, 201]);
    expect(pages.flatMap(({ events }) => events.map(({ id }) => id))).toEqual(
      Array.from({ length: 1201 }, (_, index) => index + 1),
    );
  });

  test("a cursor of an earlier run starts over with the newest run's events", async () => {
    const { read, held, world } = setting(row(begun, entered('Create VPG')));
    const { cursor } = await read();
    const again = reserve(record, wish(), { executionArn: () => arnOf('plant-2'), askedBy: 'me', now: 9 });
    held.networks.set('plant', { ...again, version: 2 });
    world.histories.set(arnOf('plant-2'), row(begun, entered('Confirm run')));
    expect(await read(cursor)).toMatchObject({ run: 2, events: [{ id: 2, step: 'Confirm run' }] });
  });

  test.each(['', 'nonsense', Buffer.from('1.2.3').toString('base64url'), Buffer.from('-1.2').toString('base64url')])(
    'the cursor "%s" is not one of ours',
    async (cursor) => {
      const fault = await faultOf(setting(row(begun)).read(cursor));
      expect(fault.name).toBe('InvalidInput');
      expect(fault.message).toContain('cursor');
    },
  );

  test('an execution that is not there yet has no events, and has not ended', async () => {
    expect(await setting(undefined, startGraceMs - 1).read()).toMatchObject({ run: 1, events: [], ended: false });
  });

  test('one that nobody has started in its time will never have any', async () => {
    expect(await setting(undefined, startGraceMs).read()).toMatchObject({ run: 1, events: [], ended: true });
  });

  test('a network that nobody asked for is NotFound', async () => {
    expect((await faultOf(getNetworkEvents('plant', undefined, apiSetting().ports))).name).toBe('NotFound');
  });
});
