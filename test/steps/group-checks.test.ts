import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { checkGroup, otherVpg } from '../../src/steps/group-checks.ts';
import type { Vpg } from '../../src/steps/ports.ts';
import { otherVpgId, type SoracomWorld, soracomPort, soracomWorld, vpg, vpgId, wire } from '../support/ports.ts';
import { wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const thirdVpgId = '99999999-abcd-4abc-8abc-1234567890ab';

function setting(world: Partial<SoracomWorld> = {}, replaces?: string) {
  const to = wire();
  const soracom = soracomPort(soracomWorld({ groups: new Map([[groupId, {}]]), ...world }), to);
  const network = wish({ airGroup: { groupId, ...(replaces ? { replaces } : {}) } });
  return { to, check: (own?: string) => checkGroup(network, soracom, own, 'japan') };
}

const sims = (...vpgs: string[]) =>
  vpgs.map((on, index) => ({ simId: `sim-${index}`, online: true, vpgId: on, dnsServers: [] }));

const onOther = new Map([[groupId, { useVpg: true, vpgId: otherVpgId }]]);

describe('A group', () => {
  test('without SIMs gives neither faults nor warnings', async () => {
    expect(await setting().check(vpgId)).toEqual({ faults: [], warnings: [], settings: {} });
  });

  test('whose SIMs are on the VPG of the network, and on the one that the file replaces, gives none', async () => {
    expect(await setting({ sims: sims(vpgId, otherVpgId) }, otherVpgId).check(vpgId)).toEqual({
      faults: [],
      warnings: [],
      settings: {},
    });
  });

  test('whose SIMs run through another VPG, whatever the group says, gives a warning', async () => {
    const { check, to } = setting({ sims: sims(vpgId, otherVpgId, thirdVpgId) }, otherVpgId);
    const { faults, warnings } = await check(vpgId);
    expect(faults).toEqual([]);
    expect(warnings).toEqual([
      { field: 'airGroup.groupId', message: expect.stringContaining(`(sim-2, through ${thirdVpgId})`) },
    ]);
    expect(to.effects()).toEqual([]);
  });

  test('whose SIMs are of another coverage gives a warning', async () => {
    const foreign = { simId: 'sim-1', subscription: 'plan01s', online: false, dnsServers: [] };
    const { warnings } = await setting({ sims: [foreign] }).check(vpgId);
    expect(warnings).toEqual([
      { field: 'airGroup.groupId', message: expect.stringContaining('(sim-1, with plan01s)') },
    ]);
  });

  test('that is on another VPG is a fault, and its SIMs are not looked at', async () => {
    const { check, to } = setting({ groups: onOther, vpgs: [vpg({ vpgId: otherVpgId, tags: {} })] });
    expect((await check(vpgId)).faults.map(({ name }) => name)).toEqual(['GroupConflict']);
    expect(to.calls).toEqual(['soracom.airSettings', 'soracom.vpg']);
  });

  test.each<[string, Vpg[]]>([
    ['was terminated', [vpg({ vpgId: otherVpgId, status: 'terminated' })]],
    ['is not there any more', []],
  ])('that is on a VPG that %s may leave it', async (_, vpgs) => {
    const { check } = setting({ groups: onOther, vpgs });
    expect((await check(vpgId)).faults).toEqual([]);
  });

  test('is looked at by one page of SIMs', async () => {
    const { check, to } = setting({ sims: sims(...Array.from({ length: 250 }, () => otherVpgId)) });
    const { warnings } = await check();
    expect(warnings[0]?.message).toContain('sim-2 and 97 more');
    expect(to.calls.filter((call) => call === 'soracom.simsOfGroup')).toHaveLength(1);
  });

  test('whose SIMs may not be listed gives a warning that says why', async () => {
    const { check, to } = setting();
    to.refuse('soracom.simsOfGroup', new CanalError('SoracomDenied', 'Allow "Group:listSubscribers".'));
    expect(await check()).toEqual({
      faults: [],
      warnings: [
        {
          field: 'airGroup.groupId',
          message: 'the SIMs of the group could not be looked at: Allow "Group:listSubscribers".',
        },
      ],
      settings: {},
    });
  });

  test('is looked at again when SORACOM is busy', async () => {
    const { check, to } = setting();
    to.refuse('soracom.simsOfGroup', new CanalError('SoracomThrottled', 'Too many.'));
    await expect(check()).rejects.toMatchObject({ name: 'SoracomThrottled' });
  });
});

describe('otherVpg', () => {
  test.each([
    [{}, undefined],
    [{ useVpg: true }, undefined],
    [{ useVpg: false, vpgId: 'a' }, undefined],
    [{ useVpg: true, vpgId: 'A' }, undefined],
    [{ useVpg: true, vpgId: 'b' }, 'b'],
    [{ useVpg: 'true', vpgId: 'b' }, 'b'],
  ])('%o: %s', async (settings, other) => {
    const soracom = soracomPort(soracomWorld({ vpgs: [vpg({ vpgId: 'b' })] }), wire());
    expect(await otherVpg(settings, ['a', undefined], soracom)).toBe(other);
  });
});
