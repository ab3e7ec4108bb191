import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { LookAtSessions, lookAtSessions } from '../../src/steps/look-at-sessions.ts';
import type { Sim } from '../../src/steps/ports.ts';
import { faultOf, otherVpgId, recordsPort, soracomPort, soracomWorld, table, vpgId, wire } from '../support/ports.ts';
import { wish } from '../support/wish.ts';

const own = wish().airGroup.groupId;
const earlier = '00000000-0000-4000-8000-00000000000e';
const other = '00000000-0000-4000-8000-00000000000f';
const sim = (simId: string, changes: Partial<Sim> = {}): Sim => ({
  simId,
  groupId: other,
  online: true,
  vpgId,
  dnsServers: [],
  ...changes,
});

function setting(sims: readonly Sim[], given: object = {}) {
  const to = wire();
  const world = soracomWorld({ sims: [...sims] });
  const held = table();
  held.groups.set(`plant/${earlier}`, { groupId: earlier, prior: {}, changes: [] });
  const ports = { soracom: soracomPort(world, to), records: recordsPort(held, to) };
  const input = (more: object) =>
    LookAtSessions.input.parse({ network: wish(), vpgId, force: false, progress: {}, ...given, ...more });
  return { to, world, run: (more: object = {}) => lookAtSessions(input(more), ports) };
}

describe('Look at sessions', () => {
  test('finds nothing in its own SIMs, those of an earlier group, and those on other VPGs', async () => {
    const { to, run } = setting([
      sim('1', { groupId: own.toUpperCase() }),
      sim('2', { groupId: earlier }),
      sim('3', { vpgId: otherVpgId }),
      { simId: '4', groupId: other, online: true, dnsServers: [] },
      sim('5', { online: false }),
    ]);
    expect(await run()).toEqual({ progress: { looked: 4, count: 0, sims: [] }, next: 'done', warnings: [] });
    expect(to.effects()).toEqual([]);
  });

  test('stops at SIMs of others, named with their groups, and says what becomes of them', async () => {
    const fault = await faultOf(setting([sim('1'), { simId: '2', online: true, vpgId, dnsServers: [] }]).run());
    expect(fault.name).toBe('VpgInUse');
    expect(fault.message).toContain(
      `VPG ${vpgId} is used by others, so it is not terminated: SIMs 1 (group ${other}), 2 (in no group) of other groups are in session through it, and lose their session until the devices connect anew.`,
    );
  });

  test('with force goes on, and tells it as a warning', async () => {
    const { next, warnings } = await setting([sim('1')]).run({ force: true });
    expect(next).toBe('done');
    expect(warnings).toEqual([
      {
        field: 'vpg',
        message: `VPG ${vpgId} was removed with force: SIM 1 (group ${other}) of other groups is in session through it, and loses its session until the devices connect anew.`,
      },
    ]);
  });

  test('asks for each that it names once more, because the index lags behind', async () => {
    const { world, run } = setting([sim('1')]);
    const listed = structuredClone(world.sims);
    world.sims = [sim('1', { vpgId: otherVpgId })];
    const soracom = { ...soracomPort(world, wire()), onlineSims: async () => ({ sims: listed }) };
    const input = LookAtSessions.input.parse({ network: wish(), vpgId, force: false, progress: {} });
    expect((await lookAtSessions(input, { soracom, records: recordsPort(table(), wire()) })).next).toBe('done');
    expect((await run()).next).toBe('done');
  });

  test('goes on from part to part, names ten, and judges at the end', async () => {
    const many = Array.from({ length: 2150 }, (_, index) =>
      sim(`s${index}`, index % 100 === 0 ? {} : { groupId: own }),
    );
    const { run } = setting(many);
    const first = await run();
    expect(first).toMatchObject({ next: 'page', progress: { cursor: '2000', looked: 2000, count: 20 }, warnings: [] });
    expect(first.progress.sims).toHaveLength(10);
    const { message } = await faultOf(run({ progress: first.progress }));
    expect(message).toContain(`SIMs s0 (group ${other}), s100 (group ${other})`);
    expect(message).toContain(`s900 (group ${other}) and 12 more of other groups are in session`);
  });

  test('says that it could not look where SORACOM does not allow the search; what may pass is thrown', async () => {
    const { to, run } = setting([sim('1')]);
    to.refuse('soracom.onlineSims', new CanalError('SoracomDenied', 'Allow "Query:searchSims".'));
    const { next, warnings } = await run();
    expect([next, warnings[0]?.message]).toEqual([
      'done',
      `Whether SIMs of others are in session through VPG ${vpgId} was not looked at: Allow "Query:searchSims".`,
    ]);
    to.refuse('soracom.onlineSims', new CanalError('SoracomThrottled', 'Too many.'));
    expect((await faultOf(run())).name).toBe('SoracomThrottled');
  });
});
