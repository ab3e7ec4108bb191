import { describe, expect, it } from 'vitest';
import type { CanalEvent } from '../../src/canal/events.ts';
import { eventBus } from '../../src/events/live.ts';
import { Clock } from '../../src/sandbox/clock.ts';
import { type BusEvent, Buses } from '../../src/sandbox/events-api/buses.ts';
import { eventBridgeService } from '../../src/sandbox/events-api/event-bridge.ts';
import { Ids } from '../../src/sandbox/ids.ts';
import type { Service } from '../../src/sandbox/wire.ts';
import { openingWith } from '../ec2/opening.ts';
import { inProcess } from '../support/in-process.ts';
import { faultOf } from '../support/ports.ts';

const removed = (network: string): CanalEvent => ({
  type: 'Network Removed',
  detail: { network, run: 2, executionArn: 'arn:aws:states:x' },
});

/** The door in front of an imitated EventBridge; `first` answers the first call instead. */
function bus(first?: Service['answer']) {
  const put: { bus: string; event: BusEvent }[] = [];
  const given = { clock: new Clock(0), ids: new Ids(1), accountId: '111111111111', region: 'ap-northeast-1' };
  const buses = new Buses(['canal-dev'], [], () => undefined, given);
  buses.onEvent((name, event) => put.push({ bus: name, event }));
  const service = eventBridgeService(buses);
  let calls = 0;
  const answer: Service['answer'] = (request) => {
    calls += 1;
    return calls === 1 && first ? first(request) : service.answer(request);
  };
  const wire = inProcess({ ...service, answer });
  return {
    put,
    calls: () => calls,
    door: (environment: Record<string, string> = { CANAL_BUS: 'canal-dev' }) =>
      eventBus({ ...openingWith(environment), requestHandler: wire as never }),
  };
}

describe('Our event bus', () => {
  it('gets events in order under our source, ten in a call', async () => {
    const { put, calls, door } = bus();
    await door().publish(Array.from({ length: 11 }, (_, index) => removed(`n${index}`)));
    expect(calls()).toBe(2);
    expect(put.map(({ event }) => event.detail.network)).toEqual(Array.from({ length: 11 }, (_, index) => `n${index}`));
    expect(put[0]).toMatchObject({
      bus: 'canal-dev',
      event: {
        source: 'canal.workflow',
        'detail-type': 'Network Removed',
        detail: { network: 'n0', run: 2, executionArn: 'arn:aws:states:x' },
      },
    });
  });

  it('is not called for a detail that is not as the schema says, nor for nothing', async () => {
    const { calls, door } = bus();
    const wrong = { type: 'Network Removed', detail: { network: 'N', executionArn: 'x', token: 'y' } } as CanalEvent;
    await expect(door().publish([wrong])).rejects.toThrow('Unrecognized key');
    await door().publish([]);
    expect(calls()).toBe(0);
  });

  it('that does not take an entry is unavailable, by its own code', async () => {
    const { door } = bus(async () => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }],
      }),
    }));
    const fault = await faultOf(door().publish([removed('n')]));
    expect([fault.name, fault.message]).toEqual([
      'StoreUnavailable',
      'EventBridge did not take an event: ThrottlingException, slow.',
    ]);
  });

  it('that answers 5xx is unavailable', async () => {
    const { door } = bus(async () => ({
      status: 500,
      headers: {},
      body: '{"__type":"InternalFailure","message":"x"}',
    }));
    expect((await faultOf(door().publish([removed('n')]))).name).toBe('StoreUnavailable');
  });

  it('must be named in the settings', async () => {
    const fault = await faultOf(
      bus()
        .door({})
        .publish([removed('n')]),
    );
    expect([fault.name, fault.message]).toEqual(['InvalidSettings', expect.stringContaining('CANAL_BUS')]);
  });
});
