import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
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

  it('writes no escape codes into a pipe', async () => {
    const { child, closed } = canal('--help');
    expect(await firstText(child.stdout)).not.toContain('\u001b');
    expect(await closed).toBe(0);
  });
});
