import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import type { GroupRecord } from '../../src/canal/group-record.ts';
import { restoreGroup } from '../../src/steps/restore-group.ts';
import { faultOf, otherVpgId, vpgId } from '../support/ports.ts';
import { removalSetting } from '../support/removal.ts';

const set = { useVpg: true, vpgId, useCustomDns: true, dnsServers: ['10.0.0.53'] };
const prior = { useVpg: false, useCustomDns: true, dnsServers: ['8.8.8.8'] };
const record: GroupRecord = { groupId: 'g1', prior, changes: [{ run: 1, before: prior, set }] };

function setting(now: Record<string, unknown> | undefined, kept: GroupRecord | undefined = record) {
  const { ports, ...rest } = removalSetting();
  if (now) rest.world.groups.set('g1', { userdata: 'foreign', ...now });
  if (kept) rest.held.groups.set('plant/g1', kept);
  const run = (ofRun?: number) =>
    restoreGroup({ network: 'plant', groupId: 'g1', ...(ofRun === undefined ? {} : { run: ofRun }) }, ports);
  return { ...rest, run, group: () => rest.world.groups.get('g1') };
}

describe('Restore group', () => {
  test('gives back what the group had before us, takes away what it had not, and touches no other key', async () => {
    const { run, group, to } = setting(set);
    expect(await run()).toEqual({ status: 'restored', warnings: [] });
    expect(group()).toEqual({ userdata: 'foreign', ...prior });
    expect(to.effects()).toEqual(['soracom.putAirSettings', 'soracom.deleteAirSetting']);
  });

  test('leaves what somebody has changed since, and tells what it was before us', async () => {
    const { run, group } = setting({ ...set, dnsServers: ['9.9.9.9'] });
    const { status, warnings } = await run();
    expect([status, warnings]).toEqual([
      'restored',
      [
        {
          field: 'airGroup',
          message:
            'group g1: dnsServers was changed by somebody since, and left so; before us dnsServers was ["8.8.8.8"].',
        },
      ],
    ]);
    expect(group()).toEqual({ userdata: 'foreign', useVpg: false, useCustomDns: true, dnsServers: ['9.9.9.9'] });
  });

  test('does not take a group from another VPG that it was moved to', async () => {
    const { run, group, to } = setting({ ...set, vpgId: otherVpgId, useCustomDns: true, dnsServers: ['8.8.8.8'] });
    const { status, warnings } = await run();
    expect([status, warnings[0]?.message]).toEqual([
      'as before',
      'group g1: useVpg and vpgId were changed by somebody since, and left so; before us useVpg was false and vpgId was absent.',
    ]);
    expect(group()).toMatchObject({ useVpg: true, vpgId: otherVpgId });
    expect(to.effects()).toEqual([]);
  });

  test('changes nothing a second time, nor in a group that no run has touched', async () => {
    const { run, to } = setting(set);
    await run();
    const effects = to.effects().length;
    expect(await run()).toEqual({ status: 'as before', warnings: [] });
    expect(to.effects()).toHaveLength(effects);
    const untouched = setting(set, undefined);
    untouched.held.groups.clear();
    expect(await untouched.run()).toEqual({ status: 'as before', warnings: [] });
  });

  test('a group that is gone needs nothing', async () => {
    expect(await setting(undefined).run()).toEqual({ status: 'gone', warnings: [] });
  });

  test('of a run that is undone, to what that run had found', async () => {
    const earlier = { ...set, dnsServers: ['10.0.0.1'] };
    const { run, group } = setting(set, {
      ...record,
      changes: [
        { run: 1, before: prior, set: earlier },
        { run: 2, before: earlier, set },
      ],
    });
    expect((await run(2)).status).toBe('restored');
    expect(group()).toEqual({ userdata: 'foreign', ...earlier });
    expect((await run(3)).status).toBe('as before');
  });

  test.each(['refuse', 'lose'] as const)('goes on after no answer (%s)', async (how) => {
    const { run, to, group } = setting(set);
    to[how]('soracom.deleteAirSetting', new CanalError('SoracomUnavailable', 'no answer'));
    expect((await faultOf(run())).name).toBe('SoracomUnavailable');
    await run();
    expect(group()).toEqual({ userdata: 'foreign', ...prior });
  });

  test('reads back, and asks to be run again while the group does not show it', async () => {
    const { run, world } = setting(set);
    const { ports } = removalSetting();
    const stale = { ...ports.soracom, airSettings: async () => set };
    const records = { ...ports.records, group: async () => record };
    const fault = await faultOf(restoreGroup({ network: 'plant', groupId: 'g1' }, { soracom: stale, records }));
    expect(fault.name).toBe('SoracomUnavailable');
    expect(fault.message).toContain('does not show its restored settings yet');
    await run();
    expect(world.groups.get('g1')).toMatchObject(prior);
  });
});
