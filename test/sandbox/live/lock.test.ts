import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holderOf, takeDirectory } from '../../../src/sandbox/live/lock.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'canal-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('The lock of a directory', () => {
  it('lets one in at a time, and the next when that one is through', () => {
    const release = takeDirectory(directory);
    expect(holderOf(directory)).toBe(process.pid);
    expect(() => takeDirectory(directory)).toThrow(
      expect.objectContaining({
        name: 'DirectoryTaken',
        message: expect.stringContaining(`Process ${process.pid} works in`),
      }),
    );
    release();
    expect(holderOf(directory)).toBeUndefined();
    takeDirectory(directory)();
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });

  it.each([
    ['a process that is gone', () => String(spawnSync(process.execPath, ['--version']).pid)],
    ['nobody', () => 'not a number'],
  ])('is taken over from %s', (_, left) => {
    writeFileSync(join(directory, 'lock'), left());
    expect(holderOf(directory)).toBeUndefined();
    const release = takeDirectory(directory);
    expect(holderOf(directory)).toBe(process.pid);
    release();
  });
});
