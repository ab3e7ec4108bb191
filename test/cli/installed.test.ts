import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownFiles } from './own-files.ts';

const { folder } = ownFiles();
const run = (script: string) => {
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  return { status, stderr };
};

it('npm start says in a checkout without its packages what to do, and nothing in one that has them', () => {
  const script = join(folder(), 'scripts', 'installed.mjs');
  mkdirSync(join(folder(), 'scripts'));
  copyFileSync('scripts/installed.mjs', script);
  expect(run(script)).toEqual({ status: 1, stderr: 'The packages are not installed. In this folder run: npm ci\n' });
  expect(run('scripts/installed.mjs')).toEqual({ status: 0, stderr: '' });
});
