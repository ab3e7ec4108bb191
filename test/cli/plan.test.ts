import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { openSearched as openSandbox } from '../support/searched-sandbox.ts';
import { scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const example = 'examples/two-vpcs.yaml';
const url = 'http://127.0.0.1:4700';

const standing = {
  name: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/prod',
  possible: true,
  changes: 0,
  things: [{ thing: 'vpg', action: 'keep', id: 'v' }],
  faults: [],
  warnings: [],
  cost: { currency: 'JPY', perHour: 20, unknown: [], taxExclusive: true },
  costBefore: { currency: 'JPY', perHour: 30, unknown: [], taxExclusive: true },
  stops: [] as string[],
};

async function plan(line: readonly string[], given: Parameters<typeof stage>[0]) {
  const set = stage(given);
  const exitCode = await cli(['plan', ...line], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr() };
}
const at = (answer: object) => ({ fetch: scriptedApi({ 'POST /plans': [{ body: answer }] }, standing.stack).fetch });

describe('canal plan', () => {
  it('shows what goes, where traffic stops, and the cost before and after', async () => {
    const going = { thing: 'peering', action: 'remove', peering: 'old', id: 'pcx-9' };
    const answer = { ...standing, changes: 1, things: [...standing.things, going], stops: ['SIMs do not reach it.'] };
    const { exitCode, stdout } = await plan([example, '--endpoint', url], at(answer));
    expect(exitCode).toBe(3);
    expect(stdout).toContain('\n  - remove peering old pcx-9\n\nTraffic stops\n  SIMs do not reach it.\n');
    expect(stdout).toMatch(
      /\nCost {2}¥20 per hour, tax-exclusive, once it stands\n {6}¥30 per hour, tax-exclusive, now\n$/,
    );
  });

  it('names places on DNS hosts, and the zones whose names are set', async () => {
    const things = [
      { thing: 'place', action: 'create', id: 'tokyo-2', destinationCidrBlock: '10.0.128.0/28' },
      { thing: 'names', action: 'set', id: 'plant.internal' },
      { thing: 'place', action: 'remove', id: 'tokyo-1', destinationCidrBlock: '10.0.64.0/28' },
    ];
    const { stdout } = await plan([example, '--endpoint', url], at({ ...standing, changes: 3, things }));
    expect(stdout).toContain(
      '\n  + create place 10.0.128.0/28 on DNS host tokyo-2\n  ~ set names of plant.internal\n  - remove place 10.0.64.0/28 on DNS host tokyo-1\n',
    );
  });

  it('in a private sandbox tells all that would be made, and ends with 3', { timeout: 60_000 }, async () => {
    const { exitCode, stdout } = await plan([example], { openSandbox, fetch: globalThis.fetch });
    expect(exitCode).toBe(3);
    expect(stdout.split('\n').slice(1, 9)).toEqual([
      '',
      'Network two-vpcs: 6 changes to make. Nothing was changed.',
      '  + create VPG',
      '  + create peering app',
      "  + create route of peering app in rtb-0a1111111111111a1 for the VPG's range, not known yet",
      '  + create peering dns',
      "  + create route of peering dns in rtb-0b2222222222222b1 for the VPG's range, not known yet",
      '  ~ set SIM group 00000000-0000-4000-8000-000000000001',
    ]);
    expect(stdout).toMatch(/^SIMULATED: /);
    expect(stdout).toContain(
      "\nCost  ¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive, once it stands\n",
    );
  });

  it('names the stack, and ends with 0 when there is nothing to do', async () => {
    const { exitCode, stdout } = await plan([example, '--endpoint', url], at(standing));
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'Account 111111111111, Region ap-northeast-1, stage prod.',
        '',
        'Network two-vpcs: nothing to do. Nothing was changed.',
        '  = keep VPG v',
        '',
        'Cost  ¥20 per hour, tax-exclusive, once it stands',
        '      ¥30 per hour, tax-exclusive, now',
        '',
      ].join('\n'),
    );
  });

  it('tells what is in the way, each with its field, and ends with 1', async () => {
    const faults = [{ error: 'RouteConflict', field: 'peerings[0].routeTables', message: 'rtb-1 is taken.' }];
    const warnings = [{ field: 'vpg', message: 'look.' }];
    const route = {
      thing: 'route',
      action: 'replace',
      peering: 'app',
      id: 'rtb-1',
      destinationCidrBlock: '100.67.0.0/24',
    };
    const answer = { ...standing, possible: false, changes: 1, things: [route], faults, warnings };
    const { exitCode, stdout } = await plan([example, '--endpoint', url], at(answer));
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      [
        'Network two-vpcs: cannot be made. Nothing was changed.',
        '  ~ replace route of peering app in rtb-1 for 100.67.0.0/24',
        '',
        'In the way',
        '  RouteConflict peerings[0].routeTables: rtb-1 is taken.',
        '',
        'Warnings',
        '  ! vpg: look.',
      ].join('\n'),
    );
  });

  it('gives one JSON document', async () => {
    const { exitCode, stdout } = await plan([example, '--endpoint', url, '--json'], at({ ...standing, changes: 1 }));
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ ...standing, changes: 1, simulated: false });
  });

  it('takes the options of a world for a private sandbox alone', async () => {
    const { exitCode, stderr } = await plan([example, '--endpoint', url, '--seed', '3'], {});
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--seed shapes a private sandbox');
  });
});
