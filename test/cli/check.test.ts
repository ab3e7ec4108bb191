import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { simulatedLine } from '../../src/cli/place.ts';
import { readyView } from './answers.ts';
import { type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const url = 'http://127.0.0.1:4700';
const clean = {
  name: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  asWished: true,
  checkedAt: '2026-01-06T00:00:00.000Z',
  differences: [] as object[],
  more: 0,
  lookedAt: { peerings: 2, routeTables: 1, sims: 1000 },
  notLookedAt: [] as object[],
};
const moved = {
  kind: 'route-hijacked',
  field: 'peerings[0].routeTables',
  id: 'rtb-1 100.67.0.0/24',
  message: 'Route table rtb-1 leads elsewhere.',
  mend: 'Take it back.',
  command: 'aws ec2 replace-route --route-table-id rtb-1',
};
const drifted = { ...clean, asWished: false, since: '2026-01-05T12:00:00.000Z', differences: [moved] };

async function run(line: readonly string[], script: Record<string, readonly Scripted[]>) {
  const api = scriptedApi(script);
  const set = stage({ fetch: api.fetch });
  const exitCode = await cli(line, '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr(), calls: api.asked.map(({ call }) => call) };
}
const check = (answer: Scripted, ...more: string[]) =>
  run(['check', 'two-vpcs', '--endpoint', url, ...more], { 'POST /networks/two-vpcs/check': [answer] });

describe('canal check', () => {
  it('ends with 0 for a network that stands as wished', async () => {
    const { exitCode, stdout } = await check({ body: clean });
    expect([exitCode, stdout.split('\n').slice(2)]).toEqual([
      0,
      ['Network two-vpcs stands as wished.', 'Looked at 2 peerings, 1 route table, 1,000 SIMs.', ''],
    ]);
    expect(stdout).toMatch(/^SIMULATED: /);
  });

  it('says of an all-clear how far it reaches, where something was not looked at', async () => {
    const beyond = { field: 'airGroup.groupId', message: 'SIMs beyond the first 1,000 were not looked at.' };
    const { exitCode, stdout } = await check({ body: { ...clean, notLookedAt: [beyond] } });
    expect([exitCode, stdout.split('\n').slice(2)]).toEqual([
      0,
      [
        'Network two-vpcs stands as wished, as far as it was looked at.',
        'Looked at 2 peerings, 1 route table, 1,000 SIMs.',
        'Not looked at',
        '  ? airGroup.groupId: SIMs beyond the first 1,000 were not looked at.',
        '',
      ],
    ]);
  });

  it('ends with 3 for one that has drifted, and says what mends each difference', async () => {
    const { exitCode, stdout } = await check({ body: drifted });
    expect(exitCode).toBe(3);
    expect(stdout.split('\n').slice(2)).toEqual([
      'Network two-vpcs has drifted: 1 difference, first seen 2026-01-05 12:00 UTC.',
      '  ≠ peerings[0].routeTables: Route table rtb-1 leads elsewhere.',
      '      Take it back.',
      '      aws ec2 replace-route --route-table-id rtb-1',
      'Looked at 2 peerings, 1 route table, 1,000 SIMs.',
      '',
    ]);
  });

  it('gives one JSON document, as it came', async () => {
    const { exitCode, stdout } = await check({ body: { ...drifted, more: 1 } }, '--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ ...drifted, more: 1, simulated: true });
  });

  it('ends with 1 while a run is in progress', async () => {
    const detail = 'Run 1 of network "two-vpcs" is in progress.';
    const { exitCode, stderr } = await check({ status: 409, body: { title: 'x', status: 409, detail } });
    expect([exitCode, stderr]).toEqual([1, `${simulatedLine}\n${detail}\n`]);
  });

  it('needs an endpoint', async () => {
    const { exitCode, stderr } = await run(['check', 'two-vpcs'], {});
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^Check what\? /)]);
  });
});

describe('canal status of a network that has drifted', () => {
  it('shows what the last check has found', async () => {
    const body = { ...readyView, drift: { since: drifted.since, differences: [moved] } };
    const { stdout } = await run(['status', 'two-vpcs', '--endpoint', url], { 'GET /networks/two-vpcs': [{ body }] });
    expect(stdout).toContain('\nDrifted\n  ≠ peerings[0].routeTables: Route table rtb-1 leads elsewhere.\n');
  });
});
