import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ownFiles } from '../cli/own-files.ts';
import { stage } from '../cli/stage.ts';
import { openSearched } from '../support/searched-sandbox.ts';
import { signed } from '../support/signed.ts';

const { folder } = ownFiles();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSearched({ start: Date.UTC(2026, 10, 27), soracomLimit: 0 });
  await sandbox.listen(0);
});
afterAll(() => sandbox.close());

/** The lines of a page's shell blocks, in order, without what only tells a shell where the sandbox is. */
function typedOf(page: string): string[] {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks
    .join('')
    .split('\n')
    .filter((line) => /^(npm run|aws|cp) /.test(line));
}

/** One operation of EC2 as the AWS CLI would ask for it: `aws ec2 delete-route --route-table-id x`. */
async function ec2(words: readonly string[]): Promise<number> {
  const pascal = (word: string): string =>
    word.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const [operation = '', ...options] = words;
  const asked = new URLSearchParams({ Action: pascal(operation), Version: '2016-11-15' });
  for (let at = 0; at < options.length; at += 2) asked.set(pascal(options[at]?.slice(2) ?? ''), options[at + 1] ?? '');
  const headers = { ...signed('111111111111', 'ec2'), 'content-type': 'application/x-www-form-urlencoded' };
  return (await sandbox.fetch('/', { method: 'POST', headers, body: String(asked) })).status;
}

/** Types one line of a page in the sandbox's own world; answers an exit code, and what was said. */
async function type(line: string): Promise<{ exitCode: number; said: string }> {
  const [program, ...words] = line.replaceAll('http://127.0.0.1:4700', sandbox.url).split(' ');
  if (program === 'cp') {
    copyFileSync(words[0] ?? '', join(folder(), words[1] ?? ''));
    return { exitCode: 0, said: '' };
  }
  if (program === 'aws') return { exitCode: (await ec2(words.slice(1))) === 200 ? 0 : 255, said: '' };
  const set = stage({
    fetch: globalThis.fetch,
    env: { CANAL_ENDPOINT: sandbox.url, INIT_CWD: folder() },
    ask: (question) => Promise.resolve(/Type (\S+):/.exec(question)?.[1]),
    sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, 100))),
  });
  const exitCode = await cli(words.slice(words.indexOf('--') + 1), '1', set.surroundings);
  return { exitCode, said: set.stdout() + set.stderr() };
}

const begins = (line: string): boolean => /-- sandbox$/.test(line);
const ofOtherTests = (line: string): boolean => /^aws (?!ec2)/.test(line);

/** Pages whose commands are typed as they stand, one after the other, and what ends with something else than 0. */
const pages: readonly (readonly [page: string, otherwise: Readonly<Record<string, number>>, said: RegExp])[] = [
  [
    'docs/tour.md',
    { 'plan examples/two-vpcs.yaml': 3, 'check two-vpcs': 3 },
    /Network two-vpcs is removed[\s\S]*Nothing was left behind/,
  ],
  ['docs/costs.md', {}, /SORACOM's bill of/],
  ['docs/sweep.md', {}, /Nothing was left behind/],
];

describe('The commands of the pages, typed at a sandbox', { timeout: 60_000 }, () => {
  it.each(pages)('%s', async (page, otherwise, said) => {
    const all: string[] = [];
    const typed = typedOf(page).filter((line) => !begins(line) && !ofOtherTests(line));
    expect(typed.length).toBeGreaterThan(1);
    for (const line of typed) {
      const came = await type(line);
      const wanted = Object.entries(otherwise).find(([words]) => line.includes(`-- ${words}`))?.[1] ?? 0;
      expect(came.exitCode, `${page}: ${line}\n${came.said}`).toBe(wanted);
      all.push(came.said);
    }
    expect(all.join('\n')).toMatch(said);
  });
});
