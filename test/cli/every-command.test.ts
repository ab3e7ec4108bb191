import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsAccess } from '../../src/cli/aws-access.ts';
import { cli } from '../../src/cli/cli.ts';
import { live } from '../../src/cli/live-host.ts';
import type { Sandbox } from '../../src/cli/sandbox.ts';
import { openSearched } from '../support/searched-sandbox.ts';
import { stage } from './stage.ts';

const example = 'examples/two-vpcs.yaml';
// A borrowed role's 15 minutes must outlast a slow machine's step.
const pace = 200;
const ways = ['--endpoint', '--stage', '--live'] as const;
type Way = (typeof ways)[number];

let folder = '';
/** What the API stands in, and the vendors of the live place: a world each, so that neither is in the other's way. */
let [sandbox, vendors]: [Sandbox | undefined, Sandbox | undefined] = [undefined, undefined];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'canal-places-'));
  sandbox = await openSearched({});
  vendors = await openSearched({ pace, soracomLimit: 0 });
  await sandbox.listen(0);
  await vendors.listen(0);
}, 60_000);
afterAll(async () => {
  await sandbox?.close();
  await vendors?.close();
  rmSync(folder, { recursive: true });
});

const place: Readonly<Record<Way, () => readonly string[]>> = {
  '--endpoint': () => ['--endpoint', sandbox?.url ?? ''],
  '--stage': () => ['--stage', 'sandbox'],
  '--live': () => ['--live', '--data', join(folder, 'record')],
};
const openAws = async (): Promise<AwsAccess> => ({
  credentials: async () => ({ accessKeyId: '111111111111', secretAccessKey: 'x' }),
  identity: async () => ({ accountId: '111111111111', arn: 'arn:aws:iam::111111111111:user/me' }),
  stackOutputs: async (name) => (name === 'canal-sandbox' ? { HttpApiUrl: sandbox?.url ?? '' } : undefined),
});

async function canal(way: Way, line: readonly string[]) {
  const key = { SORACOM_AUTH_KEY_ID: 'keyId-sandbox', SORACOM_AUTH_KEY: 'secret-sandbox' };
  const set = stage({
    env: way === '--live' ? { ...key, SORACOM_ENDPOINT: vendors?.url, AWS_ENDPOINT_URL: vendors?.url } : {},
    fetch: globalThis.fetch,
    openAws,
    now: () => vendors?.clock.now() ?? Date.UTC(2026, 0, 5),
    liveHosts: { ...live, open: (options) => live.open({ ...options, pace }) },
    sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, 20))),
  });
  const exitCode = await cli([...line, ...place[way]()], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr() };
}

const firstLine: Readonly<Record<Way, RegExp>> = {
  '--endpoint': /^SIMULATED: /,
  '--stage': /^SIMULATED: /,
  '--live': /^LIVE: account 111111111111, Region ap-northeast-1, /,
};
const role = ['--role-arn', 'arn:aws:iam::222222222222:role/canal-accepter'];
const accountId = ['--external-id', 'canal-external-id-222222222222'];
const hostId = ['--instance-id', 'i-0c3333333333333c1', '--pool', '10.0.64.0/20'];
const noDnsHost = /^A DNS host needs the stack, .*: --live has none\./;

/** A life of one network, command by command: what each says everywhere, and where one way is refused. */
const life: readonly (readonly [line: readonly string[], said: RegExp, exitCode: number, refusedLive?: RegExp])[] = [
  [['account', 'add', '222222222222', ...role, ...accountId], /Account 222222222222 is registered/, 0],
  [['account', 'list'], /222222222222 {2}arn:aws:iam::222222222222:role\/canal-accepter {2}set/, 0],
  [['plan', example], /Network two-vpcs: 6 changes to make/, 3],
  [['up', example, '--yes'], /Run \d of network two-vpcs has begun[\s\S]*Network two-vpcs is ready \(run \d/, 0],
  [['up', example, '--yes'], /is ready already, and the file wishes nothing else/, 0],
  [['status', 'two-vpcs'], /Network two-vpcs is ready/, 0],
  [['status', 'two-vpcs', '--watch'], /Network two-vpcs is ready/, 0],
  [['list'], /two-vpcs {2}ready {2}run \d/, 0],
  [['check', 'two-vpcs'], /Network two-vpcs stands as wished/, 0],
  [['sweep'], /Nothing was left behind/, 0],
  [['sweep', '--remove'], /Nothing was left behind/, 0],
  [['cost'], /All networks, \d{4}-\d\d[\s\S]*two-vpcs/, 0],
  [['cost', 'two-vpcs'], /Network two-vpcs, \d{4}-\d\d/, 0],
  [['cost', '--bill'], /SORACOM's bill of \d{4}-\d\d/, 0],
  [['dns-host', 'list'], /No DNS hosts are registered/, 0, noDnsHost],
  [['dns-host', 'add', 'tokyo-1', ...hostId], /DNS host tokyo-1 is registered/, 0, noDnsHost],
  [['dns-host', 'networkd', 'tokyo-1'], /No network has an ENI on DNS host tokyo-1/, 0, noDnsHost],
  [['dns-host', 'remove', 'tokyo-1'], /DNS host tokyo-1 is removed/, 0, noDnsHost],
  [['plan', 'examples/dns-tenant.yaml'], /cannot be made|changes to make/, 1, /^dns: a network with names from a DNS/],
  [['down', 'two-vpcs', '--yes'], /Network two-vpcs is removed/, 0],
  [['account', 'remove', '222222222222'], /Account 222222222222 is removed/, 0],
];

describe('Every command', { timeout: 60_000 }, () => {
  // Two ways to one API: the second finds what the first has left behind, which is nothing.
  it.each(ways)('works with %s, or says why it cannot', async (way) => {
    for (const [line, said, exitCode, refusedLive] of life) {
      const came = await canal(way, line);
      const what = `canal ${line.join(' ')} ${way}`;
      if (way === '--live' && refusedLive !== undefined) {
        expect({ ...came, stderr: '' }, what).toEqual({ exitCode: 1, stdout: '', stderr: '' });
        expect(came.stderr, what).toMatch(refusedLive);
        continue;
      }
      expect({ exitCode: came.exitCode, stderr: came.stderr }, what).toEqual({ exitCode, stderr: '' });
      expect(came.stdout, what).toMatch(firstLine[way]);
      expect(came.stdout, what).toMatch(said);
    }
  });

  it.each(ways)(
    'that only asks answers with --json at %s one JSON document, which says whether it is simulated',
    async (way) => {
      await canal(way, ['account', 'add', '222222222222', ...role, ...accountId]);
      for (const line of [
        ['account', 'list'],
        ['list'],
        ['plan', example],
        ['cost'],
        ['cost', '--bill'],
        ['status', 'nine'],
      ]) {
        const { stdout } = await canal(way, [...line, '--json']);
        const told = JSON.parse(stdout);
        if (line[1] === 'nine') expect(Object.keys(told.error)).toContain('message');
        else expect([line, told.simulated]).toEqual([line, way !== '--live']);
      }
    },
  );

  it('is in this test', async () => {
    const set = stage();
    await cli(['--help'], '1', set.surroundings);
    const commands = [...set.stdout().matchAll(/^ {2}([a-z][a-z-]*) .*\[options\]/gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(8);
    // A sandbox is a place itself.
    expect(new Set([...life.map(([[name]]) => name), 'sandbox'])).toEqual(new Set(commands));
  });

  it.each(ways)('that asks for what is not there says at %s where that is', async (way) => {
    for (const line of [
      ['status', 'nine'],
      ['check', 'nine'],
      ['down', 'nine', '--yes'],
      ['cost', 'nine'],
      ['account', 'remove', '999999999999'],
    ]) {
      const { exitCode, stderr, stdout } = await canal(way, line);
      expect({ exitCode, stdout }, line.join(' ')).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr, line.join(' ')).toMatch(firstLine[way]);
      expect(stderr.trimEnd().split('\n'), line.join(' ')).toHaveLength(2);
    }
  });
});
