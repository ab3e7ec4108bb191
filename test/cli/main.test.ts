import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSearched as openSandbox } from '../support/searched-sandbox.ts';
import { signed } from '../support/signed.ts';

/** The real command in a process of its own. */
function canal(...line: readonly string[]) {
  // `--`, or else node would take --env-file and the like for itself, wherever they stand.
  const child = spawn(process.execPath, ['--', 'src/cli/main.ts', ...line], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8');
  const closed = once(child, 'close').then(([code]) => code as number | null);
  return { child, closed, stderr: () => stderr };
}

async function firstText(stream: NodeJS.ReadableStream): Promise<string> {
  const [text] = await once(stream, 'data');
  return String(text);
}

describe('the command as a process', { timeout: 60_000 }, () => {
  it('outlives the reader of its output and ends with its own exit code', async () => {
    const { child, closed, stderr } = canal('up', 'examples/two-vpcs.yaml');
    expect(await firstText(child.stdout)).toMatch(/^SIMULATED: /);
    child.stdout.destroy();
    expect(await closed).toBe(0);
    expect(stderr()).toBe('');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('keeps a sandbox up until %s and ends with 0', async (signal) => {
    const { child, closed, stderr } = canal('sandbox', '--port', '0', '--speed', 'skip');
    const [ready = ''] = (await firstText(child.stdout)).split('\n');
    expect(ready).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(`${ready.slice('ready '.length)}/networks/nobody`, { headers: signed() });
    expect(answer.status).toBe(404);
    child.kill(signal);
    expect(await closed).toBe(0);
    expect(stderr()).toBe('');
  });

  it.skipIf(spawnSync('script', ['--version']).error !== undefined)(
    'names the steps on a terminal without a size',
    () => {
      const line = `stty cols 0 rows 0; '${process.execPath}' -- src/cli/main.ts up examples/two-vpcs.yaml`;
      const { stdout, status } = spawnSync('script', ['-qec', line, '/dev/null'], {
        encoding: 'utf8',
        // Nothing of this process: where CI asks for no colours, the command draws no tree.
        env: { PATH: process.env.PATH ?? '', TERM: 'xterm' },
      });
      expect(status).toBe(0);
      expect(stdout).toMatch(/✔.*Create VPG/);
    },
  );

  it.skipIf(spawnSync('script', ['--version']).error !== undefined)(
    'ends with 130 and one sentence at Ctrl-C before a question, and has begun nothing',
    async () => {
      const vendors = await openSandbox({});
      const url = await vendors.listen(0);
      const record = mkdtempSync(join(tmpdir(), 'canal-asked-'));
      // The customer's account is not registered here: what is left of the example is in our own.
      const [own] = readFileSync('examples/two-vpcs.yaml', 'utf8').split('  - name: dns');
      const network = join(record, 'network.yaml');
      writeFileSync(network, `${own}airGroup: {groupId: 00000000-0000-4000-8000-000000000001}\n`);
      const line = `'${process.execPath}' -- src/cli/main.ts up ${network} --live --data ${record}`;
      const child = spawn('script', ['-qec', line, '/dev/null'], {
        env: {
          PATH: process.env.PATH,
          TERM: 'xterm',
          SORACOM_ENDPOINT: url,
          AWS_ENDPOINT_URL: url,
          SORACOM_AUTH_KEY_ID: 'keyId-sandbox',
          SORACOM_AUTH_KEY: 'secret-sandbox',
          AWS_ACCESS_KEY_ID: '111111111111',
          AWS_SECRET_ACCESS_KEY: 'sandbox',
        },
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (!said.includes('Make it?') && `${said}${text}`.includes('Make it?')) child.stdin.write('\u0003');
        said += text;
      });
      const [code] = await once(child, 'close');
      expect(code, said).toBe(130);
      expect(said.split('\n').at(-2)?.trim()).toBe('Interrupted. No run was begun.');
      expect(vendors.world.vpgs.size).toBe(0);
      await vendors.close();
      rmSync(record, { recursive: true });
    },
  );

  it('writes no escape codes into a pipe', async () => {
    const { child, closed } = canal('--help');
    expect(await firstText(child.stdout)).not.toContain('\u001b');
    expect(await closed).toBe(0);
  });
});
