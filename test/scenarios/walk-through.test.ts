import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { openSearched } from '../support/searched-sandbox.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, walk = ''] = /From an empty account to the first network,([\s\S]*?)\n## /.exec(readme) ?? [];
/** The commands of each numbered step, as they stand in the README. */
const steps = [...walk.matchAll(/^\d\. \*\*(.+?)\*\*([\s\S]*?)(?=^\d\. |\n\n\[docs\/deploy\.md\])/gm)].map(
  ([, title = '', text = '']) => ({
    title,
    commands: [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.replaceAll(/^ {3}/gm, '')),
  }),
);
const commandsOf = (title: string) => steps.find((step) => step.title === title)?.commands.join('\n') ?? '';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSearched({});
  await sandbox.listen(0);
});
afterAll(() => sandbox.close());

/** Runs commands of the README in a shell that has this sandbox for AWS, with the stage, file and ids of the sandbox. */
async function run(commands: string, input = '') {
  const here = commands
    .replaceAll('--stage prod', '--stage sandbox')
    .replaceAll('canal/prod/', 'canal/sandbox/')
    .replaceAll('--external-id ID', '--external-id canal-external-id-222222222222')
    .replaceAll('my-network.yaml', 'examples/two-vpcs.yaml');
  const child = spawn('bash', ['-euo', 'pipefail', '-c', here], {
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: '111111111111',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_DEFAULT_REGION: 'ap-northeast-1',
    },
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => said.push(text));
  child.stdin.end(input);
  const [exitCode] = await once(child, 'close');
  return { exitCode, said: said.join('') };
}

const secret = 'canal/sandbox/soracom-auth-key';
const put = (SecretString: string) =>
  sandbox.fetch('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.PutSecretValue' },
    body: JSON.stringify({ SecretId: secret, SecretString, ClientRequestToken: 'a-token' }),
  });

// What only a deployment can be: the first step makes the stack, the last one is for reading. The rest is typed here as it stands.
describe('The way of the README from an empty account to the first network', { timeout: 180_000 }, () => {
  it('has its five steps', () => {
    expect(steps.map(({ title }) => title)).toEqual([
      'Deploy',
      'Fill the secret',
      'Add an account',
      'The first network',
      'When it fails',
    ]);
    expect(commandsOf('Deploy').trim()).toBe('npm run deploy -- --stage prod');
  });

  it('stops before it costs money while the secret does not hold an AuthKey that SORACOM takes, and says where it is', async () => {
    await put('{"authKeyId": "keyId-none", "authKey": "secret-none"}');
    const [plan = ''] = commandsOf('The first network').split('\n');
    const { exitCode, said } = await run(plan);
    expect(exitCode, said).toBe(1);
    expect(said).toMatch(/AuthKey/);
    expect(sandbox.world.vpgs.size).toBe(0);
  });

  it('fills the secret', async () => {
    const { authKeyId, authKey } = sandbox.world.authKey;
    if (spawnSync('aws', ['--version']).status === 0) {
      const { exitCode, said } = await run(commandsOf('Fill the secret'), `${authKeyId}\n${authKey}\n`);
      expect(exitCode, said).toBe(0);
      expect(said).not.toContain(authKey);
    } else await put(JSON.stringify({ authKeyId, authKey }));
  });

  it('adds an account, and makes the network', async () => {
    const added = await run(commandsOf('Add an account'));
    expect(added.exitCode, added.said).toBe(0);
    expect(added.said).toContain('Account 222222222222 is registered');
    const [, up = ''] = commandsOf('The first network').split('\n');
    const made = await run(up);
    expect(made.exitCode, made.said).toBe(0);
    expect(made.said).toContain('Network two-vpcs is ready (run 1');
    expect(sandbox.world.vpgs.size).toBe(1);
  });
});
