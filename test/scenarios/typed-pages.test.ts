import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

/** The blocks of a page that are of one language, in order. */
const blocksOf = (page: string, language: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block = '']) => block,
  );

/** What stands for a reader's own in docs/deploy.md, and what the page says to put there in a sandbox. */
const ownWords: Readonly<Record<string, string>> = {
  ' --stage prod': '', // the stage is found by another test; here the endpoint is told
  ' --stage sandbox': '',
  'my-network.yaml': 'examples/two-vpcs.yaml',
  'networks/NAME': 'networks/two-vpcs',
  'status NAME': 'status two-vpcs',
  'external-id ID': 'external-id canal-external-id-222222222222',
};
const rehearsed = (page: string, text: string): string =>
  page === 'docs/deploy.md'
    ? Object.entries(ownWords).reduce((told, [word, own]) => told.replaceAll(word, own), text)
    : text;

/** The lines of a page's shell blocks, in order, without what only tells a shell where the sandbox is. */
function typedOf(page: string): string[] {
  return rehearsed(page, blocksOf(page, 'sh').join(''))
    .split('\n')
    .map((line) => line.replace(/ +# .*$/, ''))
    .filter((line) => /^(npm run|aws|cp|curl|canal_api) /.test(line));
}

/** Types a line of curl in a shell that knows the page's own function; what it has begun is waited for. */
async function inShell(page: string, line: string): Promise<{ exitCode: number; said: string }> {
  const own =
    blocksOf(page, 'sh')
      .join('')
      .match(/^\w+\(\) \{(?:.*\}|\n(?: .*\n)+\})$/gm) ?? [];
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    CANAL_ENDPOINT: sandbox.url,
    API: sandbox.url,
    AWS_ACCESS_KEY_ID: '111111111111',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  };
  const script = [...own, line].join('\n').replaceAll('http://127.0.0.1:4700', sandbox.url);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { env });
  const begun = /"executionArn":"([^"]+)","begun":true/.exec(stdout)?.[1];
  if (begun) await sandbox.machines.settled(begun);
  return { exitCode: 0, said: stdout };
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
async function type(page: string, line: string): Promise<{ exitCode: number; said: string }> {
  if (/^(curl|canal_api) /.test(line)) return inShell(page, line);
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
const ofOtherTests = (line: string): boolean => /^aws (?!ec2)|^npm run (package|deploy)/.test(line);

/** Pages whose commands are typed as they stand, one after the other, and what ends with something else than 0. */
const pages: readonly (readonly [page: string, otherwise: Readonly<Record<string, number>>, said: RegExp])[] = [
  [
    'docs/tour.md',
    { 'plan examples/two-vpcs.yaml': 3, 'check two-vpcs': 3 },
    /Network two-vpcs is removed[\s\S]*Nothing was left behind/,
  ],
  ['docs/costs.md', {}, /SORACOM's bill of/],
  ['docs/sweep.md', {}, /Nothing was left behind/],
  ['docs/dns-host.md', {}, /Network plant-1 is ready[\s\S]*70-canal-plant-1\.network[\s\S]*Network plant-1 is removed/],
  [
    'docs/api.md',
    { 'plan examples/two-vpcs.yaml': 3 },
    /"state":"provisioning"[\s\S]*"state":"ready"[\s\S]*"kind":"ready"[\s\S]*"outcome":"removed"[\s\S]*"possible":true[\s\S]*tokyo-1/,
  ],
  [
    'docs/deploy.md',
    { 'plan examples/two-vpcs.yaml': 3 },
    /222222222222 is registered[\s\S]*set +arn:aws[\s\S]*Network two-vpcs is ready[\s\S]*"begun":false[\s\S]*"kind":"ready"/,
  ],
];
const withoutCurl = spawnSync('curl', ['--version']).error !== undefined;

describe('The commands of the pages, typed at a sandbox', { timeout: 60_000 }, () => {
  it.for(pages)('%s', async ([page, otherwise, said], { skip }) => {
    const all: string[] = [];
    const typed = typedOf(page).filter((line) => !begins(line) && !ofOtherTests(line));
    if (withoutCurl && typed.some((line) => /^(curl|canal_api) /.test(line))) skip('There is no curl here.');
    expect(typed.length).toBeGreaterThan(1);
    for (const line of typed) {
      const came = await type(page, line);
      const wanted = Object.entries(otherwise).find(([words]) => line.includes(`-- ${words}`))?.[1] ?? 0;
      expect(came.exitCode, `${page}: ${line}\n${came.said}`).toBe(wanted);
      all.push(came.said);
    }
    expect(all.join('\n')).toMatch(said);
    // A problem document that a page shows was answered.
    for (const shown of blocksOf(page, 'json').map((block) => JSON.parse(block))) {
      if ('detail' in shown) expect(all.join('\n')).toContain(JSON.stringify(shown));
    }
  });
});
