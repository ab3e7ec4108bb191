import { describe, expect, it } from 'vitest';
import { allWell, dns, pcx, plant, range, vpgId } from './plant.ts';
import { type Answer, type Answers, type Call, fails, ok, type Rehearsed, rehearse, silent } from './rehearsal.ts';
import { awsTransients } from './retry-faults.ts';

const absent = ok({ status: 'absent', doubtful: false, warnings: [] });
const doubtful = ok({ status: 'absent', doubtful: true, warnings: [] });
const standing = (made = true, warnings: unknown[] = []) => ok({ status: 'standing', vpgId, made, warnings });
const creating = (waitSeconds: number) => ok({ status: 'creating', waitSeconds });
const seen = (status: string, ranges: string[] = []) => ok({ status, ranges });
const warning = (n: number) => ({ field: `peerings[${n}]`, message: `warning ${n}` });
const times = (count: number, answer: Answer): Answer[] => Array.from({ length: count }, () => answer);
const secondsBetween = (calls: readonly Call[]) =>
  calls.slice(1).map((call, index) => call.at - (calls[index] as Call).at);

const toTheVpg = ['Confirm run', 'Check network', 'Find VPG', 'Does the VPG stand?'];
const fromTheVpg = [
  'Look at VPG',
  'Is the VPG running?',
  'Check range',
  'Find unwished',
  'Is there a place to give back?',
  'Is there a peering that goes?',
  'Connect the peerings',
];
const toTheEnd = [
  'Is every peering connected?',
  'Set group',
  'Shall the SIMs reconnect?',
  'Reconnect SIMs',
  'Are there SIMs left?',
  'Is there a group to give back?',
  'Finish run',
  'Network ready',
];
const failed = ['Shall the run be undone?', 'Take stock', 'Network not ready'];

const patientErrors = [
  'SoracomUnavailable',
  'Ec2Throttled',
  'Ec2Unavailable',
  'StoreUnavailable',
  'StepTimedOut',
  ...awsTransients.filter((name) => name !== 'States.Timeout'),
];

/** Rehearses a network of so many peerings; all goes well but for the answers given. */
const provision = (answers: Answers = {}, peerings = 1, changes: Record<string, unknown> = {}): Promise<Rehearsed> =>
  rehearse(plant(peerings, changes), allWell, answers);

/** What the machine has told "Finish run" in a run that ended well. */
function finished(run: Rehearsed) {
  expect(run.result).toEqual(['SUCCEEDED']);
  return run.callsOf('finish-run')[0]?.payload;
}

/** What the machine has told "Take stock" of the failure that ended a run. */
function failureOf(run: Rehearsed): Record<string, unknown> {
  const { failure } = run.stock;
  expect(run.result).toEqual(['FAILED', failure.error, `${failure.step}, and stock was taken`]);
  expect(run.states().slice(-2)).toEqual(failed.slice(1));
  return failure;
}

describe('a network that goes well', () => {
  it('passes all states in the order of the file, and waits only for EC2', async () => {
    const run = await provision();
    expect(run.path()).toEqual([
      '0 Confirm run',
      '1 Check network',
      '2 Find VPG',
      '3 Does the VPG stand?',
      '3 Create VPG',
      '4 Look at VPG',
      '5 Is the VPG running?',
      '5 Check range',
      '6 Find unwished',
      '7 Is there a place to give back?',
      '7 Is there a peering that goes?',
      '7 Connect the peerings',
      '17 Is every peering connected?',
      '17 Set group',
      '18 Shall the SIMs reconnect?',
      '18 Reconnect SIMs',
      '19 Are there SIMs left?',
      '19 Is there a group to give back?',
      '19 Finish run',
      '20 Network ready',
    ]);
    expect(run.path(0)).toEqual([
      '7 Begin with the peering',
      '7 Create peering',
      '8 Look at peering',
      '9 How far is the peering?',
      '9 Accept peering',
      '10 Wait for the peering',
      '15 Look at peering',
      '16 How far is the peering?',
      '16 Add routes',
    ]);
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(JSON.parse(run.ended.output ?? '')).toMatchObject({ name: 'plant', state: 'ready', run: 1, vpgId });
  });

  it('tells each step what it needs', async () => {
    const run = await provision();
    const network = plant(1);
    const execution = {
      arn: 'arn:aws:states:ap-northeast-1:111111111111:execution:provision-network:plant-1',
      name: 'plant-1',
    };
    const [peering] = network.peerings as [unknown];
    const item = { network: 'plant', vpgId, ranges: [range], execution, run: 1, peering };
    const peeringId = pcx('p1');
    const told = run.calls.filter((call) => call.nth === 1).map(({ step, payload }) => [step, payload]);
    expect(Object.fromEntries(told)).toEqual({
      'confirm-run': { network, execution },
      'check-network': { network, execution },
      'find-vpg': { network },
      'create-vpg': { network },
      'look-at-vpg': { network: 'plant', vpgId, made: true },
      'check-range': { network, vpgId, execution },
      'find-unwished': { network, vpgId },
      'create-peering': item,
      'look-at-peering': { ...item, peeringId },
      'accept-peering': { ...item, peeringId },
      'add-routes': { ...item, peeringId },
      'set-group': { network, vpgId, run: 1 },
      'reconnect-sims': { network, vpgId, progress: {} },
      'finish-run': {
        name: 'plant',
        vpgId,
        warnings: [],
        execution,
        sims: { reconnected: 0, offline: 0, late: 0, lateSims: [] },
      },
    });
  });

  it.each([1, 2, 50])('connects %d peerings, five at a time, each with its own facts', async (count) => {
    const run = await provision({}, count);
    expect(run.result).toEqual(['SUCCEEDED']);
    const created = run.callsOf('create-peering');
    expect(created.map((call) => call.payload.peering)).toEqual(plant(count).peerings);
    // A peering takes ten seconds: the next five begin when the five before them have ended.
    expect(created.map((call) => call.at)).toEqual(Array.from({ length: count }, (_, n) => 7 + Math.floor(n / 5) * 10));
    const routed = run.callsOf('add-routes').map(({ payload }) => [payload.peering.name, payload.peeringId]);
    expect(routed.toSorted()).toEqual(created.map(({ peering }) => [peering, pcx(peering)]).toSorted());
    expect(run.callsOf('set-group')[0]?.at).toBe(7 + Math.ceil(count / 5) * 10);
  });

  it('leaves one and two DNS servers, and tables by subnets, as they are in the file', async () => {
    for (const servers of [['10.1.0.53'], ['10.1.0.53', '10.1.0.54']]) {
      const [peering] = plant(1).peerings as [object];
      const network = plant(1, {
        peerings: [{ ...peering, routeTables: { subnets: ['subnet-00000001'] } }],
        airGroup: { groupId: '00000000-0000-4000-8000-000000000001', dnsServers: servers },
      });
      const run = await rehearse(network, allWell);
      expect(run.callsOf('set-group')[0]?.payload.network).toEqual(network);
      expect(run.callsOf('add-routes')[0]?.payload.peering).toEqual((network.peerings as [unknown])[0]);
    }
  });

  it('goes on with the network as "Confirm run" has read it, not as it was given', async () => {
    const { vpg: _, reconnect: __, ...bare } = plant(1);
    const run = await rehearse(bare, allWell, { 'confirm-run': [ok({ network: plant(1), run: 1 })] });
    expect(run.callsOf('confirm-run')[0]?.payload.network).toEqual(bare);
    expect(run.callsOf('check-network')[0]?.payload.network).toEqual(plant(1));
    expect(run.callsOf('create-vpg')[0]?.payload.network).toEqual(plant(1));
  });
});

describe('the VPG', () => {
  it('is not created when it stands already', async () => {
    const run = await provision({ 'find-vpg': [standing()] });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.states()).toEqual([...toTheVpg, ...fromTheVpg, ...toTheEnd]);
    expect(run.callsOf('look-at-vpg')[0]?.payload).toEqual({ network: 'plant', vpgId, made: true });
  });

  it('is known as not made by us when it is adopted', async () => {
    const run = await provision({ 'find-vpg': [standing(false)] });
    expect(run.callsOf('create-vpg')).toEqual([]);
    expect(run.callsOf('look-at-vpg')[0]?.payload).toEqual({ network: 'plant', vpgId, made: false });
  });

  it('is looked at again when the time has passed that the step says', async () => {
    const run = await provision({ 'look-at-vpg': [creating(180), creating(15), creating(15)] });
    expect(run.path().slice(4, 16)).toEqual([
      '3 Create VPG',
      '4 Look at VPG',
      '5 Is the VPG running?',
      '5 Wait for the VPG',
      '185 Look at VPG',
      '186 Is the VPG running?',
      '186 Wait for the VPG',
      '201 Look at VPG',
      '202 Is the VPG running?',
      '202 Wait for the VPG',
      '217 Look at VPG',
      '218 Is the VPG running?',
    ]);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('is in time when the 120th look sees it run', async () => {
    const run = await provision({ 'look-at-vpg': times(119, creating(15)) });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('look-at-vpg')).toHaveLength(120);
  });

  it('is too slow when 120 looks have not seen it run', async () => {
    const run = await provision({ 'look-at-vpg': [creating(300), ...times(119, creating(15))] });
    expect(failureOf(run)).toEqual({
      error: 'VpgTooSlow',
      cause: `VPG ${vpgId} is still being created after 120 looks; it may yet come.`,
      step: 'Look at VPG',
    });
    const looks = run.callsOf('look-at-vpg');
    expect(looks).toHaveLength(120);
    expect(looks.at(-1)?.at).toBe(4 + 300 + 118 * 15 + 119);
    expect(run.callsOf('create-peering')).toEqual([]);
  });

  it.each([[[]], [['100.67.0.0/24']]])('hands its ranges %j on as a list', async (ranges) => {
    const run = await provision({ 'look-at-vpg': [ok({ status: 'running', ranges })] }, 2);
    for (const { payload } of run.callsOf('create-peering')) expect(payload.ranges).toEqual(ranges);
  });
});

describe('a lost answer to "Create VPG"', () => {
  it.each([
    ...patientErrors.map((error) => [error, fails(error), 4] as const),
    ['States.Timeout', silent, 63] as const,
  ])('by %s is looked for after a minute, and not created again when it is found', async (_, lost, at) => {
    const run = await provision({ 'create-vpg': [lost], 'find-vpg': [absent, standing()] });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.path().slice(4, 9)).toEqual([
      '3 Create VPG',
      `${at} Wait for a lost answer`,
      `${at + 60} Find VPG`,
      `${at + 61} Does the VPG stand?`,
      `${at + 61} Look at VPG`,
    ]);
    expect(run.callsOf('create-vpg')).toHaveLength(1);
  });

  it('is looked for five times before the VPG is created once more', async () => {
    const run = await provision({ 'create-vpg': [fails('SoracomUnavailable')] });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('find-vpg').map((call) => call.at)).toEqual([2, 64, 125, 186, 247, 308]);
    expect(run.callsOf('create-vpg').map((call) => call.at)).toEqual([3, 309]);
  });

  it('may be found at the last of the five looks', async () => {
    const run = await provision({
      'create-vpg': [fails('SoracomUnavailable')],
      'find-vpg': [...times(5, absent), standing()],
    });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('create-vpg')).toHaveLength(1);
  });

  it('that is lost twice may still be found', async () => {
    const run = await provision({
      'create-vpg': [fails('SoracomUnavailable'), silent],
      'find-vpg': [...times(10, absent), standing()],
    });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('create-vpg')).toHaveLength(2);
  });

  it('that is lost twice and never found ends the run with that error, after two creates', async () => {
    const run = await provision({ 'create-vpg': [silent, fails('SoracomUnavailable', 'SORACOM gave no answer.')] });
    expect(failureOf(run)).toEqual({
      error: 'SoracomUnavailable',
      cause: expect.stringContaining('SORACOM gave no answer.'),
      step: 'Create VPG',
    });
    expect(run.callsOf('create-vpg')).toHaveLength(2);
    expect(run.callsOf('find-vpg')).toHaveLength(11);
  });

  it('leaves what a look of the search itself says to the end of the run', async () => {
    const run = await provision({
      'create-vpg': [fails('SoracomUnavailable')],
      'find-vpg': [absent, fails('VpgConflict')],
    });
    expect(failureOf(run)).toMatchObject({ error: 'VpgConflict', step: 'Find VPG' });
  });

  it('keeps the warnings about the VPGs that were found', async () => {
    const run = await provision({
      'create-vpg': [fails('SoracomUnavailable')],
      'find-vpg': [absent, standing(true, [warning(1)])],
    });
    expect(finished(run).warnings).toEqual([warning(1)]);
  });
});

describe('a VPG that a run asked for which was cut off', () => {
  it('is waited for a minute at a time while it may still turn up, and not created when it does', async () => {
    const run = await provision({ 'find-vpg': [doubtful, doubtful, standing()] });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('find-vpg').map((call) => call.at)).toEqual([2, 63, 124]);
    expect(run.callsOf('create-vpg')).toEqual([]);
  });

  it('is created as soon as nothing can turn up any more', async () => {
    const run = await provision({ 'find-vpg': [doubtful, absent] });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('create-vpg').map((call) => call.at)).toEqual([64]);
  });

  it('is created after five looks at the latest', async () => {
    const run = await provision({ 'find-vpg': times(5, doubtful) });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('find-vpg')).toHaveLength(5);
    expect(run.callsOf('create-vpg').map((call) => call.at)).toEqual([2 + 4 * 61 + 1]);
  });

  it('is created at most twice more, with five looks after each lost answer', async () => {
    const run = await provision({ 'find-vpg': times(15, doubtful), 'create-vpg': [silent, silent] });
    expect(failureOf(run)).toMatchObject({ error: 'States.Timeout', step: 'Create VPG' });
    expect(run.callsOf('create-vpg')).toHaveLength(2);
    expect(run.callsOf('find-vpg')).toHaveLength(15);
  });
});

describe('"Create VPG"', () => {
  it('is tried again when SORACOM throttles it, because nothing was created then', async () => {
    const run = await provision({ 'create-vpg': times(8, fails('SoracomThrottled')) });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(secondsBetween(run.callsOf('create-vpg'))).toEqual([21, 31, 46, 61, 61, 61, 61, 61]);
    expect(run.states()).not.toContain('Wait for a lost answer');
  });

  it.each(['SoracomRejected', 'QuotaExceeded', 'TypeError'])('fails at once with %s', async (error) => {
    const run = await provision({ 'create-vpg': [fails(error)] });
    expect(failureOf(run)).toMatchObject({ error, step: 'Create VPG' });
    expect(run.callsOf('create-vpg')).toHaveLength(1);
  });
});

const outerTasks = [
  ['Confirm run', 'confirm-run'],
  ['Check network', 'check-network'],
  ['Find VPG', 'find-vpg'],
  ['Look at VPG', 'look-at-vpg'],
  ['Check range', 'check-range'],
  ['Set group', 'set-group'],
  ['Reconnect SIMs', 'reconnect-sims'],
  ['Finish run', 'finish-run'],
] as const;

describe.each(outerTasks)('"%s"', (state, step) => {
  it('is tried again up to fourteen times, patiently, with full jitter', async () => {
    const run = await provision({ [step]: times(14, fails('StoreUnavailable')) });
    expect(run.result).toEqual(['SUCCEEDED']);
    const waits = secondsBetween(run.callsOf(step).slice(0, 15)).map((seconds) => seconds - 1);
    expect(waits).toHaveLength(14);
    for (const [index, most] of [2, 4, 8, 16, 32, ...Array.from({ length: 9 }, () => 60)].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(0);
      expect(waits[index]).toBeLessThanOrEqual(most);
    }
    expect(new Set(waits.map((seconds, index) => seconds / 2 ** index)).size).toBeGreaterThan(1);
  });

  it('ends the run when it has failed for the fifteenth time', async () => {
    const run = await provision({ [step]: times(15, fails('StoreUnavailable', 'The table gave no answer.')) });
    const cause = expect.stringContaining('The table gave no answer.');
    expect(failureOf(run)).toEqual({ error: 'StoreUnavailable', cause, step: state });
  });

  it('is tried again up to eight times when SORACOM throttles, when the minute is over', async () => {
    const throttled = fails('SoracomThrottled');
    const run = await provision({ [step]: times(8, throttled) });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(secondsBetween(run.callsOf(step).slice(0, 9))).toEqual([21, 31, 46, 61, 61, 61, 61, 61]);
    expect(failureOf(await provision({ [step]: times(9, throttled) }))).toMatchObject({ error: 'SoracomThrottled' });
  });

  it.each(['NotFound', 'SoracomDenied', 'TypeError', 'ZodError'])('ends the run at once with %s', async (error) => {
    const run = await provision({ [step]: [fails(error)] });
    expect(failureOf(run)).toEqual({ error, cause: expect.stringContaining(`${error} happened.`), step: state });
    expect(run.callsOf(step)).toHaveLength(1);
    expect(run.stock.network).toEqual(plant(1));
  });

  it('is tried again when it does not answer in time, and ends the run if it never does', async () => {
    expect((await provision({ [step]: [silent] })).result).toEqual(['SUCCEEDED']);
    const run = await provision({ [step]: times(15, silent) });
    expect(failureOf(run)).toEqual({ error: 'States.Timeout', cause: '', step: state });
  });
});

describe('retries', () => {
  it.each(patientErrors)('are made for %s', async (error) => {
    const run = await provision({ 'check-range': [fails(error)], 'look-at-peering p1': [fails(error)] });
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('count for each kind of error by itself', async () => {
    const both = [...times(14, fails('SoracomUnavailable')), ...times(8, fails('SoracomThrottled'))];
    expect((await provision({ 'set-group': both })).result).toEqual(['SUCCEEDED']);
  });
});

describe('a peering', () => {
  it('may be not visible yet, pending, provisioning and then active', async () => {
    const looks = [seen('not visible yet'), seen('pending'), seen('pending'), seen('provisioning')];
    const run = await provision({ 'look-at-peering': looks });
    expect(run.path(0)).toEqual([
      '7 Begin with the peering',
      '7 Create peering',
      '8 Look at peering',
      '9 How far is the peering?',
      '9 Wait for the peering',
      '14 Look at peering',
      '15 How far is the peering?',
      '15 Accept peering',
      '16 Wait for the peering',
      '21 Look at peering',
      '22 How far is the peering?',
      '22 Accept peering',
      '23 Wait for the peering',
      '28 Look at peering',
      '29 How far is the peering?',
      '29 Wait for the peering',
      '34 Look at peering',
      '35 How far is the peering?',
      '35 Add routes',
    ]);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('that is active already is not accepted again', async () => {
    const run = await provision({ 'look-at-peering': [seen('active', [range])] });
    expect(run.callsOf('accept-peering')).toEqual([]);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it.each([[[]], [[range]], [[range, '100.68.0.0/24']]])('gets routes back to %j, a list', async (ranges) => {
    const run = await provision({ 'look-at-peering': [seen('active', ranges)] });
    expect(run.callsOf('add-routes')[0]?.payload.ranges).toEqual(ranges);
  });

  it.each([0, 1, 2])('says how many routes it has: %d', async (count) => {
    const route = { routeTableId: 'rtb-1', destinationCidrBlock: range, made: true };
    const routes = Array.from({ length: count }, () => route);
    const run = await provision({ 'add-routes': [ok({ routes })] });
    const left = run.history.find((event) => event.type === 'MapStateExited')?.stateExitedEventDetails;
    const { connections } = (left as { assignedVariables: { connections: string } }).assignedVariables;
    expect(JSON.parse(connections)).toEqual([{ name: 'p1', status: 'connected', peeringId: pcx('p1'), routes: count }]);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it.each([
    ['not visible yet', []],
    ['pending', []],
    ['provisioning', []],
  ])('that is still "%s" after 30 looks is too slow', async (status) => {
    const run = await provision({ 'look-at-peering': times(30, seen(status)) });
    expect(failureOf(run)).toEqual({
      error: 'PeeringTooSlow',
      cause: `Peering ${pcx('p1')} is "${status}" in EC2 after 30 looks; it may yet come.`,
      step: 'Look at peering',
      peering: 'p1',
      others: [],
    });
    const waits = secondsBetween(run.callsOf('look-at-peering')).map((s) => s - (status === 'pending' ? 2 : 1));
    expect(waits).toEqual([...Array(11).fill(5), ...Array(18).fill(15)]);
    expect(run.callsOf('accept-peering')).toHaveLength(status === 'pending' ? 29 : 0);
  });

  it('is in time when the 30th look sees it active', async () => {
    const run = await provision({ 'look-at-peering': [...times(29, seen('provisioning')), seen('active', [range])] });
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it.each([
    ...patientErrors.map((error) => [error, fails(error), 1] as const),
    ['States.Timeout', silent, 60] as const,
  ])('is asked for again a minute after its answer was lost by %s', async (_, lost, seconds) => {
    const run = await provision({ 'create-peering': [lost] });
    expect(run.path(0).slice(0, 5)).toEqual([
      '7 Begin with the peering',
      '7 Create peering',
      `${7 + seconds} Was it tried often enough?`,
      `${7 + seconds} Wait for a lost peering`,
      `${67 + seconds} Create peering`,
    ]);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('is asked for five times at most', async () => {
    const lost = fails('SoracomUnavailable', 'SORACOM gave no answer.');
    expect((await provision({ 'create-peering': times(4, lost) })).result).toEqual(['SUCCEEDED']);
    const run = await provision({ 'create-peering': times(5, lost) });
    expect(run.callsOf('create-peering').map((call) => call.at)).toEqual([7, 68, 129, 190, 251]);
    expect(failureOf(run)).toEqual({
      error: 'SoracomUnavailable',
      cause: expect.stringContaining('SORACOM gave no answer.'),
      step: 'Create peering',
      peering: 'p1',
      others: [],
    });
  });

  it('is asked for again when SORACOM throttles', async () => {
    const run = await provision({ 'create-peering': times(8, fails('SoracomThrottled')) });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(secondsBetween(run.callsOf('create-peering'))).toEqual([21, 31, 46, 61, 61, 61, 61, 61]);
    expect(run.states(0)).not.toContain('Wait for a lost peering');
  });

  it.each([
    ['Create peering', 'create-peering'],
    ['Look at peering', 'look-at-peering'],
    ['Accept peering', 'accept-peering'],
    ['Add routes', 'add-routes'],
  ])('whose "%s" fails ends the run, told with its name', async (state, step) => {
    const run = await provision({ [step]: [fails('PeeringRefused', 'It was refused.')] });
    expect(run.states(0).slice(-2)).toEqual([state, 'Peering not connected']);
    expect(run.states()).toEqual([
      ...toTheVpg,
      'Create VPG',
      ...fromTheVpg,
      'Is every peering connected?',
      'Name the failed peerings',
      ...failed,
    ]);
    expect(failureOf(run)).toEqual({
      error: 'PeeringRefused',
      cause: expect.stringContaining('It was refused.'),
      step: state,
      peering: 'p1',
      others: [],
    });
  });

  it.each(['look-at-peering', 'accept-peering', 'add-routes'])('has its "%s" tried again', async (step) => {
    const lost = [...times(14, fails('Ec2Unavailable')), ...times(8, fails('SoracomThrottled'))];
    expect((await provision({ [step]: lost })).result).toEqual(['SUCCEEDED']);
    const run = await provision({ [step]: times(15, fails('Ec2Unavailable')) });
    expect(failureOf(run)).toMatchObject({ error: 'Ec2Unavailable', peering: 'p1' });
  });

  it('whose failure has a very long cause is told with the beginning of it', async () => {
    const run = await provision({ 'add-routes': times(50, fails('RouteConflict', 'x'.repeat(9000))) }, 50);
    const failure = failureOf(run);
    expect(failure.cause).toMatch(/^\{"errorType":"RouteConflict","errorMessage":"x+$/);
    expect(failure.cause).toHaveLength(4000);
    expect(failure.others).toHaveLength(49);
  });
});

describe('several peerings', () => {
  it('of which one fails: the others come to their end, and the group is left alone', async () => {
    const run = await provision({ 'create-peering p2': [fails('PeeringRefused')] }, 3);
    expect(run.states(0).at(-1)).toBe('Add routes');
    expect(run.states(1)).toEqual(['Begin with the peering', 'Create peering', 'Peering not connected']);
    expect(run.states(2).at(-1)).toBe('Add routes');
    expect(failureOf(run)).toMatchObject({ error: 'PeeringRefused', peering: 'p2', others: [] });
    expect(run.callsOf('set-group')).toEqual([]);
  });

  it('of which two fail: the first in the file names the error, the other is told with it', async () => {
    const run = await provision(
      { 'add-routes p1': [fails('RouteConflict')], 'create-peering p3': [fails('Ec2Denied')] },
      3,
    );
    expect(failureOf(run)).toMatchObject({ error: 'RouteConflict', peering: 'p1', others: ['p3 (Ec2Denied)'] });
  });

  it('that all fail are all told', async () => {
    const run = await provision({ 'create-peering': [fails('SoracomDenied')] }, 3);
    const others = ['p2 (SoracomDenied)', 'p3 (SoracomDenied)'];
    expect(failureOf(run)).toMatchObject({ error: 'SoracomDenied', peering: 'p1', others });
  });
});

describe('what an earlier file has made', () => {
  const leaving = (name: string) => ({
    name,
    peerOwnerId: '111111111111',
    peerVpcId: 'vpc-0000000f',
    peerRegion: 'ap-northeast-1',
    vpgId,
    peeringId: pcx(name),
    remove: true,
  });
  const progress = { listed: false, waiting: [], reconnected: 0, offline: 0, late: 0, lateSims: [] };
  const unwished = (peerings: unknown[], groups: string[] = []) => ok({ peerings, groups, places: 0 });
  const gone = ok({ status: 'gone', warnings: [] });
  const going = ok({ status: 'going', warnings: [] });
  const removed = ok({ removed: 1, warnings: [] });

  it.each([1, 2])('%d peerings go before the others are made', async (count) => {
    const names = ['old', 'older'].slice(0, count);
    const run = await provision({
      'find-unwished': [unwished(names.map(leaving))],
      'remove-routes old': [ok({ removed: 1, warnings: [{ field: 'peering old', message: 'left' }] })],
      'look-for-peering old': [going, gone],
    });
    expect(run.states(0)).toEqual(
      expect.arrayContaining(['Remove routes', 'Delete peering', 'Look for peering', 'Wait for the peering to go']),
    );
    const deleted = run.callsOf('delete-peering').map(({ payload }) => payload.peering);
    expect(deleted).toEqual(names.map(leaving));
    const last = run.callsOf('look-for-peering').at(-1)?.at ?? 0;
    expect(run.callsOf('create-peering')[0]?.at).toBeGreaterThan(last);
    expect(finished(run).warnings).toEqual([{ field: 'peering old', message: 'left' }]);
  });

  it('a peering that does not go ends the run before others are made', async () => {
    const run = await provision({
      'find-unwished': [unwished([leaving('old'), leaving('older')])],
      'remove-routes old': [removed],
      'look-for-peering old': times(20, going),
    });
    expect(failureOf(run)).toMatchObject({ error: 'RemovalTooSlow', step: 'Look for peering', peering: 'old' });
    expect(run.callsOf('create-peering')).toEqual([]);
  });

  it('a step that fails for one does not stop the other', async () => {
    const run = await provision({
      'find-unwished': [unwished([leaving('old'), leaving('older')])],
      'delete-peering old': [fails('SoracomDenied')],
    });
    expect(failureOf(run)).toMatchObject({
      error: 'SoracomDenied',
      step: 'Delete peering',
      peering: 'old',
      others: [],
    });
    expect(run.callsOf('look-for-peering', 'older')).toHaveLength(1);
  });

  it('groups get back what they had, one after the other, and their SIMs leave the VPG', async () => {
    const over = { ...progress, listed: true, reconnected: 7 };
    const run = await provision({
      'find-unwished': [unwished([], ['g1', 'g2'])],
      'reconnect-sims': [
        ok({ progress: { ...progress, listed: true, reconnected: 3 }, next: 'done' }),
        ok({ progress: over, next: 'done' }),
        ok({ progress: over, next: 'done' }),
      ],
    });
    expect(run.callsOf('restore-group').map(({ payload }) => payload)).toEqual([
      { network: 'plant', groupId: 'g1' },
      { network: 'plant', groupId: 'g2' },
    ]);
    expect(run.callsOf('reconnect-sims').map(({ payload }) => payload.leaves)).toEqual([undefined, 'g1', 'g2']);
    expect(finished(run).sims.reconnected).toBe(3);
  });
});

describe('the SIMs', () => {
  const progress = { listed: false, waiting: [], reconnected: 0, offline: 0, late: 0, lateSims: [] };

  it('are left alone when the file says so, and nothing is told of them', async () => {
    const run = await provision({}, 1, { reconnect: 'none' });
    expect(run.callsOf('reconnect-sims')).toEqual([]);
    expect(run.states().slice(-5)).toEqual([
      'Set group',
      'Shall the SIMs reconnect?',
      'Is there a group to give back?',
      'Finish run',
      'Network ready',
    ]);
    expect(Object.keys(finished(run)).toSorted()).toEqual(['execution', 'name', 'vpgId', 'warnings']);
  });

  it('reconnect page by page, then are waited for 15 seconds at a time', async () => {
    const first = { ...progress, cursor: 'c1', waiting: ['sim-1'], offline: 3 };
    const second = { ...progress, listed: true, until: 1_800_000_000_000, waiting: ['sim-1', 'sim-2'], offline: 5 };
    const third = { ...second, waiting: ['sim-2'], reconnected: 1 };
    const last = { ...second, waiting: [], reconnected: 1, late: 1, lateSims: ['sim-2'] };
    const run = await provision({
      'reconnect-sims': [
        ok({ progress: first, next: 'page' }),
        ok({ progress: second, next: 'wait' }),
        ok({ progress: third, next: 'wait' }),
        ok({ progress: last, next: 'done' }),
      ],
    });
    expect(run.path().slice(-14)).toEqual([
      '18 Shall the SIMs reconnect?',
      '18 Reconnect SIMs',
      '19 Are there SIMs left?',
      '19 Reconnect SIMs',
      '20 Are there SIMs left?',
      '20 Wait for the SIMs',
      '35 Reconnect SIMs',
      '36 Are there SIMs left?',
      '36 Wait for the SIMs',
      '51 Reconnect SIMs',
      '52 Are there SIMs left?',
      '52 Is there a group to give back?',
      '52 Finish run',
      '53 Network ready',
    ]);
    expect(run.callsOf('reconnect-sims').map((call) => call.payload.progress)).toEqual([{}, first, second, third]);
    expect(finished(run).sims).toEqual({ reconnected: 1, offline: 5, late: 1, lateSims: ['sim-2'] });
  });

  it.each([[[]], [['sim-1']], [['sim-1', 'sim-2']]])('that are late, %j, are told as a list', async (lateSims) => {
    const over = { ...progress, listed: true, late: lateSims.length, lateSims };
    const run = await provision({ 'reconnect-sims': [ok({ progress: over, next: 'done' })] });
    expect(finished(run).sims.lateSims).toEqual(lateSims);
  });

  it('of a group of 10,000 keep the history below 5,000 events', async () => {
    const waiting = Array.from({ length: 100 }, (_, n) => `8981100000000000${String(n).padStart(3, '0')}`);
    const page = ok({ progress: { ...progress, cursor: 'next', waiting }, next: 'page' });
    const listed = { ...progress, listed: true, until: 1_800_000_000_000, waiting };
    const run = await provision({
      'reconnect-sims': [...times(99, page), ...times(9, ok({ progress: listed, next: 'wait' }))],
    });
    expect(run.result).toEqual(['SUCCEEDED']);
    expect(run.callsOf('reconnect-sims')).toHaveLength(109);
    expect(run.history.length).toBeLessThan(5000);
  });

  it('of an endless group end with a warning after 1,000 calls', async () => {
    const page = ok({ progress: { ...progress, cursor: 'next' }, next: 'page' });
    const run = await provision({
      'check-range': [ok({ warnings: [warning(1)] })],
      'reconnect-sims': times(1000, page),
    });
    const message = expect.stringContaining('more SIMs than one run asks');
    expect(finished(run).warnings).toEqual([warning(1), { field: 'reconnect', message }]);
    expect(run.callsOf('reconnect-sims')).toHaveLength(1000);
  });
});

describe('warnings', () => {
  const counts = [0, 1, 2];
  const places = counts.flatMap((a) => counts.flatMap((b) => counts.map((c) => [a, b, c] as const)));

  it.each(places)(
    'of the check (%d), the search (%d) and the range (%d) reach the record in order',
    async (a, b, c) => {
      const list = (count: number, from: number) => Array.from({ length: count }, (_, n) => warning(from + n));
      const run = await provision({
        'check-network': [ok({ warnings: list(a, 10) })],
        'find-vpg': [standing(true, list(b, 20))],
        'check-range': [ok({ warnings: list(c, 30) })],
      });
      expect(finished(run).warnings).toEqual([...list(a, 10), ...list(b, 20), ...list(c, 30)]);
    },
  );

  it('of a search that finds nothing are those of the check already', async () => {
    const run = await provision({ 'find-vpg': [ok({ status: 'absent', doubtful: false, warnings: [warning(1)] })] });
    expect(finished(run).warnings).toEqual([]);
  });
});

describe('"Take stock"', () => {
  const broken = {
    'add-routes p1': [fails('RouteConflict', 'In the way.')],
    'create-peering p3': [fails('Ec2Denied')],
  };

  it('is given the input as it came, whatever it is', async () => {
    for (const input of [{ nothing: 'right' }, [], 'text', 5, null]) {
      const run = await rehearse(input, allWell, { 'confirm-run': [fails('InvalidInput')] });
      expect(run.states()).toEqual(['Confirm run', ...failed.slice(1)]);
      expect(run.stock.network).toEqual(input);
    }
  });

  it('says how the run ends', async () => {
    const told = ok({ error: 'RouteConflict', cause: 'Add routes: in the way.\nIt costs ¥10 per hour.' });
    const run = await provision({ 'add-routes': [fails('RouteConflict')], 'take-stock': [told] });
    expect(run.result).toEqual(['FAILED', 'RouteConflict', 'Add routes: in the way.\nIt costs ¥10 per hour.']);
  });

  it('is tried again', async () => {
    const run = await provision({ ...broken, 'take-stock': times(14, fails('StoreUnavailable')) }, 3);
    expect(failureOf(run)).toMatchObject({ error: 'RouteConflict' });
  });

  it('that fails itself leaves the failure told, with the peerings that failed', async () => {
    for (const answers of [times(15, fails('StoreUnavailable')), [fails('TypeError')]]) {
      const run = await provision({ ...broken, 'take-stock': answers }, 3);
      expect(run.states().slice(-2)).toEqual(failed.slice(1));
      const [status, error, cause] = run.result;
      expect([status, error]).toEqual(['FAILED', 'RouteConflict']);
      expect(cause).toMatch(
        /^Add routes \(peering p1\): .*In the way\..* Failed as well: p3 \(Ec2Denied\)\. What exists now could not be read: look at SORACOM and EC2 for what may cost money\.$/,
      );
    }
  });

  it('that fails itself after the failure of a single peering tells of no others', async () => {
    const run = await provision({ 'add-routes': [fails('RouteConflict')], 'take-stock': [fails('TypeError')] });
    expect(run.ended.cause).toMatch(
      /^Add routes \(peering p1\): RouteConflict happened\. What exists now could not be read: /,
    );
  });

  it('that fails itself after a failure of no peering tells the step and its cause', async () => {
    const answers = { 'create-vpg': [{ kind: 'fails', error: 'QuotaExceeded', cause: '' } as const] };
    const run = await provision({ ...answers, 'take-stock': [fails('TypeError')] });
    expect(run.result).toEqual([
      'FAILED',
      'QuotaExceeded',
      'Create VPG:  What exists now could not be read: look at SORACOM and EC2 for what may cost money.',
    ]);
  });
});

describe('the whole run', () => {
  it('is cut off after six and a half hours', async () => {
    const run = await provision({ 'look-at-vpg': times(78, creating(300)) });
    expect(run.result[0]).toBe('TIMED_OUT');
    expect(run.history.at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
    expect((run.ended.stopDate ?? 0) - run.ended.startDate).toBe(23_400_000);
  });

  it('at its slowest fits its time and its history, and stock is taken', async () => {
    const run = await provision(
      {
        'create-vpg': [silent, silent],
        'find-vpg': [...times(14, doubtful), standing()],
        'look-at-vpg': [creating(300), ...times(118, creating(15))],
        'create-peering': times(4, fails('SoracomUnavailable')),
        'look-at-peering': times(30, seen('pending')),
      },
      50,
    );
    const failure = failureOf(run);
    expect(failure).toMatchObject({ error: 'PeeringTooSlow', peering: 'p1' });
    expect(failure.others).toHaveLength(49);
    expect((run.ended.stopDate ?? 0) - run.ended.startDate).toBeLessThan(23_400_000);
    expect(run.history.length).toBeLessThan(25_000);
  });
});

describe('a network with its names on a DNS host', () => {
  const { airGroup, ...rest } = plant(1) as { airGroup: { groupId: string } };
  const wish = { ...rest, airGroup: { groupId: airGroup.groupId }, dns };
  const named = (answers: Answers = {}) => rehearse(wish, allWell, answers);

  it('takes its place before the VPG is made, and is published before the group is set', async () => {
    const run = await named();
    expect(run.path()).toEqual([
      '0 Confirm run',
      '1 Check network',
      '2 Find VPG',
      '3 Does the VPG stand?',
      '3 Take place',
      '4 Find VPG',
      '5 Does the VPG stand?',
      '5 Create VPG',
      '6 Look at VPG',
      '7 Is the VPG running?',
      '7 Check range',
      '8 Find unwished',
      '9 Is there a place to give back?',
      '9 Is there a peering that goes?',
      '9 Connect the peerings',
      '19 Is every peering connected?',
      '19 Build place',
      '20 Is the ENI attached?',
      '20 Wait for the ENI',
      '25 Build place',
      '26 Is the ENI attached?',
      '26 Publish DNS',
      '27 Wait for the DNS host',
      '32 Look at DNS',
      '33 Has the DNS host taken the names?',
      '33 Wait for the DNS host',
      '38 Look at DNS',
      '39 Has the DNS host taken the names?',
      '39 Set group',
      '40 Shall the SIMs reconnect?',
      '40 Reconnect SIMs',
      '41 Are there SIMs left?',
      '41 Is there a group to give back?',
      '41 Finish run',
      '42 Network ready',
    ]);
    expect(run.callsOf('create-peering').map(({ peering }) => peering)).toEqual(['p1', 'dns-host']);
    expect(run.callsOf('build-place')[0]?.payload).toEqual({
      network: 'plant',
      ranges: [range],
      peeringId: pcx('dns-host'),
    });
    expect(run.callsOf('publish-dns')[0]?.payload.ranges).toEqual([range]);
    expect(run.callsOf('set-group')[0]?.payload.network.airGroup.dnsServers).toEqual(['10.60.64.4']);
  });

  it('learns the range of its SIMs from EC2 where SORACOM does not tell it', async () => {
    const run = await named({ 'look-at-vpg': [ok({ status: 'running', ranges: [] })] });
    expect(run.callsOf('build-place')[0]?.payload.ranges).toEqual([]);
    expect(run.callsOf('publish-dns')[0]?.payload.ranges).toEqual([range]);
  });

  it.each([0, 1])('is published again when another tenant was in the way %i times', async (count) => {
    const run = await named({ 'look-at-dns': [...times(count, ok({ status: 'again' })), ok({ status: 'delivered' })] });
    expect(run.callsOf('publish-dns')).toHaveLength(count + 1);
    expect(run.result).toEqual(['SUCCEEDED']);
  });

  it('fails when another tenant is in the way for the second time', async () => {
    const run = await named({ 'look-at-dns': times(2, ok({ status: 'again' })) });
    expect(failureOf(run)).toMatchObject({ error: 'DnsHostFailed', step: 'Look at DNS' });
    expect(run.callsOf('publish-dns')).toHaveLength(2);
    expect(run.callsOf('set-group')).toEqual([]);
  });

  it('fails when its ENI is not attached after 24 looks, or the host has not answered after 32', async () => {
    const eni = await named({
      'build-place': times(24, ok({ status: 'attaching', ranges: [range], host: 'tokyo-1' })),
    });
    expect(failureOf(eni)).toMatchObject({ error: 'DnsHostTooSlow', step: 'Build place' });
    expect(eni.callsOf('publish-dns')).toEqual([]);
    const silence = await named({ 'look-at-dns': times(32, ok({ status: 'waiting' })) });
    expect(failureOf(silence)).toMatchObject({ error: 'DnsHostTooSlow', step: 'Look at DNS' });
    expect(secondsBetween(silence.callsOf('look-at-dns')).slice(-1)).toEqual([16]);
  });

  it.each(['take-place', 'build-place', 'publish-dns', 'look-at-dns'])(
    'ends when "%s" fails for good',
    async (step) => {
      const run = await named({ [step]: [fails('DnsPlaceConflict')] });
      expect(failureOf(run)).toMatchObject({ error: 'DnsPlaceConflict' });
      expect(run.callsOf('set-group')).toEqual([]);
      if (step === 'take-place') expect(run.callsOf('create-vpg')).toEqual([]);
    },
  );
});
