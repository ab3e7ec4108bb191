import { describe, expect, test } from 'vitest';
import { getNetwork } from '../../src/api/get-network.ts';
import type { NetworkView } from '../../src/api/network-view.ts';
import { type Rate, rates } from '../../src/canal/rates.ts';
import {
  endRun,
  type Holder,
  type NetworkRecord,
  type PeeringRecord,
  reserve,
  startGraceMs,
} from '../../src/canal/record.ts';
import { faultOf } from '../support/ports.ts';
import { pricingWish } from '../support/prices.ts';
import { apiSetting, arnOf } from '../support/runs.ts';
import { wish } from '../support/wish.ts';

const arn = arnOf('plant-1');
const running: NetworkRecord = {
  ...reserve(undefined, wish(), { executionArn: () => arn, askedBy: 'me', now: Date.UTC(2026, 10, 23) }),
  version: 1,
  vpg: { vpgId: 'v', made: true },
};
const peering = (name: string, peeringId?: string): PeeringRecord => ({
  name,
  made: true,
  since: 5,
  ...(peeringId ? { peeringId } : {}),
  peerOwnerId: '111111111111',
  peerVpcId: `vpc-of-${name}`,
  peerRegion: 'ap-northeast-1',
  destinationCidrBlock: '172.21.0.0/16',
  routes: [],
});

async function view(record: NetworkRecord, given: { holder?: Holder; peerings?: PeeringRecord[]; now?: number } = {}) {
  const { ports, world, held, clock } = apiSetting(record);
  if (given.holder) world.holders.set(arn, given.holder);
  for (const each of given.peerings ?? []) held.peerings.set(`plant/${each.name}`, each);
  held.groups.set(`plant/${record.wish.airGroup.groupId}`, {
    groupId: record.wish.airGroup.groupId,
    prior: {},
    changes: [],
  });
  clock.now = given.now ?? Date.UTC(2026, 10, 23);
  const { status, body } = await getNetwork('plant', ports);
  expect(status).toBe(200);
  return body as NetworkView;
}

describe('GET /networks/{name}', () => {
  test('tells wish, state, what exists, the newest run and the cost', async () => {
    expect(await view(running, { holder: 'running', peerings: [peering('app', 'pcx-1'), peering('dns')] })).toEqual({
      name: 'plant',
      state: 'provisioning',
      wish: wish(),
      vpg: { vpgId: 'v', made: true },
      peerings: [peering('app', 'pcx-1'), peering('dns')].map(({ since: _, ...rest }) => rest),
      airGroup: { groupId: wish().airGroup.groupId, prior: {} },
      warnings: [],
      cost: { currency: 'JPY', perHour: 10, unknown: ["the VPG's own fee"], taxExclusive: true },
      run: { run: 1, executionArn: arn, askedBy: 'me', outcome: 'running', startedAt: '2026-11-23T00:00:00.000Z' },
    });
  });

  test('the cost is by the prices that hold today: of the settings, and over them of PUT /rates', async () => {
    const { ports, held, prices } = apiSetting(running);
    held.peerings.set('plant/app', peering('app', 'pcx-1'));
    const cost = async () => ((await getNetwork('plant', ports)).body as NetworkView).cost;
    const rate = (item: Rate['item'], price: number, validFrom: string): Rate => {
      return { ...(rates[0] as Rate), item, price, validFrom };
    };
    prices.wish = pricingWish({ rates: [{ item: 'vpg', price: 50, validFrom: '2026-11-01' }] });
    Object.assign(ports, { now: () => Date.UTC(2026, 10, 23) });
    expect(await cost()).toMatchObject({ perHour: 60, unknown: [] });
    prices.set.push({ ...rate('vpg', 55, '2026-11-23'), setBy: 'api' });
    prices.set.push({ ...rate('peering', 99, '2026-11-24'), setBy: 'api' });
    expect(await cost()).toMatchObject({ perHour: 65, unknown: [] });
  });

  test('a run that has ended tells when, and Step Functions is not asked', async () => {
    const ready = endRun(running, arn, { outcome: 'ready', now: Date.UTC(2026, 10, 24) }) as NetworkRecord;
    const { ports, to } = apiSetting({ ...ready, sims: { reconnected: 1, offline: 2, late: 3 } });
    const { body } = await getNetwork('plant', ports);
    expect(body).toMatchObject({
      state: 'ready',
      sims: { reconnected: 1, offline: 2, late: 3 },
      run: { outcome: 'ready', endedAt: '2026-11-24T00:00:00.000Z' },
    });
    expect(to.calls).not.toContain('runs.holder');
  });

  test('peerings that stand although the file does not name them are told, and cost', async () => {
    const unwished = [peering('before', 'pcx-0'), peering('never-made', undefined)];
    const { peerings, cost } = await view(running, { holder: 'running', peerings: unwished });
    expect(peerings.map(({ name }: { name: string }) => name)).toEqual(['before']);
    expect(cost.perHour).toBe(10);
  });

  test("without a VPG, or with one that was found, the VPG's fee is not counted", async () => {
    const { vpg: _, ...without } = running;
    expect((await view(without, { holder: 'running' })).cost.unknown).toEqual([]);
    expect((await view({ ...running, vpg: { vpgId: 'v', made: false } }, { holder: 'running' })).cost.unknown).toEqual(
      [],
    );
  });

  test('what was asked for without an answer is told, and costs until its run is closed', async () => {
    const { vpg: _, ...unseen } = { ...running, vpgAskedAt: 7 };
    const peerings = [{ ...peering('app'), askedAt: 8 }, peering('dns')];
    for (const holder of ['running', 'ended'] as const) {
      const told = await view(unseen, { holder, peerings });
      expect(told).toMatchObject({ vpgAskedAt: 7, peerings: [{ askedAt: 8 }, {}] });
      expect(told.cost).toMatchObject({ perHour: 10, unknown: ["the VPG's own fee"] });
    }
    const closed = endRun(unseen, arn, { outcome: 'failed', now: Date.UTC(2026, 10, 24) }) as NetworkRecord;
    const told = await view(closed, { peerings });
    expect(told).toMatchObject({ vpgAskedAt: 7, cost: { perHour: 0, unknown: [] } });
    expect(await view({ ...closed, vpg: { vpgId: 'v', made: true } })).not.toHaveProperty('vpgAskedAt');
  });

  test('a run whose execution was stopped is shown as failed, with what to do', async () => {
    const { state, run } = await view(running, { holder: 'ended' });
    expect(state).toBe('failed');
    expect(run).toMatchObject({ outcome: 'failed', cause: expect.stringContaining('Start the network again') });
  });

  test('a run that was never started is in progress for two minutes, then failed', async () => {
    const reserved = running.running?.reservedAt ?? 0;
    expect((await view(running, { now: reserved + startGraceMs - 1 })).state).toBe('provisioning');
    const late = await view(running, { now: reserved + startGraceMs });
    expect(late.state).toBe('failed');
    expect(late.run?.outcome).toBe('failed');
  });

  test('a network that nobody asked for is NotFound, with how to start it', async () => {
    const fault = await faultOf(getNetwork('plant', apiSetting().ports));
    expect(fault.name).toBe('NotFound');
    expect(fault.message).toContain('canal up FILE');
  });
});
