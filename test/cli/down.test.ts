import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { begun, event, page, readyView } from './answers.ts';
import { scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const url = 'http://127.0.0.1:4700';
const path = '/networks/two-vpcs';
const removing = { ...begun, state: 'removing', run: 2 };
const removedView = {
  ...readyView,
  state: 'removed',
  vpg: undefined,
  peerings: [],
  cost: { currency: 'JPY', perHour: 0, unknown: [], taxExclusive: true },
  run: {
    ...readyView.run,
    run: 2,
    kind: 'remove',
    outcome: 'removed',
    cost: { currency: 'JPY', total: 480, unknown: ["the VPG's own fee"], taxExclusive: true },
  },
};
const clear = { name: 'two-vpcs', stack: 's', possible: true, inTheWay: [], warnings: [] };
const inTheWay = [
  { kind: 'group', id: 'g2', message: 'group g2 is set to use it, and its SIMs lose their way to the VPCs' },
  { kind: 'sims', id: 'v', message: 'SIM 1 (group g3) of other groups is in session through it' },
];
const events = page([event(1, 0, 'started', { step: 'Confirm removal' }), event(2, 60, 'removed')], true, 2);

async function down(words: readonly string[], answer?: string, script: Parameters<typeof scriptedApi>[0] = {}) {
  const { fetch, asked } = scriptedApi({
    [`GET ${path}`]: [{ body: readyView }, { body: removedView }],
    [`GET ${path}/removal`]: [{ body: clear }],
    [`DELETE ${path}`]: [{ status: 202, body: removing }],
    [`GET ${path}/events`]: [{ body: events }],
    ...script,
  });
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answer;
  };
  const set = stage({ fetch, ask });
  const exitCode = await cli(['down', 'two-vpcs', '--endpoint', url, ...words], '1', set.surroundings);
  const deletes = asked.filter(({ call }) => call.startsWith('DELETE')).map((one) => one.url.replace(url, ''));
  return { exitCode, questions, deletes, stdout: set.stdout(), stderr: set.stderr() };
}

describe('canal down', () => {
  it('shows what goes, asks for the name, follows the run, and says that it is removed', async () => {
    const { exitCode, questions, deletes, stdout, stderr } = await down([], 'two-vpcs');
    expect([exitCode, questions, deletes]).toEqual([0, ['Remove it? Type two-vpcs: '], [path]]);
    expect(stderr).toContain(
      '- delete peering app pcx-0000000000000000a to vpc-0a1111111111111a1, with 1 route of ours',
    );
    expect(stderr).toContain('= keep peering dns pcx-0000000000000000b');
    expect(stderr).toMatch(/- delete VPG [\w-]+: it cannot be brought back/);
    expect(stderr).toContain(
      "It costs ¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive until then.",
    );
    expect(stdout).toContain('Run 2, which removes network two-vpcs, has begun.');
    expect(stdout).toMatch(/Network two-vpcs is removed \(run 2, took 3:41\)\./);
    expect(stdout).toMatch(/\nCost {2}¥480, plus the VPG's own fee \(not known\), tax-exclusive, in all\n$/);
  });

  it.each([
    [undefined, /Nobody can be asked here.*canal -- down two-vpcs --yes --endpoint/],
    ['yes', /That is not its name, so nothing was removed\./],
  ])('removes nothing when the answer is %s', async (answer, said) => {
    const { exitCode, deletes, stderr } = await down([], answer);
    expect([exitCode, deletes]).toEqual([1, []]);
    expect(stderr).toMatch(said);
  });

  it('asks nobody with --yes, hands on --force, and says first what it breaks', async () => {
    const { exitCode, questions, deletes, stderr } = await down(['--yes', '--force'], undefined, {
      [`GET ${path}/removal`]: [{ body: { ...clear, possible: false, inTheWay } }],
    });
    expect([exitCode, questions, deletes]).toEqual([0, [], [`${path}?force=true`]]);
    expect(stderr.split('\n').slice(-4)).toEqual([
      'With --force, this is broken:',
      '  ! group g2 is set to use it, and its SIMs lose their way to the VPCs',
      '  ! SIM 1 (group g3) of other groups is in session through it',
      '',
    ]);
  });

  it('says before it asks which place on a DNS host goes; an API that tells none has none', async () => {
    const places = [{ host: 'tokyo-1', address: '10.0.64.4' }];
    const { stderr } = await down([], 'no', { [`GET ${path}/removal`]: [{ body: { ...clear, places } }] });
    expect(stderr).toContain('  - give back place 10.0.64.4 on DNS host tokyo-1, with its names\n');
    expect((await down([], 'no')).stderr).not.toContain('give back');
  });

  it('says before it asks what stands in the way, and that force breaks it', async () => {
    const { exitCode, deletes, stderr } = await down([], 'no', {
      [`GET ${path}/removal`]: [{ body: { ...clear, possible: false, inTheWay } }],
    });
    expect([exitCode, deletes]).toEqual([1, []]);
    expect(stderr).toContain('In the way of the removal, which stops there; --force breaks it:\n  ! group g2 is set');
  });

  it('goes on where nobody can say what stands in the way: the removal looks by itself', async () => {
    const { exitCode, stderr } = await down(['--yes'], undefined, {
      [`GET ${path}/removal`]: [{ status: 503, body: { title: 'x', status: 503, detail: 'SORACOM did not answer.' } }],
    });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('! What others have on the VPG is not known: SORACOM did not answer.');
  });

  it('ends with 1 when the removal has stopped before it removed or changed anything', async () => {
    const cause = 'Find remains: VPG v is used by others.\nThis run removed and changed nothing: all stands as before.';
    const told = { run: 2, kind: 'remove', outcome: 'failed', error: 'VpgInUse', step: 'Find remains', cause };
    const stopped = { ...readyView, state: 'failed', run: { ...readyView.run, ...told, untouched: true } };
    const { exitCode, stderr } = await down(['--yes'], undefined, {
      [`GET ${path}`]: [{ body: readyView }, { body: stopped }],
      [`GET ${path}/events`]: [{ body: page([event(1, 0, 'failed', { error: 'VpgInUse', message: cause })], true, 2) }],
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Network two-vpcs is not removed: VpgInUse (run 2).\n${cause}`);
  });

  it('gives the network as one JSON document', async () => {
    const { stdout } = await down(['--yes', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'removed', simulated: true });
  });

  it('ends with 2 and the cause when the removal fails', async () => {
    const cause = 'Terminate VPG: no.\nWhat exists now: VPG v (running).';
    const failed = {
      ...readyView,
      state: 'failed',
      run: { ...readyView.run, run: 2, error: 'VpgInUse', step: 'Terminate VPG', cause },
    };
    const { exitCode, stderr } = await down(['--yes'], undefined, {
      [`GET ${path}`]: [{ body: failed }],
      [`GET ${path}/events`]: [{ body: page([event(1, 0, 'failed', { error: 'VpgInUse', message: cause })], true, 2) }],
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`Network two-vpcs is not removed: VpgInUse (run 2).\n${cause}`);
  });

  it('begins nothing for a network that is removed already', async () => {
    const { exitCode, stdout } = await down([], undefined, {
      [`GET ${path}`]: [{ body: removedView }],
      [`DELETE ${path}`]: [{ body: { ...removing, state: 'removed', begun: false } }],
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Network two-vpcs is removed already: nothing was begun.');
  });

  it('needs a place', async () => {
    const set = stage();
    expect(await cli(['down', 'two-vpcs'], '1', set.surroundings)).toBe(1);
    expect(set.stderr()).toContain('Remove what? Name a stack with --stage');
  });
});
