import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { openSearched as openSandbox } from '../support/searched-sandbox.ts';
import { ownFiles } from './own-files.ts';
import { stage } from './stage.ts';

const example = 'examples/two-vpcs.yaml';

async function up(...line: readonly string[]) {
  const set = stage({ openSandbox, fetch: globalThis.fetch });
  const exitCode = await cli(['up', ...line], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr() };
}

describe('up on a private sandbox', { timeout: 60_000 }, () => {
  const { file } = ownFiles();

  it('provisions the example and shows SIMs, VPG, peerings, routes and cost', async () => {
    const { exitCode, stdout, stderr } = await up(example);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^SIMULATED: .*\nRun 1 of network two-vpcs has begun\.\n {1}\+0:00 {2}Confirm run: started\n/,
    );
    expect(stdout).toMatch(/\n {1}\+3:\d\d {2}Create peering \[app\]: started\n/);
    expect(stdout).toMatch(
      /\n {1}\+3:\d\d {2}The run is done\.\n\nNetwork two-vpcs is ready \(run 1, took 3:\d\d\)\.\n/,
    );
    expect(stdout).toContain('│  SIMs: 3 reconnected, 2 offline');
    expect(stdout).toContain('│  DNS servers: 10.0.0.53\n');
    expect(stdout).toMatch(/└─ VPG [0-9a-f-]{36}, 100\.67\.0\.0\/24 \(made\)\n/);
    expect(stdout).toMatch(/route table rtb-0a1111111111111a1: 100\.67\.0\.0\/24 to pcx-[0-9a-f]{17} \(made\)\n/);
    expect(stdout).toMatch(/route table rtb-0b2222222222222b1: 100\.67\.0\.0\/24 to pcx-[0-9a-f]{17} \(made\)\n/);
    expect(stdout).toContain("\nCost  ¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive\n");
    expect(stdout).toContain('\nTry next\n  npm run -s canal -- sandbox\n');
  });

  it('removes it again with --down, and says so', async () => {
    const { exitCode, stdout, stderr } = await up(example, '--down');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.match(/^SIMULATED/gm)).toHaveLength(1);
    expect(stdout).toMatch(/Network two-vpcs is ready \(run 1, took 3:\d\d\)\.\n[\s\S]*\nCost {2}¥20 per hour/);
    expect(stdout).toMatch(
      /\nRun 2, which removes network two-vpcs, has begun\.\n {1}\+0:00 {2}Confirm removal: started\n/,
    );
    expect(stdout).toMatch(
      /\nNetwork two-vpcs is removed \(run 2, took \d:\d\d\)\.\n\nCost {2}¥20, plus the VPG's own fee and the VPG's set-up fee \(not known\), tax-exclusive, in all\n$/,
    );
    const json = await up(example, '--down', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ state: 'removed', simulated: true });
  });

  it('gives the network as one JSON document, the same one for the same seed', async () => {
    const [first, second] = [await up(example, '--json', '--seed', '7'), await up(example, '--json', '--seed', '7')];
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ name: 'two-vpcs', state: 'ready', simulated: true });
    expect(first.stdout).toBe(second.stdout);
    expect(first.stderr).toMatch(/^SIMULATED: /);
    expect((await up(example, '--json', '--seed', '8')).stdout).not.toBe(first.stdout);
  });

  it('ends with 1 when a check refuses what the file names', async () => {
    const text = readFileSync(example, 'utf8').replace('vpc-0b2222222222222b1', 'vpc-0b2222222222222b9');
    const { exitCode, stderr } = await up(file('no-such-vpc.yaml', text));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^Network two-vpcs is not ready: NotFound \(run 1\)\.\nCheck network: .*vpc-0b2222222222222b9/,
    );
    expect(stderr).toContain('\nNext: ');
  });

  it('ends with 2 when a fault on demand stops a run that has created something', async () => {
    const faults = file(
      'faults.yaml',
      'faults:\n  ec2.AcceptVpcPeeringConnection: [{error: UnauthorizedOperation, status: 403, message: not you}]\n',
    );
    const { exitCode, stdout } = await up(example, '--json', '--faults', faults);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({
      name: 'Ec2Denied',
      run: 1,
      step: 'Accept peering',
      simulated: true,
      network: { state: 'failed', cost: { perHour: 20 } },
    });
  });

  it('names a world file that is not right', async () => {
    const world = file('world.yaml', 'accounts: 3\n');
    const { exitCode, stderr } = await up(example, '--world', world);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^${world}: The world file is not right:\n- accounts: `));
  });
});
