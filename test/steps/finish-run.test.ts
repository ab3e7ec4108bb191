import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { CanalError } from '../../src/canal/errors.ts';
import { endRun, type NetworkRecord, type PeeringRecord, reserve } from '../../src/canal/record.ts';
import { FinishRun, finishRun } from '../../src/steps/finish-run.ts';
import { execution } from '../support/items.ts';
import { faultOf, recordsPort, table, vpgId, wire } from '../support/ports.ts';
import { pricesPort } from '../support/prices.ts';
import { wish } from '../support/wish.ts';

const lost = new CanalError('StoreUnavailable', 'no answer');
const by = (arn: string) => ({ executionArn: () => arn, askedBy: 'me', now: 0 });
const reserved: NetworkRecord = {
  ...reserve(undefined, wish(), by(execution.arn)),
  version: 3,
  vpg: { vpgId, made: true },
};

const peeringRecord = (name: string, peerVpcId: string): PeeringRecord => ({
  name,
  made: true,
  since: 0,
  peeringId: `pcx-${name}`,
  peerOwnerId: '111111111111',
  peerVpcId,
  peerRegion: 'ap-northeast-1',
  destinationCidrBlock: '172.21.0.0/16',
  routes: [],
});

function setting(
  record: NetworkRecord | undefined = reserved,
  given: Partial<Parameters<typeof finish>[0]> = {},
  earlier: readonly PeeringRecord[] = [],
) {
  const to = wire();
  const held = record ? table(record) : table();
  for (const each of [peeringRecord('app', 'vpc-0000000a'), peeringRecord('dns', 'vpc-0000000b'), ...earlier]) {
    held.peerings.set(`plant/${each.name}`, each);
  }
  const ports = { records: recordsPort(held, to), prices: pricesPort(to), now: () => 60_000 };
  return { to, run: () => finish(given, ports), recorded: () => held.networks.get('plant') };
}

const finish = (given: Partial<z.input<typeof FinishRun.input>>, ports: Parameters<typeof finishRun>[1]) =>
  finishRun(FinishRun.input.parse({ name: 'plant', vpgId, execution, warnings: [], ...given }), ports);

describe('Finish run', () => {
  test("takes the contract's example", () => {
    expect(FinishRun.input.parse(FinishRun.example)).toEqual(FinishRun.example);
  });

  test('the record says ready, and the answer says what stands and what it costs', async () => {
    const { run, recorded } = setting();
    const answer = await run();
    expect(FinishRun.output.parse(answer)).toEqual({
      name: 'plant',
      state: 'ready',
      run: 1,
      vpgId,
      peerings: [
        { name: 'app', peeringId: 'pcx-app' },
        { name: 'dns', peeringId: 'pcx-dns' },
      ],
      cost: { currency: 'JPY', perHour: 20, unknown: ["the VPG's own fee"] },
    });
    expect(recorded()).toMatchObject({
      version: 4,
      state: 'ready',
      warnings: [],
      runs: [{ run: 1, outcome: 'ready', endedAt: 60_000 }],
    });
    expect(recorded()).not.toHaveProperty('running');
    expect(recorded()).not.toHaveProperty('sims');
  });

  test('a peering that is on record without being in the file, to a DNS host, is told, and costs', async () => {
    const { run, recorded } = setting(reserved, {}, [peeringRecord('before', 'vpc-0000000c')]);
    const answer = await run();
    expect(answer.peerings.map(({ name }) => name)).toEqual(['app', 'dns', 'before']);
    expect(answer.cost.perHour).toBe(30);
    expect(recorded()?.warnings).toEqual([]);
  });

  test('one that was only asked for, and never made, does not', async () => {
    const { peeringId: _, ...asked } = peeringRecord('before', 'vpc-0000000c');
    const { run, recorded } = setting(reserved, {}, [asked]);
    expect((await run()).cost.perHour).toBe(20);
    expect(recorded()?.warnings).toEqual([]);
  });

  test("an adopted VPG's own fee is not this network's", async () => {
    const { run } = setting({ ...reserved, vpg: { vpgId, made: false } });
    expect((await run()).cost).toEqual({ currency: 'JPY', perHour: 20, unknown: [] });
  });

  test('a second run gives the same answer and writes nothing', async () => {
    const { run, to } = setting();
    const first = await run();
    expect(await run()).toEqual(first);
    expect(to.effects()).toEqual(['records.save']);
  });

  test.each(['refuse', 'lose'] as const)('converges when the write gave no answer (%s)', async (how) => {
    const { run, to, recorded } = setting();
    to[how]('records.save', lost);
    await expect(run()).rejects.toBe(lost);
    expect(await run()).toMatchObject({ state: 'ready' });
    expect(recorded()).toMatchObject({ version: 4, state: 'ready' });
  });

  test('warnings that several steps gave are kept once', async () => {
    const warning = { field: 'vpg', message: 'twice' };
    const { run, recorded } = setting(reserved, { warnings: [warning, { field: 'vpg', message: 'other' }, warning] });
    await run();
    expect(recorded()?.warnings).toEqual([warning, { field: 'vpg', message: 'other' }]);
  });

  test.each([
    [1, ['89a'], '1 SIM has not come back yet (89a): look at the devices.'],
    [2, ['89a', '89b'], '2 SIMs have not come back yet (89a, 89b): look at the devices.'],
    [30, ['89a', '89b'], '30 SIMs have not come back yet (89a, 89b, …): look at the devices.'],
  ])('%i late SIMs are a warning', async (late, lateSims, message) => {
    const { run, recorded } = setting(reserved, { sims: { reconnected: 3, offline: 2, late, lateSims } });
    await run();
    expect(recorded()).toMatchObject({
      sims: { reconnected: 3, offline: 2, late },
      warnings: [{ field: 'reconnect', message }],
    });
    expect(recorded()?.sims).not.toHaveProperty('lateSims');
  });

  test('no late SIM is no warning', async () => {
    const { run, recorded } = setting(reserved, { sims: { reconnected: 3, offline: 2, late: 0, lateSims: [] } });
    await run();
    expect(recorded()?.warnings).toEqual([]);
  });

  test('a network that another run has taken since is not closed', async () => {
    const taken = { ...reserve(reserved, wish(), by('another')), version: 4 };
    const { run, to, recorded } = setting(taken);
    expect((await faultOf(run())).name).toBe('NetworkBusy');
    expect(to.effects()).toEqual([]);
    expect(recorded()).toEqual(taken);
  });

  test.each([
    ['of a network that is not there', undefined],
    ['that the record does not know', reserve(undefined, wish(), by('another'))],
  ])('an execution %s is NetworkBusy', async (_what, record) => {
    const to = wire();
    const ports = {
      records: recordsPort(record ? table({ ...record, version: 1 }) : table(), to),
      prices: pricesPort(to),
      now: () => 0,
    };
    const fault = await faultOf(finish({}, ports));
    expect(fault.name).toBe('NetworkBusy');
    expect(fault.message).toContain('has no run of this execution');
  });

  test('an execution that was redriven finishes its newest run', async () => {
    const failed = endRun(reserved, execution.arn, { outcome: 'failed', now: 1 }) as NetworkRecord;
    const { run, recorded } = setting(reserve(failed, wish(), by(execution.arn)));
    expect((await run()).run).toBe(2);
    expect(recorded()?.runs.map(({ outcome }) => outcome)).toEqual(['failed', 'ready']);
    expect((await run()).run).toBe(2);
  });
});
