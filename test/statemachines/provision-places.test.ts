import { describe, expect, it } from 'vitest';
import { allWell, dns, plant, vpgId } from './plant.ts';
import { type Answers, fails, ok, type Rehearsed, rehearse } from './rehearsal.ts';

const unwished = (places: number) => ok({ peerings: [], groups: [], places });
const leaving = ok({ status: 'leaving', host: 'tokyo-1', commandId: 'command-1' });
const delivered = ok({ status: 'delivered' });
const again = ok({ status: 'again' });
const clear = ok({ status: 'clear' });
const { airGroup, ...rest } = plant(1) as { airGroup: { groupId: string } };
const withNames = { ...rest, airGroup: { groupId: airGroup.groupId }, dns };

/** A run of a network that gives places back; what it does once, all goes well but for the answers given. */
const leave = (answers: Answers = {}, wish: Record<string, unknown> = plant(1), places = 1): Promise<Rehearsed> =>
  rehearse(wish, allWell, { 'find-unwished': [unwished(places)], ...answers });

/** The states of a run in order, of those that are about places. */
const about = (run: Rehearsed, ...more: string[]) =>
  run
    .states()
    .filter((name) => [...more, 'Leave DNS', 'Look at DNS', 'Clear place', 'Free place', 'Set group'].includes(name));

const failureOf = (run: Rehearsed) => {
  expect(run.result[0]).toBe('FAILED');
  return run.stock.failure as Record<string, unknown>;
};

describe('a place that a file wishes no more', () => {
  it('is left, cleared and free before the peerings are made, and told what it needs', async () => {
    const run = await leave({ 'look-at-dns': [ok({ status: 'waiting' }), delivered] });
    expect(run.result).toEqual(['SUCCEEDED']);
    const [left, look, cleared] = [['Leave DNS'], ['Look at DNS', 'Look at DNS'], ['Clear place', 'Clear place']];
    expect(about(run, 'Connect the peerings')).toEqual([
      ...left,
      ...look,
      ...cleared,
      'Free place',
      'Connect the peerings',
      'Set group',
    ]);
    expect(run.callsOf('leave-dns')[0]?.payload).toEqual({ network: 'plant', keep: false });
    expect(run.callsOf('look-at-dns')[0]?.payload).toEqual({ network: 'plant', commandId: 'leave-1', leaves: true });
  });

  it('goes before its peering does, and is free after it', async () => {
    const peering = {
      name: 'dns-host',
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-0000000f',
      peerRegion: 'ap-northeast-1',
      vpgId,
      peeringId: 'pcx-host',
      remove: true,
    };
    const run = await leave({
      'find-unwished': [ok({ peerings: [peering], groups: [], places: 1 })],
      'look-at-dns': [delivered],
      'clear-place': [clear],
    });
    expect(about(run, 'Disconnect the peerings')).toEqual([
      'Leave DNS',
      'Look at DNS',
      'Clear place',
      'Disconnect the peerings',
      'Free place',
      'Set group',
    ]);
  });

  it('of which nothing is published asks the host for nothing', async () => {
    const run = await leave({ 'leave-dns': [ok({ status: 'silent', host: 'tokyo-1' })], 'clear-place': [clear] });
    expect(about(run)).toEqual(['Leave DNS', 'Clear place', 'Free place', 'Set group']);
  });

  it('keeps the one that it has come to, which is built afterwards', async () => {
    const run = await leave({ 'look-at-dns': [delivered, delivered], 'clear-place': [clear] }, withNames);
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('leave-dns')[0]?.payload.keep).toBe(true);
    expect(about(run, 'Build place', 'Publish DNS')).toEqual([
      'Leave DNS',
      'Look at DNS',
      'Clear place',
      'Free place',
      'Build place',
      'Build place',
      'Publish DNS',
      'Look at DNS',
      'Set group',
    ]);
    expect(run.callsOf('look-at-dns')[1]?.payload.leaves).toBe(false);
  });

  it('is followed by the next, one after the other', async () => {
    const run = await leave(
      {
        'leave-dns': [leaving, leaving],
        'look-at-dns': [delivered, delivered],
        'clear-place': [clear, clear],
        'free-place': [ok({ status: 'free', left: 1 }), ok({ status: 'free', left: 0 })],
      },
      plant(1),
      2,
    );
    const once = ['Leave DNS', 'Look at DNS', 'Clear place', 'Free place'];
    expect(about(run)).toEqual([...once.slice(0, 3), 'Free place', ...once.slice(0, 3), 'Free place', 'Set group']);
  });

  it('is left again when another tenant was in the way, and the run ends at the second time', async () => {
    const once = await leave({ 'leave-dns': [leaving, leaving], 'look-at-dns': [again, delivered] });
    expect(once.result).toEqual(['SUCCEEDED']);
    const twice = await leave({ 'leave-dns': [leaving, leaving], 'look-at-dns': [again, again] });
    expect(failureOf(twice)).toMatchObject({ error: 'DnsHostFailed', step: 'Look at DNS' });
    expect(twice.callsOf('clear-place')).toEqual([]);
  });

  it('stays when its ENI stays, after 24 looks', async () => {
    const stays = Array.from({ length: 24 }, () => ok({ status: 'clearing' }));
    const run = await leave({ 'look-at-dns': [delivered], 'clear-place': stays });
    expect(failureOf(run)).toMatchObject({
      error: 'DnsHostTooSlow',
      step: 'Clear place',
      cause: 'The ENI of the network is still being detached from DNS host tokyo-1 after 24 looks.',
    });
    expect(run.callsOf('free-place')).toEqual([]);
    expect(run.callsOf('create-peering')).toEqual([]);
  });

  it.each(['leave-dns', 'look-at-dns', 'clear-place', 'free-place'])(
    'ends the run when "%s" fails for good',
    async (step) => {
      const run = await leave({
        ...(step === 'leave-dns' ? {} : { 'look-at-dns': [delivered] }),
        [step]: [fails('Ec2Denied')],
      });
      expect(failureOf(run)).toMatchObject({ error: 'Ec2Denied' });
      expect(run.callsOf('create-peering')).toEqual([]);
    },
  );
});

describe('a run that is undone', () => {
  const made = {
    status: 'known',
    vpgId,
    vpgMade: true,
    peerings: [],
    groups: ['g1'],
    place: true,
    names: false,
    things: ['all'],
  };
  const gone = {
    'terminate-vpg': [ok({ status: 'asked', warnings: [] })],
    'look-for-vpg': [ok({ status: 'gone' })],
  };
  const undo = (answers: Answers, more: object = {}) =>
    rehearse({ ...withNames, onFailure: 'remove' }, allWell, {
      'set-group': [fails('GroupConflict')],
      'find-created': [ok({ ...made, ...more })],
      ...answers,
    });

  it('gives the group back, then leaves the place that it has taken, then ends VPG', async () => {
    const run = await undo({ ...gone, 'look-at-dns': [delivered, delivered], 'clear-place': [clear] });
    expect(failureOf(run)).toMatchObject({ error: 'GroupConflict', step: 'Set group' });
    expect(about(run, 'Restore group', 'Disconnect the peerings', 'Terminate VPG').slice(-7)).toEqual([
      'Restore group',
      'Leave DNS',
      'Look at DNS',
      'Clear place',
      'Disconnect the peerings',
      'Free place',
      'Terminate VPG',
    ]);
    expect(run.callsOf('leave-dns')[0]?.payload.keep).toBe(false);
    expect(run.stock.undone).toEqual(['all']);
  });

  it('leaves a place that stood before it', async () => {
    const run = await undo({ ...gone, 'look-at-dns': [delivered] }, { place: false });
    expect(run.callsOf('publish-dns').map(({ payload }) => payload.undo)).toEqual([false]);
    expect(run.callsOf('leave-dns')).toEqual([]);
    expect(run.callsOf('free-place')).toEqual([]);
    expect(run.stock.undone).toEqual(['all']);
  });

  it('publishes the names of before where it has changed them, after the group and before the peerings', async () => {
    const looks = { 'look-at-dns': [delivered, again, delivered] };
    const run = await undo({ ...gone, ...looks }, { place: false, names: true });
    const [, ...back] = run.callsOf('publish-dns').map(({ payload: { undo: back, run: number } }) => [back, number]);
    expect(back).toEqual([
      [true, 1],
      [true, 1],
    ]);
    expect(about(run, 'Restore group', 'Publish DNS', 'Disconnect the peerings', 'Terminate VPG').slice(-7)).toEqual([
      'Restore group',
      'Publish DNS',
      'Look at DNS',
      'Publish DNS',
      'Look at DNS',
      'Disconnect the peerings',
      'Terminate VPG',
    ]);
    expect(run.stock.undone).toEqual(['all']);
  });

  it('says that the names could not be put back', async () => {
    const looks = { 'look-at-dns': [delivered, fails('DnsHostFailed')] };
    const run = await undo(looks, { place: false, names: true });
    expect(failureOf(run)).toMatchObject({ error: 'GroupConflict' });
    expect(run.stock.undoFailed).toContain('Look at DNS');
  });

  it('says where undoing has failed, and keeps the place', async () => {
    const run = await undo({ 'look-at-dns': [delivered, delivered], 'clear-place': [fails('DnsPlaceConflict')] });
    expect(failureOf(run)).toMatchObject({ error: 'GroupConflict' });
    expect(run.stock.undoFailed).toContain('Clear place');
    expect(run.callsOf('free-place')).toEqual([]);
    expect(run.callsOf('terminate-vpg')).toEqual([]);
  });
});
