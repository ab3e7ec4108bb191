import { describe, expect, it } from 'vitest';
import { leaving, plant, vpgId } from './plant.ts';
import { type Answer, type Answers, type Call, fails, ok, type Rehearsed, rehearse } from './rehearsal.ts';

const remains = (status: string, peerings: unknown[] = [], more: Record<string, unknown> = {}) =>
  ok({ status, peerings, groups: [], leaves: vpgId, warnings: [], ...more });
const standing = (peerings: unknown[] = [leaving('p1')], more: Record<string, unknown> = {}) =>
  remains('standing', peerings, { vpgId, ...more });
const nothing = remains('nothing');
const cost = { currency: 'JPY', total: 20, unknown: [], taxExclusive: true };
const times = (count: number, answer: Answer): Answer[] => Array.from({ length: count }, () => answer);
const confirmed = (more: Record<string, unknown> = {}) =>
  ok({ network: plant(1), run: 2, force: false, waitSeconds: 0, ...more });

/** What each step answers when all goes well: one peering and a VPG that go at once. */
function allWell({ step, payload, nth }: Call): Answer {
  switch (step) {
    case 'confirm-removal':
      return confirmed();
    case 'find-remains':
      return nth === 1 ? standing() : nothing;
    case 'look-at-sessions':
      return ok({ progress: { looked: 3, count: 0, sims: [] }, next: 'done', warnings: [] });
    case 'restore-group':
      return ok({ status: 'restored', warnings: [] });
    case 'reconnect-sims':
      return ok({ progress: { ...payload.progress, listed: true }, next: 'done' });
    case 'remove-routes':
      return ok({ removed: 1, warnings: [] });
    case 'delete-peering':
      return ok({ status: 'asked' });
    case 'look-for-peering':
    case 'look-for-vpg':
      return ok(step === 'look-for-vpg' ? { status: 'gone' } : { status: 'gone', warnings: [] });
    case 'terminate-vpg':
      return ok({ status: 'asked', warnings: [] });
    case 'leave-dns':
      return ok({ status: 'no place', host: '' });
    case 'finish-removal':
      return ok({ name: 'plant', state: 'removed', run: 2, warnings: payload.warnings, cost });
    case 'take-stock':
      return ok({ error: payload.failure.error, cause: `${payload.failure.step}, and stock was taken` });
    default:
      throw new Error(`Nobody stands in for ${step}.`);
  }
}

const remove = (answers: Answers = {}): Promise<Rehearsed> =>
  rehearse({ name: 'plant' }, allWell, answers, 1, 'remove-network');

/** What the machine has told "Take stock" of the failure that ended a run. */
function failureOf(run: Rehearsed): Record<string, unknown> {
  const { failure } = run.stock;
  expect(run.result).toEqual(['FAILED', failure.error, `${failure.step}, and stock was taken`]);
  expect(run.states().slice(-2)).toEqual(['Take stock', 'Network not removed']);
  return failure;
}

describe('a removal that goes well', () => {
  it('passes its states, and looks a last time', async () => {
    const run = await remove();
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.states()).toEqual([
      'Confirm removal',
      'Is a stopped run still at work?',
      'Find remains',
      'What is left?',
      'Look at sessions',
      'Are there sessions left?',
      'What is left?',
      'Leave DNS',
      'Has the network a place on a DNS host?',
      'What is left?',
      'Look at sessions',
      'Are there sessions left?',
      'What is left?',
      'Disconnect the peerings',
      'Is every peering gone?',
      'Terminate VPG',
      'Is the VPG going?',
      'Look for VPG',
      'Is the VPG gone?',
      'Find remains',
      'What is left?',
      'Finish removal',
      'Network removed',
    ]);
    expect(run.states(0)).toEqual([
      'Begin to disconnect',
      'Remove routes',
      'Delete peering',
      'Look for peering',
      'Is the peering gone?',
      'Peering disconnected',
    ]);
  });

  it('tells each step what it needs', async () => {
    const run = await remove({ 'find-remains': [standing([leaving('p1')], { groups: ['g1'] }), standing()] });
    const execution = {
      arn: 'arn:aws:states:ap-northeast-1:111111111111:execution:remove-network:plant-1',
      name: 'plant-1',
    };
    const item = { network: 'plant', execution, peering: leaving('p1'), force: false };
    const told = run.calls.filter((call) => call.nth === 1).map(({ step, payload }) => [step, payload]);
    expect(Object.fromEntries(told)).toEqual({
      'confirm-removal': { asked: { name: 'plant' }, execution },
      'find-remains': { network: plant(1), force: false },
      'look-at-sessions': { network: plant(1), vpgId, force: false, progress: {} },
      'restore-group': { network: 'plant', groupId: 'g1' },
      'reconnect-sims': { network: plant(1), vpgId, leaves: 'g1', progress: {} },
      'leave-dns': { network: 'plant', keep: false },
      'remove-routes': item,
      'delete-peering': item,
      'look-for-peering': item,
      'terminate-vpg': { network: 'plant', vpgId, force: false },
      'look-for-vpg': { network: 'plant', vpgId },
      'finish-removal': { name: 'plant', execution, warnings: [] },
    });
  });

  it('waits first for what a stopped run may still do', async () => {
    const run = await remove({ 'confirm-removal': [confirmed({ waitSeconds: 180 })] });
    expect(run.path().slice(1, 4)).toEqual([
      '1 Is a stopped run still at work?',
      '1 Wait for a stopped run',
      '181 Find remains',
    ]);
  });

  it('waits for what may still turn up, and removes it when it does', async () => {
    const run = await remove({ 'find-remains': [remains('doubtful'), remains('doubtful'), standing([]), nothing] });
    expect(run.callsOf('find-remains').map(({ at }) => at)).toEqual([1, 63, 124, 129]);
    expect(run.callsOf('terminate-vpg')).toHaveLength(1);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it.each([0, 1, 2])('gives %d groups back before anything else, once each', async (count) => {
    const groups = ['g1', 'g2'].slice(0, count);
    const run = await remove({
      'find-remains': [...times(count + 1, standing([leaving('p1')], { groups })), nothing],
    });
    expect(run.callsOf('restore-group').map(({ payload }) => payload.groupId)).toEqual(groups);
    expect(run.callsOf('reconnect-sims').map(({ payload }) => payload.leaves)).toEqual(groups);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('asks no SIM where the file says so, and none of a group that is gone', async () => {
    const quiet = confirmed({ network: plant(1, { reconnect: 'none' }) });
    const found = [standing([], { groups: ['g1'] }), standing([]), nothing];
    const left = await remove({ 'confirm-removal': [quiet], 'find-remains': found });
    expect(left.callsOf('reconnect-sims')).toEqual([]);
    const gone = await remove({
      'find-remains': found,
      'restore-group': [ok({ status: 'gone', warnings: [] })],
    });
    expect(gone.callsOf('reconnect-sims')).toEqual([]);
  });

  it('waits until a VPG that is being created runs', async () => {
    const creating = ok({ status: 'creating', warnings: [] });
    const run = await remove({ 'terminate-vpg': [creating, creating] });
    expect(run.callsOf('terminate-vpg')).toHaveLength(3);
    expect(run.states()).toContain('Wait for the VPG to run');
  });

  it('removes one VPG after the other while there are any', async () => {
    const run = await remove({ 'find-remains': [standing(), standing([], { vpgId: 'second' }), nothing] });
    expect(run.callsOf('terminate-vpg').map(({ payload }) => payload.vpgId)).toEqual([vpgId, 'second']);
  });

  it('looks through the sessions of all SIMs, part by part, before anything is changed, and for each VPG once more before its peerings go', async () => {
    const part = (looked: number, next: string, warnings: unknown[] = []) =>
      ok({
        progress: { ...(next === 'page' ? { cursor: `c${looked}` } : {}), looked, count: 0, sims: [] },
        next,
        warnings,
      });
    const run = await remove({
      'find-remains': [standing([], { groups: ['g1'] }), standing([]), standing([], { vpgId: 'second' }), nothing],
      'look-at-sessions': [part(2000, 'page'), part(4000, 'page'), part(4100, 'done')],
    });
    const looks = run.callsOf('look-at-sessions').map(({ payload }) => [payload.vpgId, payload.progress.cursor]);
    expect(looks).toEqual([
      [vpgId, undefined],
      [vpgId, 'c2000'],
      [vpgId, 'c4000'],
      [vpgId, undefined],
      ['second', undefined],
      ['second', undefined],
    ]);
    const steps = run.calls.map(({ step }) => step);
    expect(steps.indexOf('restore-group')).toBeGreaterThan(steps.indexOf('look-at-sessions') + 2);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('goes on with a warning where more SIMs are online than a run can look at', async () => {
    const page = ok({ progress: { cursor: 'c', looked: 9, count: 0, sims: [] }, next: 'page', warnings: [] });
    const run = await remove({ 'look-at-sessions': times(1000, page) });
    const told = run.callsOf('finish-removal')[0]?.payload.warnings as { message: string }[];
    expect(told.map(({ message }) => message)).toEqual([expect.stringMatching(/^Millions of SIMs are online/)]);
  });

  it('leaves a VPG that is not its own', async () => {
    const run = await remove({ 'find-remains': [remains('standing', [leaving('p1')]), nothing] });
    expect(run.callsOf('terminate-vpg')).toEqual([]);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('tells the warnings of all steps at the end', async () => {
    const warning = (message: string) => [{ field: 'f', message }];
    const run = await remove({
      'find-remains': [standing([leaving('p1'), leaving('p2')], { warnings: warning('a') })],
      'remove-routes p1': [ok({ removed: 0, warnings: warning('b') })],
      'look-for-peering p2': [ok({ status: 'gone', warnings: warning('c') })],
      'terminate-vpg': [ok({ status: 'asked', warnings: warning('d') })],
    });
    const told = run.callsOf('finish-removal')[0]?.payload.warnings as { message: string }[];
    expect(told.map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a removal that fails', () => {
  it.each([
    ['confirm-removal', 'Confirm removal'],
    ['find-remains', 'Find remains'],
    ['look-at-sessions', 'Look at sessions'],
    ['terminate-vpg', 'Terminate VPG'],
    ['look-for-vpg', 'Look for VPG'],
    ['finish-removal', 'Finish removal'],
  ])('at %s takes stock', async (step, state) => {
    const run = await remove({ [step]: [fails('SoracomDenied', 'no')] });
    expect(failureOf(run)).toMatchObject({ error: 'SoracomDenied', step: state });
  });

  it.each([
    ['restore-group', 'Restore group'],
    ['reconnect-sims', 'Reconnect SIMs'],
  ])('at %s takes stock', async (step, state) => {
    const run = await remove({
      'find-remains': [standing([], { groups: ['g1'] })],
      [step]: [fails('SoracomDenied', 'no')],
    });
    expect(failureOf(run)).toMatchObject({ error: 'SoracomDenied', step: state, untouched: false });
  });

  it.each(['confirm-removal', 'find-remains', 'look-at-sessions'])(
    'at %s before anything was changed says so',
    async (step) => {
      const run = await remove({ [step]: [fails('VpgInUse', 'no')] });
      expect(failureOf(run)).toMatchObject({ error: 'VpgInUse', untouched: true });
    },
  );

  it('at a later look than the first says that something was changed', async () => {
    const run = await remove({ 'find-remains': [standing(), fails('VpgInUse', 'no')] });
    expect(failureOf(run)).toMatchObject({ step: 'Find remains', untouched: false });
  });

  it.each([
    ['remove-routes', 'Remove routes'],
    ['delete-peering', 'Delete peering'],
    ['look-for-peering', 'Look for peering'],
  ])('at %s of one peering lets the other go, and leaves the VPG', async (step, state) => {
    const run = await remove({
      'find-remains': [standing([leaving('p1'), leaving('p2')])],
      [`${step} p1`]: [fails('Ec2Denied', 'no')],
    });
    expect(failureOf(run)).toMatchObject({ error: 'Ec2Denied', step: state, peering: 'p1', others: [] });
    expect(run.callsOf('look-for-peering', 'p2')).toHaveLength(1);
    expect(run.callsOf('terminate-vpg')).toEqual([]);
  });

  it('a peering, a VPG or a remainder that does not go is RemovalTooSlow', async () => {
    const going = ok({ status: 'going', warnings: [] });
    const peering = await remove({ 'look-for-peering': times(20, going) });
    expect(failureOf(peering)).toMatchObject({ error: 'RemovalTooSlow', step: 'Look for peering' });
    const vpg = await remove({ 'look-for-vpg': times(80, ok({ status: 'going' })) });
    expect(failureOf(vpg)).toMatchObject({ error: 'RemovalTooSlow', step: 'Look for VPG' });
    const again = await remove({ 'find-remains': times(100, standing([])) });
    expect(failureOf(again)).toMatchObject({ error: 'RemovalTooSlow', step: 'Find remains' });
  });

  it('a VPG that never runs is VpgTooSlow', async () => {
    const run = await remove({ 'terminate-vpg': times(40, ok({ status: 'creating', warnings: [] })) });
    expect(failureOf(run)).toMatchObject({ error: 'VpgTooSlow', step: 'Terminate VPG' });
  });

  it('tells the failure itself where no stock can be taken', async () => {
    const run = await remove({
      'find-remains': [fails('VpgInUse', 'others use it')],
      'take-stock': [fails('ZodError', 'a bug')],
    });
    expect(run.result).toEqual(['FAILED', 'VpgInUse', expect.stringContaining('What is left could not be read')]);
  });

  it('lost answers are asked for again', async () => {
    const lost = fails('SoracomUnavailable');
    const run = await remove({
      'delete-peering': [lost],
      'terminate-vpg': [lost, fails('States.Timeout')],
      'finish-removal': [fails('StoreUnavailable')],
    });
    expect(run.result).toEqual(['SUCCEEDED']);
  });
});

describe('a network with a place on a DNS host', () => {
  const leaving = ok({ status: 'leaving', host: 'tokyo-1', commandId: 'command-1' });
  const delivered = ok({ status: 'delivered' });
  const placed: Answers = {
    'leave-dns': [leaving],
    'look-at-dns': [delivered],
    'clear-place': [ok({ status: 'clear' })],
  };
  const left = (more: Answers = {}) => remove({ ...placed, 'free-place': [ok({ status: 'free', left: 0 })], ...more });

  it('leaves it before its peerings go, and gives it back after them', async () => {
    const run = await left();
    const steps = run.calls.map(({ step }) => step);
    const order = [
      'leave-dns',
      'look-at-dns',
      'clear-place',
      'delete-peering',
      'terminate-vpg',
      'free-place',
      'finish-removal',
    ];
    expect(steps.filter((step) => order.includes(step))).toEqual(order);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('of which nothing is published asks the host for nothing', async () => {
    const run = await left({ 'leave-dns': [ok({ status: 'silent', host: 'tokyo-1' })], 'look-at-dns': [] });
    expect(run.callsOf('look-at-dns')).toEqual([]);
    expect(run.callsOf('free-place')).toHaveLength(1);
  });

  it('gives a second one back, too, that a move to another host has left', async () => {
    const run = await left({
      'leave-dns': times(2, leaving),
      'look-at-dns': times(2, delivered),
      'clear-place': times(2, ok({ status: 'clear' })),
      'free-place': [ok({ status: 'free', left: 1 }), ok({ status: 'free', left: 0 })],
    });
    expect(run.callsOf('free-place')).toHaveLength(2);
    expect(run.states().slice(-7)).toEqual([
      'Clear place',
      'Is the place clear?',
      'What is left?',
      'Free place',
      'Is there another place?',
      'Finish removal',
      'Network removed',
    ]);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('waits for the host and for the ENI', async () => {
    const run = await left({
      'look-at-dns': [ok({ status: 'waiting' }), ok({ status: 'waiting' }), delivered],
      'clear-place': [ok({ status: 'clearing' }), ok({ status: 'clear' })],
    });
    expect(run.callsOf('clear-place')).toHaveLength(2);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('keeps it, and its peerings, when another tenant is in the way for the third time, or the ENI stays', async () => {
    const [again, stays] = [ok({ status: 'again' }), ok({ status: 'clearing' })];
    const other = await remove({ 'leave-dns': times(3, leaving), 'look-at-dns': times(3, again) });
    expect(failureOf(other)).toMatchObject({ error: 'DnsHostFailed', step: 'Look at DNS' });
    const eni = await remove({ ...placed, 'clear-place': times(24, stays) });
    expect(failureOf(eni)).toMatchObject({ error: 'DnsHostTooSlow', step: 'Clear place' });
    for (const run of [other, eni]) {
      expect(run.callsOf('delete-peering')).toEqual([]);
      expect(run.callsOf('free-place')).toEqual([]);
    }
  });
});
