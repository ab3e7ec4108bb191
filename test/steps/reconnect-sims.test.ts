import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { CanalError } from '../../src/canal/errors.ts';
import type { Sim } from '../../src/steps/ports.ts';
import { ReconnectSims, reconnectSims } from '../../src/steps/reconnect-sims.ts';
import { otherVpgId, type SoracomWorld, soracomPort, soracomWorld, vpgId, wire } from '../support/ports.ts';
import { wish } from '../support/wish.ts';

type Progress = z.input<typeof ReconnectSims.input>['progress'];

const dnsServers = ['10.0.0.53', '10.0.0.54'];
const network = wish({ airGroup: { groupId: '00000000-0000-4000-8000-000000000001', dnsServers } });
const asWished = (sim: Sim): Sim => ({ ...sim, online: true, vpgId, dnsServers });
const throttled = new CanalError('SoracomThrottled', 'too many');

/** So many SIMs that are online without a VPG. */
const fleet = (count: number, changes: Partial<Sim> = {}): Sim[] =>
  Array.from({ length: count }, (_, index) => ({
    simId: `89${String(index).padStart(17, '0')}`,
    online: true,
    dnsServers: [],
    ...changes,
  }));

function setting(given: Partial<SoracomWorld>) {
  const to = wire();
  const world = soracomWorld(given);
  const clock = { now: 0 };
  const ports = { soracom: soracomPort(world, to), now: () => clock.now };
  const asked = () => to.calls.filter((call) => call === 'soracom.deleteSession').length;
  const verified = () => to.calls.filter((call) => call === 'soracom.sim').length;
  // As the machine does: its state goes through JSON, and what it gives is what it gets.
  const call = async (progress: Progress) => {
    const input = ReconnectSims.input.parse(JSON.parse(JSON.stringify({ network, vpgId, progress })));
    return ReconnectSims.output.parse(await reconnectSims(input, ports));
  };
  /** Calls until it is done, as the machine does: a wait is 15 seconds. */
  const run = async () => {
    let answer = await call({});
    let rounds = 1;
    while (answer.next !== 'done') {
      if (rounds >= 1000) throw new Error('it does not end');
      if (answer.next === 'wait') clock.now += 15_000;
      answer = await call(answer.progress);
      rounds += 1;
    }
    return { rounds, progress: answer.progress };
  };
  return { to, world, clock, call, run, asked, verified };
}

describe('Reconnect SIMs', () => {
  test("takes the contract's example, and begins without progress", () => {
    const { progress } = ReconnectSims.input.parse(ReconnectSims.example);
    expect(progress).toEqual({ listed: false, waiting: [], reconnected: 0, offline: 0, late: 0, lateSims: [] });
  });

  test('a group without SIMs is done at once', async () => {
    const { call, asked } = setting({});
    expect(await call({})).toMatchObject({ next: 'done', progress: { reconnected: 0, offline: 0, late: 0 } });
    expect(asked()).toBe(0);
  });

  test('one SIM is asked, waited for, seen, and done', async () => {
    const { call, world, asked } = setting({ sims: fleet(1) });
    const first = await call({});
    expect(first).toMatchObject({ next: 'wait', progress: { listed: true, waiting: [world.sims[0]?.simId] } });
    const second = await call(first.progress);
    expect(second).toMatchObject({ next: 'wait', progress: { reconnected: 0 } });
    world.sims = world.sims.map(asWished);
    expect(await call(second.progress)).toMatchObject({
      next: 'done',
      progress: { waiting: [], reconnected: 1, offline: 0, late: 0, lateSims: [] },
    });
    expect(asked()).toBe(1);
  });

  test('offline SIMs are done, and are not asked', async () => {
    const { call, asked } = setting({ sims: fleet(3, { online: false }) });
    expect(await call({})).toMatchObject({ next: 'done', progress: { offline: 3, reconnected: 0 } });
    expect(asked()).toBe(0);
  });

  test('SIMs that stand as wished are counted, and are not asked', async () => {
    const { call, asked } = setting({ sims: fleet(3).map(asWished) });
    expect(await call({})).toMatchObject({ next: 'done', progress: { reconnected: 3 } });
    expect(asked()).toBe(0);
  });

  test.each([
    ['another VPG', { vpgId: otherVpgId, dnsServers }],
    ['other DNS servers', { vpgId, dnsServers: ['10.0.0.53'] }],
    ['the DNS servers in another order', { vpgId, dnsServers: dnsServers.toReversed() }],
  ])('a SIM with %s is asked', async (_what, session) => {
    const { call, asked } = setting({ sims: fleet(1, session) });
    await call({});
    expect(asked()).toBe(1);
  });

  test('a SIM that went offline just before it was asked is done', async () => {
    const { call, to, world } = setting({ sims: fleet(1) });
    const listed = { ...world.sims[0] } as Sim;
    world.sims = fleet(1, { online: false });
    const soracom = { ...soracomPort(world, to), simsOfGroup: async () => ({ sims: [listed] }) };
    const input = ReconnectSims.input.parse({ network, vpgId });
    expect(await reconnectSims(input, { soracom, now: () => 0 })).toMatchObject({
      next: 'done',
      progress: { offline: 1 },
    });
    expect(await call({})).toMatchObject({ next: 'done' });
  });

  test.each([
    [100, 1],
    [101, 2],
    [200, 2],
  ])('%i SIMs are asked in %i pages, each once', async (count, pages) => {
    const { run, to, asked } = setting({ sims: fleet(count), reconnect: asWished });
    const { progress } = await run();
    expect(progress).toMatchObject({ reconnected: count, offline: 0, late: 0, waiting: [] });
    expect(to.calls.filter((call) => call === 'soracom.simsOfGroup')).toHaveLength(pages);
    expect(asked()).toBe(count);
  });

  test('no call asks more than 100 SIMs or verifies more than 100', async () => {
    const { call, asked, verified } = setting({ sims: fleet(350) });
    let answer = await call({});
    for (let round = 0; round < 12; round += 1) {
      const before = { asked: asked(), verified: verified() };
      answer = await call(answer.progress);
      expect(asked() - before.asked).toBeLessThanOrEqual(100);
      expect(verified() - before.verified).toBeLessThanOrEqual(100);
    }
  });

  test('every SIM that is waited for is looked at in turn', async () => {
    const { call, world } = setting({ sims: fleet(250) });
    let answer = await call({});
    answer = await call(answer.progress);
    answer = await call(answer.progress);
    expect(answer).toMatchObject({ next: 'wait' });
    world.sims = world.sims.map(asWished);
    for (const left of [150, 50, 0]) {
      answer = await call(answer.progress);
      expect(answer.progress.waiting).toHaveLength(left);
    }
    expect(answer).toMatchObject({ next: 'done', progress: { reconnected: 250 } });
  });
});

describe('SIMs that do not come back', () => {
  test('are late after two minutes: counted, the first 20 named, no failure', async () => {
    const { run, world, clock } = setting({ sims: fleet(30) });
    const { progress } = await run();
    expect(progress).toMatchObject({ late: 30, reconnected: 0, waiting: [] });
    expect(progress.lateSims).toEqual(world.sims.slice(0, 20).map(({ simId }) => simId));
    expect(clock.now).toBe(120_000);
  });

  test('are each looked at a last time before they are called late', async () => {
    const { call, world, clock } = setting({ sims: fleet(250) });
    let answer = await call({});
    answer = await call(answer.progress);
    answer = await call(answer.progress);
    clock.now = 120_000;
    // The last hundred of the queue come back at the very end.
    const last = new Set(answer.progress.waiting.slice(-100));
    world.sims = world.sims.map((sim) => (last.has(sim.simId) ? asWished(sim) : sim));
    while (answer.next !== 'done') {
      answer = await call(answer.progress);
      expect(answer.next).not.toBe('wait');
    }
    expect(answer.progress).toMatchObject({ reconnected: 100, late: 150 });
  });

  test('do not stop a group of 3,000: no more than 1,000 are waited for, and no round stays without effect', async () => {
    const { run, asked } = setting({ sims: fleet(3_000) });
    const { rounds, progress } = await run();
    expect(progress).toMatchObject({ late: 3_000, waiting: [] });
    expect(progress.lateSims).toHaveLength(20);
    expect(asked()).toBe(3_000);
    expect(rounds).toBeLessThan(60); // 9 events a round: 10,000 SIMs stay far below 5,000
  });

  test('a SIM that SORACOM does not know any more is late after its time', async () => {
    const { call, world, clock } = setting({ sims: fleet(1) });
    const first = await call({});
    world.sims = [];
    clock.now = 120_000;
    expect(await call(first.progress)).toMatchObject({ next: 'done', progress: { late: 1 } });
  });
});

describe('a SIM that cannot be asked', () => {
  test('because it was removed meanwhile is as good as offline', async () => {
    const { call, to } = setting({ sims: fleet(2), reconnect: asWished });
    to.refuse('soracom.deleteSession', new CanalError('NotFound', 'no such SIM'));
    expect(await call({})).toMatchObject({ next: 'wait', progress: { offline: 1, waiting: [expect.any(String)] } });
  });

  test('because SORACOM refuses is late, and does not keep the others from it', async () => {
    const { call, to, world } = setting({ sims: fleet(2), reconnect: asWished });
    to.refuse('soracom.deleteSession', new CanalError('SoracomRejected', 'SEM0999'));
    expect(await call({})).toMatchObject({
      next: 'wait',
      progress: { late: 1, lateSims: [world.sims[0]?.simId], waiting: [world.sims[1]?.simId] },
    });
  });

  test.each(['SoracomUnavailable', 'SoracomDenied', 'SoracomThrottled'] as const)(
    'because of %s ends the call',
    async (name) => {
      const { call, to } = setting({ sims: fleet(2) });
      const error = new CanalError(name, 'no');
      to.refuse('soracom.deleteSession', error);
      await expect(call({})).rejects.toBe(error);
    },
  );
});

describe('after a lost answer', () => {
  test('the same page is listed again, and SIMs that came back are not asked again', async () => {
    const { call, to, asked } = setting({ sims: fleet(3), reconnect: asWished });
    const lost = new CanalError('SoracomUnavailable', 'no answer');
    to.lose('soracom.deleteSession', lost);
    await expect(call({})).rejects.toBe(lost);
    const answer = await call({});
    expect(answer.progress).toMatchObject({ reconnected: 1, waiting: [expect.any(String), expect.any(String)] });
    expect(asked()).toBe(3);
  });
});

describe('a group that does not exist any more', () => {
  test.each([
    ['leaves the VPG', 'it has no SIMs', 'done'],
    ['is to use the VPG', 'it must be there', 'NotFound'],
  ])('and that %s: %s', async (which, _, said) => {
    const to = wire();
    to.refuse('soracom.simsOfGroup', new CanalError('NotFound', 'no such group'));
    const ports = { soracom: soracomPort(soracomWorld(), to), now: () => 0 };
    const given = { network, vpgId, ...(which === 'leaves the VPG' ? { leaves: network.airGroup.groupId } : {}) };
    const call = reconnectSims(ReconnectSims.input.parse(given), ports);
    expect(
      await call.then(
        ({ next }) => next,
        ({ name }) => name,
      ),
    ).toBe(said);
  });
});

describe('a rate limit', () => {
  test('that is used up while verifying leaves the rest for the next call', async () => {
    const { call, to } = setting({ sims: fleet(5), reconnect: asWished });
    const first = await call({});
    const waiting = first.progress.waiting;
    let looks = 0;
    const world = soracomWorld({ sims: fleet(5).map(asWished) });
    const soracom = soracomPort(world, to);
    const limited = {
      ...soracom,
      sim: async (simId: string) => {
        looks += 1;
        if (looks === 3) throw throttled;
        return soracom.sim(simId);
      },
    };
    const input = ReconnectSims.input.parse({ network, vpgId, progress: first.progress });
    const answer = await reconnectSims(input, { soracom: limited, now: () => 0 });
    expect(answer).toMatchObject({ next: 'wait', progress: { reconnected: 2, waiting: waiting.slice(2) } });
  });

  test('that is used up before the first look makes the machine wait for its end', async () => {
    const { call, to } = setting({ sims: fleet(2), reconnect: asWished });
    const first = await call({});
    to.refuse('soracom.sim', throttled);
    await expect(call(first.progress)).rejects.toBe(throttled);
  });
});

describe('any fleet', () => {
  const sim = fc.constantFrom<Partial<Sim> & { back: boolean }>(
    { online: false, back: false },
    { online: true, back: true },
    { online: true, back: false },
    { online: true, vpgId, dnsServers, back: false },
  );

  test('every SIM is counted exactly once, and the payload stays small', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sim, { maxLength: 260 }), async (kinds) => {
        const sims = fleet(kinds.length).map((each, index) => ({ ...each, ...kinds[index] }));
        const comesBack = new Set(sims.filter(({ back }) => back).map(({ simId }) => simId));
        const { run } = setting({
          sims: sims.map(({ back: _, ...each }) => each),
          reconnect: (each) => (comesBack.has(each.simId) ? asWished(each) : { ...each, online: false }),
        });
        const { progress } = await run();
        expect(progress.reconnected + progress.offline + progress.late).toBe(kinds.length);
        expect(progress.offline).toBe(kinds.filter(({ online }) => !online).length);
        expect(progress.late).toBe(kinds.filter((each) => each.online && !each.back && !each.vpgId).length);
        expect(JSON.stringify(progress).length).toBeLessThan(100_000);
      }),
      { numRuns: 30 },
    );
  });
});
