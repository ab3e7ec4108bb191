import { describe, expect, it } from 'vitest';
import { allWell, leaving as leavingPeering, plant, vpgId } from './plant.ts';
import { type Answer, type Answers, fails, ok, type Rehearsed, rehearse } from './rehearsal.ts';

const times = (count: number, answer: Answer): Answer[] => Array.from({ length: count }, () => answer);
const leaving = (name: string) => ({ ...leavingPeering(name), run: 1 });
/** What "Find created" has found: a VPG, a peering and a group, all of this run. */
const created = (changes: Record<string, unknown> = {}) =>
  ok({
    status: 'known',
    vpgId,
    vpgMade: true,
    peerings: [leaving('p1')],
    groups: ['g1'],
    place: false,
    names: false,
    things: ['a', 'b'],
    ...changes,
  });
const asked = ok({ status: 'asked', warnings: [] });
const gone = ok({ status: 'gone' });
const undoing: Answers = {
  'set-group': [fails('GroupConflict', 'no')],
  'find-created': [created()],
  'terminate-vpg': [asked],
  'look-for-vpg': [gone],
};
const states = [
  'Shall the run be undone?',
  'Find created',
  'May something turn up?',
  'Restore group',
  'Reconnect SIMs',
  'Disconnect the peerings',
  'Terminate VPG',
  'Look for VPG',
  'Take stock',
  'Network not ready',
];

/** A run with onFailure: remove that fails at the group; all else goes well but for the answers given. */
const undo = (answers: Answers = {}, changes: Record<string, unknown> = {}): Promise<Rehearsed> =>
  rehearse(plant(1, { onFailure: 'remove', ...changes }), allWell, { ...undoing, ...answers });

/** The states of undoing that a run has passed, in their order. */
const passed = (run: Rehearsed): string[] => {
  const all = run.states();
  return all.slice(all.indexOf('Shall the run be undone?')).filter((name) => states.includes(name));
};

describe('a failed run that is to be undone', () => {
  it('gives the group back, lets its SIMs go, deletes the peerings, ends the VPG: in reverse', async () => {
    const run = await undo();
    expect(run.result).toEqual(['FAILED', 'GroupConflict', 'Set group, and stock was taken']);
    expect(passed(run)).toEqual(states);
    const steps = run.calls.map(({ step }) => step);
    expect(steps.slice(steps.indexOf('find-created'))).toEqual([
      'find-created',
      'restore-group',
      'reconnect-sims',
      'remove-routes',
      'delete-peering',
      'look-for-peering',
      'terminate-vpg',
      'look-for-vpg',
      'take-stock',
    ]);
    expect(run.stock).toMatchObject({ failure: { error: 'GroupConflict', step: 'Set group' }, undone: ['a', 'b'] });
    expect(run.stock.undoFailed).toBeUndefined();
  });

  it('tells each step what is of this run alone', async () => {
    const run = await undo();
    const [network] = run.callsOf('find-created').map(({ payload }) => payload.network);
    expect(run.callsOf('find-created')[0]?.payload.run).toBe(1);
    expect(run.callsOf('restore-group')[0]?.payload).toEqual({ network: 'plant', groupId: 'g1', run: 1 });
    expect(run.callsOf('reconnect-sims').at(-1)?.payload).toEqual({ network, vpgId, leaves: 'g1', progress: {} });
    expect(run.callsOf('remove-routes')[0]?.payload).toMatchObject({ network: 'plant', peering: leaving('p1') });
    expect(run.callsOf('terminate-vpg')[0]?.payload).toEqual({ network: 'plant', vpgId, force: false });
  });

  it.each([
    [0, 0],
    [2, 2],
  ])('passes with %d groups and %d peerings', async (groups, peerings) => {
    const run = await undo({
      'find-created': [
        created({
          groups: ['g1', 'g2'].slice(0, groups),
          peerings: ['p1', 'p2'].slice(0, peerings).map(leaving),
        }),
      ],
    });
    expect(run.callsOf('restore-group')).toHaveLength(groups);
    expect(run.callsOf('delete-peering')).toHaveLength(peerings);
    expect(run.callsOf('terminate-vpg')).toHaveLength(1);
    expect(run.stock.undone).toEqual(['a', 'b']);
  });

  it('leaves a VPG that stood before the run', async () => {
    const run = await undo({ 'find-created': [created({ vpgMade: false })], 'terminate-vpg': [], 'look-for-vpg': [] });
    expect(run.callsOf('delete-peering')).toHaveLength(1);
    expect(run.callsOf('terminate-vpg')).toEqual([]);
    expect(run.stock.undone).toEqual(['a', 'b']);
  });

  it('leaves a VPG that turns out to be another’s, and says so by what is left', async () => {
    const run = await undo({ 'terminate-vpg': [ok({ status: 'kept', warnings: [] })], 'look-for-vpg': [] });
    expect(run.stock).toMatchObject({ failure: { error: 'GroupConflict' }, undone: ['a', 'b'] });
  });

  it('asks no SIM where the file says so', async () => {
    const run = await undo({}, { reconnect: 'none' });
    expect(run.callsOf('reconnect-sims')).toEqual([]);
    expect(passed(run)).not.toContain('Reconnect SIMs');
  });

  it('waits for what may turn up, five looks at most', async () => {
    const doubtful = created({ status: 'doubtful', groups: [], peerings: [] });
    const run = await undo({ 'find-created': [doubtful, doubtful, created()] });
    expect(run.callsOf('find-created')).toHaveLength(3);
    expect(run.callsOf('delete-peering')).toHaveLength(1);
    const never = await undo({ 'find-created': times(5, doubtful) });
    expect(never.callsOf('find-created')).toHaveLength(5);
    expect(never.stock.undone).toEqual(['a', 'b']);
  });

  it('waits until a VPG that is being created runs, ten looks at most', async () => {
    const creating = ok({ status: 'creating', warnings: [] });
    const run = await undo({ 'terminate-vpg': [creating, creating, asked] });
    const [first, second] = run.callsOf('terminate-vpg');
    expect(Math.round((second?.at ?? 0) - (first?.at ?? 0))).toBeGreaterThanOrEqual(60);
    expect(run.stock.undone).toEqual(['a', 'b']);
    const never = await undo({ 'terminate-vpg': times(10, creating), 'look-for-vpg': [] });
    expect(never.stock.undoFailed).toMatch(/^Terminate VPG: VPG .* is still being created after 10 looks/);
  });

  it('polls until the VPG is gone, thirty-five looks at most', async () => {
    const going = ok({ status: 'going' });
    expect((await undo({ 'look-for-vpg': [going, going, gone] })).callsOf('look-for-vpg')).toHaveLength(3);
    const never = await undo({ 'look-for-vpg': times(35, going) });
    expect(never.stock.undoFailed).toMatch(/^Look for VPG: VPG .* was terminated and is still there after 35 looks/);
  });

  it.each([
    ['find-created', 'Find created', { 'terminate-vpg': [], 'look-for-vpg': [] }],
    ['restore-group', 'Restore group', { 'terminate-vpg': [], 'look-for-vpg': [] }],
    ['remove-routes', 'Remove routes', { 'terminate-vpg': [], 'look-for-vpg': [] }],
    ['delete-peering', 'Delete peering', { 'terminate-vpg': [], 'look-for-vpg': [] }],
    ['look-for-peering', 'Look for peering', { 'terminate-vpg': [], 'look-for-vpg': [] }],
    ['terminate-vpg', 'Terminate VPG', { 'look-for-vpg': [] }],
    ['look-for-vpg', 'Look for VPG', {}],
  ])('says where it has failed: at %s', async (step, state, more) => {
    const run = await undo({ ...more, [step]: [fails('SoracomDenied', 'not allowed')] });
    expect(run.result.slice(0, 2)).toEqual(['FAILED', 'GroupConflict']);
    expect(run.stock.failure).toMatchObject({ error: 'GroupConflict', step: 'Set group' });
    expect(run.stock.undoFailed).toMatch(new RegExp(`^${state}: .*not allowed`));
    expect(run.stock.undone).toBeUndefined();
    expect(run.callsOf('find-created')).toHaveLength(1);
  });

  it('is undone after a failure anywhere once something may have been made, and never without the file’s word', async () => {
    const early = await undo({ 'set-group': [], 'find-vpg': [fails('VpgConflict', 'no')] });
    expect(early.stock.undone).toEqual(['a', 'b']);
    const peering = await undo({ 'set-group': [], 'add-routes': [fails('RouteConflict', 'no')] });
    expect(peering.stock).toMatchObject({ failure: { error: 'RouteConflict', peering: 'p1' }, undone: ['a', 'b'] });
    const kept = await rehearse(plant(1), allWell, { 'set-group': [fails('GroupConflict', 'no')] });
    expect(kept.callsOf('find-created')).toEqual([]);
    expect([kept.stock.undone, kept.stock.undoFailed]).toEqual([undefined, undefined]);
  });
});
