import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

let directory: string;
const open: Scenario[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'canal-state-'));
});
afterEach(async () => {
  for (const scenario of open.splice(0)) await scenario.close();
  rmSync(directory, { recursive: true });
});

async function sandbox(options: SandboxOptions = {}): Promise<Scenario> {
  const scenario = await openScenario({ directory, lasting: true, ...options });
  open.push(scenario);
  return scenario;
}
async function closed(scenario: Scenario): Promise<void> {
  open.splice(open.indexOf(scenario), 1);
  await scenario.close();
}
const pass = (scenario: Scenario, seconds: number) => scenario.clock.turn(() => scenario.clock.sleep(seconds * 1000));

// Two sandboxes a test: on a machine that does much else they take their time.
describe('A sandbox with a directory', { timeout: 90_000 }, () => {
  it('goes on after a restart with all that it was: world, table, executions, queues, messages, clock', async () => {
    const first = await sandbox({ seed: 7 });
    const started = await first.up(twoVpcs());
    first.buses.put('canal-sandbox', { source: 'canal.network', detailType: 'Nonsense', detail: {} });
    await pass(first, 100);
    const before = {
      now: first.clock.now(),
      network: (await first.api('GET', '/networks/two-vpcs')).body,
      history: first.history(started.body.executionArn),
      messages: first.topics.messages,
      refused: first.queues.byName.get('canal-sandbox-refused-requests')?.messages,
      vpgs: [...first.world.vpgs],
      pcx: [...first.world.peerings.keys()],
    };
    expect([before.messages.length, before.refused?.length]).toEqual([1, 1]);
    await closed(first);

    const second = await sandbox();
    const after = {
      now: second.clock.now(),
      network: (await second.api('GET', '/networks/two-vpcs')).body,
      history: second.history(started.body.executionArn),
      messages: second.topics.messages,
      refused: second.queues.byName.get('canal-sandbox-refused-requests')?.messages,
      vpgs: [...second.world.vpgs],
      pcx: [...second.world.peerings.keys()],
    };
    expect(after).toEqual(before);
    // What is made next has ids of its own, and the machine knows what stands.
    await second.up(twoVpcs({ reconnect: 'none' }));
    await pass(second, 10);
    expect((await second.api('GET', '/networks/two-vpcs')).body).toMatchObject({ state: 'ready', run: { run: 2 } });
    expect(second.world.vpgs.size).toBe(1);
    const [vpgId = ''] = second.world.vpgs.keys();
    await second.up(twoVpcs({ name: 'other', airGroup: { ...(twoVpcs().airGroup as object), replaces: vpgId } }));
    expect(new Set(second.world.vpgs.keys()).size).toBe(2);
  });

  it('is restarted over and over in the middle of a run, which goes on each time to its one end', async () => {
    const first = await sandbox();
    const { executionArn } = (await first.api('POST', '/networks', twoVpcs())).body;
    let last = first;
    let restarts = 0;
    for (; last.machines.execution(executionArn)?.status === 'RUNNING'; restarts += 1) {
      await pass(last, 17);
      await closed(last);
      last = await sandbox();
    }
    expect(restarts).toBeGreaterThan(10);
    expect(last.machines.execution(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    await pass(last, 300);
    expect((await last.api('GET', '/networks/two-vpcs')).body).toMatchObject({ state: 'ready', run: { run: 1 } });
    expect(last.world.vpgs.size).toBe(1);
    expect(last.world.peerings.size).toBe(2);
    // Told once, though what had to be told was under way in a sandbox that was stopped.
    expect(last.topics.messages.map(({ subject }) => subject)).toEqual(['Network "two-vpcs" is ready']);
    const types = last.machines.history(executionArn).map(({ type }) => type);
    expect(types.filter((type) => /^Execution/.test(type))).toEqual(['ExecutionStarted', 'ExecutionSucceeded']);
    expect(types).toContain('LambdaFunctionFailed');
  });

  it('that is stopped while a VPG is asked for makes one VPG', async () => {
    const first = await sandbox();
    const { executionArn } = (await first.api('POST', '/networks', twoVpcs())).body;
    while (first.world.vpgs.size === 0) await pass(first, 0.01);
    expect(first.machines.history(executionArn).at(-1)?.type).toBe('LambdaFunctionStarted');
    await closed(first);
    const second = await sandbox();
    await pass(second, 600);
    expect((await second.api('GET', '/networks/two-vpcs')).body).toMatchObject({ state: 'ready', run: { run: 1 } });
    expect(second.world.vpgs.size).toBe(1);
    expect(second.history(executionArn)).toContain('Lambda.Unknown');
  });

  it.each([0, 90])('that is stopped %i ms after the end of a run tells people of it once', async (ms) => {
    const first = await sandbox();
    const { executionArn } = (await first.api('POST', '/networks', twoVpcs())).body;
    await first.machines.settled(executionArn);
    if (ms > 0) await pass(first, ms / 1000);
    const before = first.topics.messages.length;
    await closed(first);
    const second = await sandbox();
    await pass(second, 600);
    expect([before, second.topics.messages.length]).toEqual([0, 1]);
  });

  it('has its schedules go on: what comes every five minutes comes, though it is stopped every four', async () => {
    let measured = 0;
    const log: SandboxOptions['log'] = (line) => {
      if ('OldestRunMinutes' in line) measured += 1;
    };
    for (let start = 0; start < 4; start += 1) {
      const one = await sandbox({ log });
      await pass(one, 240);
      await closed(one);
    }
    expect(measured).toBe(3); // within 16 minutes
  });

  it('that was killed goes on with what was saved last', async () => {
    const first = await sandbox();
    await first.up(twoVpcs());
    await first.save();
    await first.up(twoVpcs({ name: 'lost' }));
    const state = join(directory, 'sandbox.state');
    const saved = readFileSync(state);
    await closed(first);
    writeFileSync(state, saved);
    const second = await sandbox();
    expect((await second.api('GET', '/networks')).body.networks.map(({ name }: { name: string }) => name)).toEqual([
      'two-vpcs',
    ]);
  });

  it('has it for itself', async () => {
    await sandbox();
    await expect(openScenario({ directory })).rejects.toMatchObject({ name: 'DirectoryTaken' });
  });

  it('refuses another seed or world, and a state that is none, and lets go of the directory', async () => {
    await closed(await sandbox());
    for (const other of [{ seed: 2 }, { world: defaultWorldFile() }]) {
      await expect(openScenario({ directory, ...other })).rejects.toMatchObject({
        name: 'StateRefused',
        message: expect.stringContaining('Leave --seed and --world out'),
      });
    }
    writeFileSync(join(directory, 'sandbox.state'), 'x');
    await expect(openScenario({ directory })).rejects.toThrow('The state in this directory cannot be read');
    rmSync(join(directory, 'sandbox.state'));
    expect((await sandbox()).world.vpgs.size).toBe(0);
  });
});
