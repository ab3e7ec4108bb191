import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { Clock } from '../../../src/sandbox/clock.ts';
import { type BusEvent, Buses } from '../../../src/sandbox/events-api/buses.ts';
import { eventBridgeService } from '../../../src/sandbox/events-api/event-bridge.ts';
import { Ids } from '../../../src/sandbox/ids.ts';
import { inProcess } from '../../support/in-process.ts';

function setting() {
  const put: BusEvent[] = [];
  const delivered: string[] = [];
  const given = { clock: new Clock(1_767_571_200_500), ids: new Ids(1), accountId: '111111111111', region: 'r-1' };
  const rule = (name: string, pattern: object) => ({
    name,
    bus: 'ours',
    pattern,
    target: { queue: 'q' },
    retry: { attempts: 1, ageSeconds: 60 },
  });
  const rules = [rule('all', { source: [{ prefix: '' }] }), rule('some', { detail: { n: [{ numeric: ['>', 1] }] } })];
  const buses = new Buses(['ours'], rules, ({ name }) => delivered.push(name), given);
  buses.onEvent((_, event) => put.push(event));
  const client = new EventBridgeClient({
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    requestHandler: inProcess(eventBridgeService(buses)) as never,
    maxAttempts: 1,
  });
  return { put, delivered, send: (Entries: object[]) => client.send(new PutEventsCommand({ Entries })) };
}
const entry = { EventBusName: 'ours', Source: 's', DetailType: 't', Detail: '{"n":1}' };

describe('PutEvents', () => {
  it('puts an event as targets get it, and gives its id', async () => {
    const { put, send } = setting();
    const answer = await send([{ ...entry, Resources: ['arn'] }]);
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: put[0]?.id }] });
    expect(put).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 't',
        source: 's',
        account: '111111111111',
        time: '2026-01-05T00:00:00Z',
        region: 'r-1',
        resources: ['arn'],
        detail: { n: 1 },
      },
    ]);
  });

  it('hands an event to the rules of its bus that it fits', async () => {
    const { delivered, send } = setting();
    await send([entry]);
    await send([
      { ...entry, Detail: '{"n":2}' },
      { ...entry, EventBusName: 'default' },
    ]);
    expect(delivered).toEqual(['all', 'all', 'some']);
  });

  it('takes the right ones and says of each other what is wrong', async () => {
    const { put, send } = setting();
    const { FailedEntryCount, Entries = [] } = await send([
      entry,
      { ...entry, Source: 'aws.states' },
      { ...entry, Detail: '[]' },
      { ...entry, Detail: 'x' },
      { ...entry, EventBusName: 'theirs' },
      { ...entry, DetailType: '' },
    ]);
    expect(FailedEntryCount).toBe(5);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'InvalidArgument',
    ]);
    expect(put).toHaveLength(1);
  });

  it.each<[string, object[]]>([
    ['none', []],
    ['eleven', Array.from({ length: 11 }, () => entry)],
    ['256 KiB', [{ ...entry, Detail: JSON.stringify({ x: 'x'.repeat(256 * 1024) }) }]],
  ])('refuses %s', async (_, entries) => {
    const { put, send } = setting();
    await expect(send(entries)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(put).toEqual([]);
  });
});
