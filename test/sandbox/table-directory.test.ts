import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTableDirectory } from '../../src/sandbox/table-directory.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { twoVpcs } from '../support/scenario.ts';

const scenarioOf = eachScenario();

describe('The directory of a table', () => {
  it('is empty, of this process, and goes', () => {
    const { path, remove } = makeTableDirectory();
    expect(readdirSync(path)).toEqual([]);
    expect(path).toContain(`-${process.pid}-`);
    remove();
    expect(existsSync(path)).toBe(false);
  });

  it('that a process left behind which is gone goes with the next one; that of one that lives stays', () => {
    const first = makeTableDirectory();
    // No process has a number above the largest one that a system gives.
    const left = join(dirname(first.path), 'canal-table-99999999-abc');
    mkdirSync(left, { recursive: true });
    const second = makeTableDirectory();
    expect([existsSync(left), existsSync(first.path)]).toEqual([false, true]);
    first.remove();
    second.remove();
  });
});

describe('A sandbox whose table is on the disk', () => {
  it('tells the same history as one in memory, and the same of the network', { timeout: 30_000 }, async () => {
    const told = [];
    for (const tableOnDisk of [false, true]) {
      const scenario = await scenarioOf({ tableOnDisk });
      const { body } = await scenario.up(twoVpcs());
      told.push([scenario.history(body.executionArn), (await scenario.api('GET', '/networks/two-vpcs')).body]);
    }
    expect(told[1]).toEqual(told[0]);
  });
});
