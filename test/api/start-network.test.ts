import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startNetwork } from '../../src/api/start-network.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { endRun, type NetworkRecord, reserve, startGraceMs } from '../../src/canal/record.ts';
import { faultOf } from '../support/ports.ts';
import { apiSetting, arnOf } from '../support/runs.ts';
import { peering, wish } from '../support/wish.ts';

const lost = new CanalError('StoreUnavailable', 'no answer');
const me = 'arn:aws:iam::111111111111:user/me';
const reserved: NetworkRecord = {
  ...reserve(undefined, wish(), { executionArn: (run) => arnOf(`plant-${run}`), askedBy: 'somebody', now: 0 }),
  version: 1,
};
const ended = (outcome: 'ready' | 'failed'): NetworkRecord => ({
  ...(endRun(reserved, arnOf('plant-1'), { outcome, now: 5 }) as NetworkRecord),
  version: 2,
});

function setting(...records: NetworkRecord[]) {
  const given = apiSetting(...records);
  return {
    ...given,
    post: (body: unknown = wish()) => startNetwork(body, me, given.ports),
    recorded: () => given.held.networks.get('plant'),
  };
}

describe('POST /networks', () => {
  test('a new network: its run is reserved in the record, then started', async () => {
    const { post, to, world, recorded } = setting();
    expect(await post()).toEqual({
      status: 202,
      headers: { location: '/networks/plant' },
      body: { name: 'plant', state: 'provisioning', run: 1, executionArn: arnOf('plant-1'), begun: true },
    });
    expect(to.effects()).toEqual(['records.save', 'runs.start']);
    expect(recorded()).toMatchObject({
      version: 1,
      wish: wish(),
      running: { run: 1, executionArn: arnOf('plant-1'), reservedAt: 1000 },
      runs: [{ askedBy: me }],
    });
    expect(JSON.parse(world.inputs.get('plant-1') ?? '')).toEqual(wish());
  });

  test('the same wish while it runs is the same run', async () => {
    const { post, to } = setting();
    await post();
    const before = to.effects();
    expect(await post()).toMatchObject({ status: 200, body: { run: 1, begun: false } });
    expect(to.effects()).toEqual(before);
  });

  test('another wish while one runs is refused, and nothing is changed', async () => {
    const { post, to } = setting();
    await post();
    const before = to.effects();
    const fault = await faultOf(post(wish({ reconnect: 'none' })));
    expect(fault.name).toBe('NetworkBusy');
    expect(fault.message).toContain('Run 1 of network "plant" is in progress with another wish');
    expect(to.effects()).toEqual(before);
  });

  test('ready and unchanged: there is nothing to do', async () => {
    const { post, to } = setting(ended('ready'));
    expect(await post()).toMatchObject({ status: 200, body: { state: 'ready', run: 1, begun: false } });
    expect(to.effects()).toEqual([]);
  });

  test('ready, and the wish has changed: a new run', async () => {
    const { post } = setting(ended('ready'));
    expect(await post(wish({ reconnect: 'none' }))).toMatchObject({ status: 202, body: { run: 2 } });
  });

  test('after a failure: a new run', async () => {
    const { post } = setting(ended('failed'));
    expect(await post()).toMatchObject({ status: 202, body: { run: 2 } });
  });

  test('after an execution that was stopped: a new run, and the old one is closed', async () => {
    const { post, world, recorded } = setting(reserved);
    world.holders.set(arnOf('plant-1'), 'ended');
    expect(await post()).toMatchObject({ status: 202, body: { run: 2, executionArn: arnOf('plant-2') } });
    expect(recorded()?.runs.map(({ outcome }) => outcome)).toEqual(['failed', 'running']);
  });
});

describe('a reservation that nobody has started', () => {
  test('is started by whoever asks for the same wish', async () => {
    const { post, world, to } = setting(reserved);
    expect(await post()).toMatchObject({ status: 200, body: { run: 1, begun: false } });
    expect(world.holders.get(arnOf('plant-1'))).toBe('running');
    expect(to.effects()).toEqual(['runs.start']);
  });

  test.each(['refuse', 'lose'] as const)(
    'because the start gave no answer (%s): asking again starts it once',
    async (how) => {
      const { post, to, world } = setting();
      to[how]('runs.start', lost);
      await expect(post()).rejects.toBe(lost);
      expect(await post()).toMatchObject({ status: 200, body: { run: 1 } });
      expect([...world.inputs.keys()]).toEqual(['plant-1']);
    },
  );

  test('is not started for another wish', async () => {
    const { post, to } = setting(reserved);
    expect((await faultOf(post(wish({ reconnect: 'none' })))).name).toBe('NetworkBusy');
    expect(to.effects()).toEqual([]);
  });

  test('gives way to a new run once its time is over', async () => {
    const { post, clock } = setting(reserved);
    clock.now = startGraceMs;
    expect(await post()).toMatchObject({ status: 202, body: { run: 2 } });
  });

  test("of an execution that was started by hand is none of the API's to start", async () => {
    const byHand = {
      ...reserve(undefined, wish(), { executionArn: () => 'arn:by:hand', askedBy: '', now: 0 }),
      version: 1,
    };
    const { post, to } = setting(byHand);
    expect(await post()).toMatchObject({ status: 200, body: { executionArn: 'arn:by:hand' } });
    expect(to.effects()).toEqual([]);
  });
});

describe('two starts at once', () => {
  test('of the same wish are one run', async () => {
    const { post, world } = setting();
    const answers = await Promise.all([post(), post()]);
    expect(answers.map(({ body }) => (body as { run: number }).run)).toEqual([1, 1]);
    expect([...world.inputs.keys()]).toEqual(['plant-1']);
  });

  test('of two wishes: one runs, the other hears that it is busy', async () => {
    const { post, world } = setting();
    const both = await Promise.allSettled([post(), post(wish({ reconnect: 'none' }))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'NetworkBusy' } });
    expect([...world.inputs.keys()]).toEqual(['plant-1']);
  });

  test('a write whose answer was lost is found again, and its run is started', async () => {
    const { post, to, world } = setting();
    to.lose('records.save', lost);
    expect(await post()).toMatchObject({ status: 200, body: { run: 1 } });
    expect([...world.inputs.keys()]).toEqual(['plant-1']);
  });

  test('a table that takes nothing is told after five tries', async () => {
    const { post, to } = setting();
    for (let tries = 0; tries < 5; tries += 1) to.refuse('records.save', lost);
    await expect(post()).rejects.toBe(lost);
    expect(to.effects()).toHaveLength(5);
    expect(await post()).toMatchObject({ status: 202 });
  });

  test('a fault of our own is not tried again', async () => {
    const { post, to } = setting();
    const bug = new TypeError('a bug');
    to.refuse('records.save', bug);
    await expect(post()).rejects.toBe(bug);
    expect(to.effects()).toHaveLength(1);
  });
});

describe('names that an earlier table has used', () => {
  test('are passed over', async () => {
    const { post, world, recorded } = setting();
    for (const run of [1, 2, 3]) world.holders.set(arnOf(`plant-${run}`), 'ended');
    expect(await post()).toMatchObject({ status: 202, body: { run: 4, executionArn: arnOf('plant-4') } });
    expect(recorded()?.running?.run).toBe(4);
  });

  test('that are too many are told; asking again goes on behind them', async () => {
    const { post, world } = setting();
    for (let run = 1; run <= 7; run += 1) world.holders.set(arnOf(`plant-${run}`), 'ended');
    const fault = await faultOf(post());
    expect(fault.name).toBe('StoreUnavailable');
    expect(fault.message).toContain('plant-5');
    expect(await post()).toMatchObject({ status: 202, body: { run: 8 } });
  });
});

describe('a body that is no network', () => {
  test.each([undefined, null, 'plant', 7, [], {}])('%o is InvalidInput, and the table is not asked', async (body) => {
    const { to, ports } = setting();
    const fault = await faultOf(startNetwork(body, me, ports));
    expect(fault.name).toBe('InvalidInput');
    expect(fault.message).toContain('nothing was begun');
    expect(to.calls).toEqual([]);
  });

  test('all faults of shape and of the rules are told at once', async () => {
    const body = {
      ...wish(),
      name: 'Two VPCs',
      peerings: [peering(), peering({ name: 'b', peerVpcId: 'vpc-0000000b', destinationCidrBlock: '172.21.0.0/24' })],
    };
    const fault = await faultOf(setting().post(body));
    expect(fault.faults.map(({ name }) => name)).toEqual(['InvalidInput', 'CidrOverlap']);
  });
});

describe('any sequence of starts, stops and lost answers', () => {
  const step = fc.constantFrom(
    'post',
    'post other',
    'end',
    'finish',
    'lose save',
    'refuse save',
    'lose start',
    'refuse start',
    'wait',
  );

  test('never runs two executions of one network at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { post, world, to, held, clock, recorded } = setting();
        for (const each of steps) {
          const [how, what] = each.split(' ') as [string, string?];
          if (how === 'post') {
            await post(what ? wish({ reconnect: 'none' }) : wish()).catch((error: unknown) => {
              expect(['NetworkBusy', 'StoreUnavailable']).toContain((error as Error).name);
            });
          } else if (how === 'lose' || how === 'refuse') to[how](what === 'save' ? 'records.save' : 'runs.start', lost);
          else if (how === 'wait') clock.now += startGraceMs / 2;
          else {
            const running = recorded()?.running;
            if (!running || world.holders.get(running.executionArn) !== 'running') continue;
            const record = recorded() as NetworkRecord;
            const closed = endRun(record, running.executionArn, { outcome: 'ready', now: clock.now });
            if (how === 'finish' && closed) held.networks.set('plant', { ...closed, version: record.version + 1 });
            world.holders.set(running.executionArn, 'ended');
          }
          const running = [...world.holders.values()].filter((holder) => holder === 'running');
          expect(running.length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 200 },
    );
  });
});
