import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { reserve } from '../../src/canal/record.ts';
import { LookAtVpg, lookAtVpg } from '../../src/steps/look-at-vpg.ts';
import type { Vpg } from '../../src/steps/ports.ts';
import {
  faultOf,
  installation,
  recordsPort,
  soracomPort,
  soracomWorld,
  table,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { wish } from '../support/wish.ts';

const reserved = { ...reserve(undefined, wish(), { executionArn: () => 'arn', askedBy: 'me', now: 0 }), version: 1 };

function setting(vpgs: Vpg[], now = 1_000_000, askedAt?: number) {
  const to = wire();
  const held = table(askedAt === undefined ? reserved : { ...reserved, vpgAskedAt: askedAt });
  const world = soracomWorld({ vpgs });
  const ports = {
    soracom: soracomPort(world, to),
    records: recordsPort(held, to),
    installation: installation(),
    now: () => now,
  };
  return {
    to,
    world,
    look: (made = true) => lookAtVpg({ network: 'plant', vpgId, made }, ports),
    recorded: () => held.networks.get('plant'),
  };
}

describe('Look at VPG', () => {
  test("takes the contract's example", () => {
    expect(LookAtVpg.input.parse(LookAtVpg.example)).toEqual(LookAtVpg.example);
  });

  test('one that runs tells its range, and the record keeps it', async () => {
    const { look, recorded } = setting([vpg()]);
    expect(await look()).toEqual({ status: 'running', ranges: ['100.67.0.0/24'] });
    expect(recorded()).toMatchObject({ version: 2, vpg: { vpgId, made: true, vpgSubnetCidrRange: '100.67.0.0/24' } });
  });

  test('one that was just made and is not shown yet is waited for; after a while it is gone', async () => {
    expect(await setting([], 1_000_000, 1_000_000 - 60_000).look()).toEqual({ status: 'creating', waitSeconds: 15 });
    await expect(setting([], 1_000_000, 1_000_000 - 240_000).look()).rejects.toMatchObject({ name: 'VpgFailed' });
    await expect(setting([]).look()).rejects.toMatchObject({ name: 'VpgFailed' });
  });

  test('once it was seen, the record does not say any more that it was asked for', async () => {
    const { look, recorded } = setting([vpg()], 1_000_000, 999_000);
    await look();
    expect(recorded()?.vpgAskedAt).toBeUndefined();
  });

  test('a second look writes nothing', async () => {
    const { look, to } = setting([vpg()]);
    await look();
    await look();
    expect(to.effects()).toEqual(['records.save']);
  });

  test('one whose range SORACOM does not tell has none yet', async () => {
    const { vpgSubnetCidrRange: _, ...untold } = vpg();
    const { look, recorded } = setting([untold]);
    expect(await look(false)).toEqual({ status: 'running', ranges: [] });
    expect(recorded()?.vpg).toEqual({ vpgId, made: false });
  });

  test.each([
    ['just asked for', 1_000_000, 180],
    ['half way', 1_090_000, 90],
    ['overdue', 1_400_000, 15],
  ])('one that is being created, %s: how long to wait', async (_when, now, waitSeconds) => {
    const { look } = setting([vpg({ status: 'creating' })], now);
    expect(await look()).toEqual({ status: 'creating', waitSeconds });
  });

  test('a status that SORACOM has added since means waiting, not failing', async () => {
    const { look } = setting([vpg({ status: 'configuring' })]);
    expect(await look()).toMatchObject({ status: 'creating' });
  });

  test('one that was asked for in this run is marked as made by it, and stays so', async () => {
    const { look, recorded } = setting([vpg({ status: 'creating' })], 1_000_000, 900_000);
    await look();
    expect(recorded()?.vpg).toMatchObject({ vpgId, run: 1 });
    expect(recorded()).not.toHaveProperty('vpgAskedAt');
    await look();
    expect(recorded()?.vpg).toMatchObject({ vpgId, run: 1 });
  });

  test('the id is recorded while it is being created, and the range once it is told', async () => {
    const { vpgSubnetCidrRange: range, ...young } = vpg({ status: 'creating' });
    const { look, world, recorded } = setting([young]);
    await look();
    expect(recorded()?.vpg).toEqual({ vpgId, made: true });
    world.vpgs = [vpg()];
    await look();
    expect(recorded()?.vpg).toEqual({ vpgId, made: true, vpgSubnetCidrRange: range });
  });

  test('converges after a lost write', async () => {
    const { look, to, recorded } = setting([vpg()]);
    const lost = new CanalError('StoreUnavailable', 'no answer');
    to.lose('records.save', lost);
    await expect(look()).rejects.toBe(lost);
    expect(await look()).toMatchObject({ status: 'running' });
    expect(recorded()?.version).toBe(2);
  });

  test.each([
    ['failed', [vpg({ status: 'failed' })], 'Terminate it'],
    ['terminating', [vpg({ status: 'terminating' })], 'is terminating'],
    ['gone', [], 'is gone'],
  ])('one that is %s ends the run', async (_status, vpgs, told) => {
    const { look, to } = setting(vpgs);
    const fault = await faultOf(look());
    expect(fault.name).toBe('VpgFailed');
    expect(fault.message).toContain(told);
    expect(to.effects()).toEqual([]);
  });
});
