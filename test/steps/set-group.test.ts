import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { CanalError } from '../../src/canal/errors.ts';
import type { Network } from '../../src/canal/network.ts';
import { SetGroup, setGroup } from '../../src/steps/set-group.ts';
import {
  faultOf,
  otherVpgId,
  recordsPort,
  soracomPort,
  soracomWorld,
  table,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const lost = new CanalError('SoracomUnavailable', 'no answer');

function setting(
  group: Record<string, unknown> | null,
  airGroup: Partial<z.input<typeof Network>['airGroup']> = { dnsServers: ['10.0.0.53'] },
) {
  const to = wire();
  const vpgs = [vpg({ vpgId: otherVpgId, tags: {} })];
  const world = soracomWorld({ vpgs, groups: new Map(group ? [[groupId, group]] : []) });
  const held = table();
  const ports = { soracom: soracomPort(world, to), records: recordsPort(held, to) };
  const network = wish({ airGroup: { groupId, ...airGroup } });
  return {
    to,
    run: (number = 1) => setGroup({ network, vpgId, run: number }, ports),
    group: () => world.groups.get(groupId),
    kept: () => held.groups.get(`plant/${groupId}`),
  };
}

describe('Set group', () => {
  test("takes the contract's example", () => {
    expect(SetGroup.input.parse(SetGroup.example)).toMatchObject(SetGroup.example);
  });

  test('keeps the prior values, sets the four keys, and reads them back', async () => {
    const { run, to, group } = setting({});
    expect(await run()).toEqual({ status: 'set' });
    expect(to.calls).toEqual([
      'soracom.airSettings',
      'records.group',
      'records.saveGroup',
      'soracom.putAirSettings',
      'soracom.airSettings',
    ]);
    expect(group()).toEqual({ useVpg: true, vpgId, useCustomDns: true, dnsServers: ['10.0.0.53'] });
  });

  test('a key that was absent is absent in the prior values, and no other key is kept', async () => {
    const { run, kept, group } = setting({ useVpg: false, userdata: 'a password', dnsServers: ['8.8.8.8'] });
    await run();
    const prior = { useVpg: false, dnsServers: ['8.8.8.8'] };
    const set = { useVpg: true, vpgId, useCustomDns: true, dnsServers: ['10.0.0.53'] };
    expect(kept()).toEqual({ groupId, prior, changes: [{ run: 1, before: prior, set }] });
    expect(group()).toMatchObject({ userdata: 'a password' });
  });

  test('without DNS servers in the file, custom DNS stays as it is', async () => {
    const { run, group } = setting({ useCustomDns: true, dnsServers: ['8.8.8.8'] }, {});
    await run();
    expect(group()).toEqual({ useVpg: true, vpgId, useCustomDns: true, dnsServers: ['8.8.8.8'] });
  });

  test('a second run sets nothing', async () => {
    const { run, to } = setting({});
    await run();
    expect(await run()).toEqual({ status: 'as wished' });
    expect(to.effects()).toEqual(['records.saveGroup', 'soracom.putAirSettings']);
  });

  test('a group that stands as wished is not touched, and nothing is kept of it', async () => {
    const { run, to, kept } = setting({ useVpg: true, vpgId, useCustomDns: true, dnsServers: ['10.0.0.53'] });
    expect(await run()).toEqual({ status: 'as wished' });
    expect(to.effects()).toEqual([]);
    expect(kept()).toBeUndefined();
  });

  test.each(['records.saveGroup', 'soracom.putAirSettings'])(
    'after a lost answer of %s it converges, and the values that are kept are the prior ones',
    async (call) => {
      const { run, to, group, kept } = setting({ useVpg: false });
      to.lose(call, lost);
      await expect(run()).rejects.toBe(lost);
      await run();
      expect(group()).toMatchObject({ useVpg: true, vpgId });
      expect(kept()).toMatchObject({ groupId, prior: { useVpg: false } });
      expect(kept()?.changes.every(({ run: by, before }) => by === 1 && before.useVpg === false)).toBe(true);
    },
  );

  test('when the prior values cannot be kept, the group is not touched', async () => {
    const { run, to, group } = setting({ useVpg: false });
    to.refuse('records.saveGroup', lost);
    await expect(run()).rejects.toBe(lost);
    expect(group()).toEqual({ useVpg: false });
  });

  test('a change of the DNS servers in a later run does not overwrite what was there before us', async () => {
    const first = setting({ useVpg: false });
    await first.run();
    const group = first.group() ?? {};
    group.dnsServers = ['10.0.0.99'];
    await first.run(2);
    expect(first.group()).toMatchObject({ dnsServers: ['10.0.0.53'] });
    expect(first.kept()).toMatchObject({
      groupId,
      prior: { useVpg: false },
      changes: [
        { run: 1, before: { useVpg: false } },
        { run: 2, before: { useVpg: true, vpgId, dnsServers: ['10.0.0.99'] } },
      ],
    });
  });

  test('a network that moves to another group keeps the prior values of both', async () => {
    const second = '00000000-0000-4000-8000-000000000002';
    const to = wire();
    const world = soracomWorld({
      groups: new Map([
        [groupId, { useVpg: false }],
        [second, { useCustomDns: false }],
      ]),
    });
    const held = table();
    const ports = { soracom: soracomPort(world, to), records: recordsPort(held, to) };
    await setGroup({ network: wish({ airGroup: { groupId } }), vpgId, run: 1 }, ports);
    await setGroup({ network: wish({ airGroup: { groupId: second } }), vpgId, run: 1 }, ports);
    expect([...held.groups.values()]).toMatchObject([
      { groupId, prior: { useVpg: false } },
      { groupId: second, prior: { useCustomDns: false } },
    ]);
  });

  test('a group that has moved to another VPG since the check is left as it is', async () => {
    const { run, to } = setting({ useVpg: true, vpgId: otherVpgId });
    const fault = await faultOf(run());
    expect(fault.name).toBe('GroupConflict');
    expect(fault.message).toContain(otherVpgId);
    expect(to.effects()).toEqual([]);
  });

  test('the VPG that the file replaces may be replaced, and is kept as a prior value', async () => {
    const { run, kept } = setting({ useVpg: true, vpgId: otherVpgId }, { replaces: otherVpgId });
    expect(await run()).toEqual({ status: 'set' });
    expect(kept()?.prior).toEqual({ useVpg: true, vpgId: otherVpgId });
  });

  test('a group that went away is NotFound', async () => {
    const { run, to } = setting(null);
    expect((await faultOf(run())).name).toBe('NotFound');
    expect(to.effects()).toEqual([]);
  });

  test('a SORACOM that does not show what was set is asked again, not believed', async () => {
    const to = wire();
    const world = soracomWorld({ groups: new Map([[groupId, {}]]) });
    const soracom = { ...soracomPort(world, to), putAirSettings: async () => undefined };
    const fault = await faultOf(
      setGroup({ network: wish(), vpgId, run: 1 }, { soracom, records: recordsPort(table(), to) }),
    );
    expect(fault.name).toBe('SoracomUnavailable');
  });
});
