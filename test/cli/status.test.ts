import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { event, failedView, page, readyView } from './answers.ts';
import { refused, type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const get = 'GET /networks/two-vpcs';
const events = 'GET /networks/two-vpcs/events';
const at = ['--endpoint', 'http://127.0.0.1:4700'];
const under = (run: number, state = 'provisioning') => ({
  body: { ...readyView, state, run: { ...readyView.run, run, outcome: 'running', endedAt: undefined } },
});
const started = event(2, 0, 'started', { step: 'Confirm run' });

async function watch(script: Record<string, readonly Scripted[]>, more: string[] = [], given = {}) {
  const api = scriptedApi(script);
  const set = stage({ fetch: api.fetch, ...given });
  const exitCode = await cli(['status', 'two-vpcs', '--watch', ...at, ...more], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr(), calls: api.asked.map(({ call }) => call) };
}

describe('canal status --watch', () => {
  it('shows what settles already at once', async () => {
    const { exitCode, stdout, calls } = await watch({ [get]: [{ body: readyView }] });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^SIMULATED: .*\n\nNetwork two-vpcs is ready/);
    expect(calls).toEqual([get, `${get}/costs`]);
    expect(stdout).not.toContain('Cost so far');
  });

  it('says what it has cost so far, where the API tells it', async () => {
    const figures = {
      amount: 40,
      perHour: 20,
      monthToDate: 40,
      forecast: 900,
      lifetime: 1240,
      unknown: [],
      lifetimeUnknown: ["the VPG's own fee"],
    };
    const costs = {
      month: '2026-11',
      timeZone: 'UTC',
      asOf: '2026-11-26T10:05:00.000Z',
      by: 'peering',
      currency: 'JPY',
      total: figures,
      rows: [],
      alerts: [],
    };
    const { stdout } = await watch({ [get]: [{ body: readyView }], [`${get}/costs`]: [{ body: costs }] });
    expect(stdout).toContain(
      "\nCost so far: ¥1,240, of it ¥40 in 2026-11, without the VPG's own fee (price not known).\n",
    );
    const json = await watch({ [get]: [{ body: readyView }], [`${get}/costs`]: [{ body: costs }] }, ['--json']);
    const { monthToDate, forecast, lifetime, lifetimeUnknown, unknown } = figures;
    expect(JSON.parse(json.stdout).costSoFar).toEqual({
      currency: 'JPY',
      lifetime,
      lifetimeUnknown,
      month: '2026-11',
      monthToDate,
      forecast,
      unknown,
    });
  });

  it('tells each event of the run under way on a line, then the network', async () => {
    const { exitCode, stdout, stderr } = await watch({
      [get]: [under(1), { throws: refused }, under(1), { body: readyView }],
      [events]: [{ body: page([started]) }, { body: page([event(9, 8, 'ready')], true) }],
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^SIMULATED: .*\nRun 1 of network two-vpcs is in progress: this follows it\.\n {1}\+0:00 {2}Confirm run: started\n {1}\+0:08 {2}The run is done\.\n\nNetwork two-vpcs is ready/,
    );
  });

  it('goes on with the next run, and ends with 2 when that has failed', async () => {
    const failed = failedView('Accept peering', 'Ec2Denied', 'no');
    const { exitCode, stdout } = await watch({
      [get]: [under(1), under(2, 'removing'), { body: { ...failed, run: { ...failed.run, run: 2 } } }],
      [events]: [{ body: page([], false, 2) }, { body: page([event(9, 8, 'failed', { error: 'X' })], true, 2) }],
    });
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(
      /Run 1 of .*\nRun 2 of network two-vpcs is in progress.*\n.*has failed: X\.\n\nNetwork two-vpcs is not/s,
    );
  });

  it('keeps stdout for one JSON document', async () => {
    const { stdout, stderr } = await watch(
      { [get]: [under(1), { body: readyView }], [events]: [{ body: page([event(9, 8, 'ready')], true) }] },
      ['--json'],
    );
    expect(JSON.parse(stdout)).toEqual({ ...readyView, simulated: true });
    expect(stderr).toContain('The run is done.');
  });

  it('draws a tree on a terminal', async () => {
    const { stdout } = await watch(
      { [get]: [under(1), { body: readyView }], [events]: [{ body: page([started, event(9, 8, 'ready')], true) }] },
      [],
      { live: true },
    );
    expect(stdout).toContain('\u001b[?25l');
    expect(stdout).toMatch(/✖|✔/);
    expect(stdout).toContain('\u001b[?25h');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends with its own code on %s; the run goes on', async (signal, code) => {
    const { fetch } = scriptedApi({ [get]: [under(1)], [events]: [{ body: page([started]) }, { body: page([]) }] });
    const set = stage({ fetch });
    const ended = cli(['status', 'two-vpcs', '--watch', ...at], '1', set.surroundings);
    while (!set.stdout().includes('Confirm run: started')) await new Promise(setImmediate);
    set.signal(signal);
    expect(await ended).toBe(code);
    expect(set.stderr()).toBe(
      'Interrupted. What is under way goes on. Look again with: npm run -s canal -- status two-vpcs --endpoint http://127.0.0.1:4700\n',
    );
    expect(set.hearing.size).toBe(0);
  });
});
