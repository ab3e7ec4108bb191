import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '../../../src/sandbox/live/journal.ts';
import { installationIn, type LiveHost, openLiveHost } from '../../../src/sandbox/live/live-host.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { vpgStatus } from '../../../src/sandbox/world/vpg.ts';
import { twoVpcs } from '../../support/scenario.ts';
import { openSearched } from '../../support/searched-sandbox.ts';

// The vendors are another sandbox, behind a socket, whose time runs as fast as that of the live host.
// A borrowed role's 15 minutes must outlast a slow machine's step.
const pace = 200;
const installation = { stack: '111111111111/ap-northeast-1/live', coverage: 'japan' as const };
const secrets = { accessKeyId: '111111111111', secretAccessKey: 'secret-of-aws' };
let vendors: Sandbox;
let directory = '';
const open: LiveHost[] = [];

beforeEach(async () => {
  directory = join(mkdtempSync(join(tmpdir(), 'canal-live-')), 'record');
  vendors = await openSearched({ pace, soracomLimit: 0 });
  await vendors.listen(0);
});
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
  await vendors.close();
  rmSync(join(directory, '..'), { recursive: true });
});

async function host(given: { write?: boolean; seed?: number } = {}): Promise<LiveHost> {
  const opened = await openLiveHost({
    directory,
    write: given.write ?? true,
    installation,
    settings: {
      CANAL_SORACOM_ENDPOINT: vendors.url,
      AWS_ENDPOINT_URL_EC2: vendors.url,
      AWS_ENDPOINT_URL_STS: vendors.url,
      CANAL_ACCOUNTS: vendors.environment().CANAL_ACCOUNTS ?? '{}',
    },
    authKey: JSON.stringify(vendors.world.authKey),
    credentials: async () => secrets,
    callerArn: 'arn:aws:iam::111111111111:user/me',
    seed: given.seed ?? 7,
    now: vendors.clock.now(),
    pace,
  });
  open.push(opened);
  return opened;
}
async function close(one: LiveHost): Promise<void> {
  open.splice(open.indexOf(one), 1);
  await one.close();
}
const start = (one: LiveHost) =>
  one.fetch('/networks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(twoVpcs()),
  });
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
const json = async (one: LiveHost, path: string): Promise<any> => (await one.fetch(path)).json();
const view = (one: LiveHost) => json(one, '/networks/two-vpcs');
async function until(one: LiveHost, state: string) {
  for (;;) {
    const seen = await view(one);
    if (seen.state === state) return seen;
    if (seen.state === 'failed') throw new Error(seen.run.cause);
    await new Promise((done) => setTimeout(done, 20));
  }
}
const ownVpgs = () => [...vendors.world.vpgs.values()].filter(({ tags }) => tags['canal:network'] === 'two-vpcs');

describe('A live host', { timeout: 60_000 }, () => {
  it('makes a network at the vendors, keeps its record, and keeps every secret out of it', async () => {
    const first = await host();
    expect((await start(first)).status).toBe(202);
    const made = await until(first, 'ready');
    expect(made).toMatchObject({ vpg: { made: true }, run: { run: 1, askedBy: 'arn:aws:iam::111111111111:user/me' } });
    await close(first);

    expect(installationIn(directory)).toEqual({ kind: 'installation', ...installation });
    const again = await host({ write: false });
    expect(await view(again)).toEqual(made);
    expect(await json(again, '/networks/two-vpcs/events')).toMatchObject({
      ended: true,
      events: [{ kind: 'ready' }],
    });
    expect(ownVpgs()).toMatchObject([{ tags: { 'canal:stack': installation.stack } }]);

    const kept = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
    const { world } = vendors;
    const hidden = [
      secrets.secretAccessKey,
      world.authKey.authKey,
      ...[...world.tokens.values()].flatMap(({ apiKey, token }) => [apiKey, token]),
      ...[...world.roleSessions.values()].flatMap(({ secretAccessKey, sessionToken }) => [
        secretAccessKey,
        sessionToken,
      ]),
    ];
    expect(hidden.length).toBeGreaterThan(4);
    for (const secret of hidden) expect(kept.join('\n')).not.toContain(secret);
    // The vendors' Step Functions, DynamoDB and secrets were never asked: all of that stays in the process.
    const { machines } = vendors;
    expect(machines.machines().flatMap((machine) => machines.executions(machine))).toEqual([]);
  });

  it('lets one process write, and others look on meanwhile', async () => {
    const writer = await host();
    await start(writer);
    await expect(host()).rejects.toMatchObject({ name: 'DirectoryTaken' });
    const reader = await host({ write: false });
    expect((await view(reader)).state).toBe('provisioning');
    expect((await start(reader)).status).toBe(200);
    await until(writer, 'ready');
    expect((await start(reader)).status).toBe(200);
    expect(await view(await host({ write: false }))).toMatchObject({ state: 'ready' });
  });

  it('goes on where a host that was ended had stopped: one VPG, and the next run', async () => {
    const first = await host();
    await start(first);
    while (ownVpgs().length === 0) await new Promise((done) => setTimeout(done, 5));
    await close(first);
    const second = await host({ seed: 8 });
    expect(await view(second)).toMatchObject({
      state: 'failed',
      run: { run: 1, cause: expect.stringContaining('it continues') },
    });
    expect((await start(second)).status).toBe(202);
    expect(await until(second, 'ready')).toMatchObject({ run: { run: 2 }, vpg: { vpgId: ownVpgs()[0]?.vpgId } });
    expect(ownVpgs().filter((vpg) => vpgStatus(vpg, vendors.clock.now()) === 'running')).toHaveLength(1);
  });

  it('makes a long journal short, and says the same', async () => {
    const first = await host();
    const put = (id: number) =>
      first.fetch('/accounts/333333333333', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ roleArn: 'arn:aws:iam::333333333333:role/canal-accepter', externalId: `id-${id}` }),
      });
    for (let id = 0; id < 5; id += 1) expect((await put(id)).ok).toBe(true);
    const accounts = await json(first, '/accounts');
    await close(first);
    const journal = new Journal(directory);
    const entries = journal.read();
    const write = entries.find(({ kind }) => kind === 'write');
    journal.rewrite(
      [...entries, ...Array.from({ length: 1_000 }, () => write ?? entries[0])].flatMap((one) => one ?? []),
    );
    journal.close();
    await close(await host());
    expect(new Journal(directory).read().length).toBeLessThan(10);
    const { accounts: after } = await json(await host(), '/accounts');
    expect(after.map(({ accountId }: { accountId: string }) => accountId)).toEqual(
      accounts.accounts.map(({ accountId }: { accountId: string }) => accountId),
    );
  });
});
