import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import type { OpenSandbox, Sandbox, SandboxOptions } from '../../src/cli/sandbox.ts';
import { openSearched } from '../support/searched-sandbox.ts';
import { stage } from './stage.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'canal-sandbox-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const environment = {
  CANAL_TABLE: 'canal-sandbox',
  CANAL_PROVISION_MACHINE: 'arn:aws:states:ap-northeast-1:111111111111:stateMachine:canal-sandbox-provision-network',
  CANAL_REMOVE_MACHINE: 'arn:aws:states:ap-northeast-1:111111111111:stateMachine:canal-sandbox-remove-network',
  AWS_REGION: 'ap-northeast-1',
  AWS_ACCESS_KEY_ID: '111111111111',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
};

/** A sandbox that only remembers what was asked of it. */
function standIn(listen: (port: number) => Promise<string> = async (port) => `http://127.0.0.1:${port}`) {
  const asked: { options?: SandboxOptions; port?: number; closed: number } = { closed: 0 };
  const openSandbox: OpenSandbox = async (options) => {
    asked.options = options;
    const sandbox: Pick<Sandbox, 'listen' | 'environment' | 'close'> = {
      listen: (port) => {
        asked.port = port;
        return listen(port);
      },
      environment: () => environment,
      close: async () => {
        asked.closed += 1;
      },
    };
    return sandbox as Sandbox;
  };
  return { openSandbox, asked };
}

/** Starts the command, waits until it has said what it has to say, and stops it with a signal. */
async function upAndDown(line: readonly string[], openSandbox: OpenSandbox, signal: 'SIGINT' | 'SIGTERM' = 'SIGINT') {
  const set = stage({ openSandbox });
  let ended = false;
  const code = cli(['sandbox', ...line], '1', set.surroundings).finally(() => {
    ended = true;
  });
  while (!ended && !set.stdout().includes('soracom vpg list')) await new Promise(setImmediate);
  const runningBefore = !ended;
  set.signal(signal);
  return { exitCode: await code, runningBefore, hearing: set.hearing.size, stdout: set.stdout(), stderr: set.stderr() };
}

describe('canal sandbox', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('stays up until %s, then closes and ends with 0', async (signal) => {
    const { openSandbox, asked } = standIn();
    expect(await upAndDown([], openSandbox, signal)).toMatchObject({ exitCode: 0, runningBefore: true, hearing: 0 });
    expect(asked.closed).toBe(1);
  });

  it('says ready on its first line, then what to try, with lines to paste', async () => {
    const { openSandbox } = standIn();
    const { stdout, stderr } = await upAndDown([], openSandbox);
    expect(stderr).toBe('');
    expect(stdout).toBe(`ready http://127.0.0.1:4700

SIMULATED: SORACOM and AWS are imitated at this address; its time runs 60 times as fast as yours. No account is used, nothing costs money.
It forgets everything when it stops (Ctrl-C). In another terminal:

# a network, how it stands, and its removal
npm run -s canal -- up examples/two-vpcs.yaml --endpoint http://127.0.0.1:4700
npm run -s canal -- status two-vpcs --endpoint http://127.0.0.1:4700
npm run -s canal -- down two-vpcs --endpoint http://127.0.0.1:4700

# what people would have been told
npm run -s canal -- sandbox messages --endpoint http://127.0.0.1:4700

# the AWS CLI: the access key chooses the account (222222222222 is the customer's in the seeded world)
export AWS_ENDPOINT_URL=http://127.0.0.1:4700
export AWS_ACCESS_KEY_ID=111111111111 AWS_SECRET_ACCESS_KEY=sandbox
export AWS_REGION=ap-northeast-1 AWS_DEFAULT_REGION=ap-northeast-1
aws stepfunctions start-execution --name by-hand --state-machine-arn arn:aws:states:ap-northeast-1:111111111111:stateMachine:canal-sandbox-provision-network --input file://examples/two-vpcs.json
aws ec2 describe-vpc-peering-connections
aws events put-events --entries file://examples/events/network-requested.json
aws dynamodb scan --table-name canal-sandbox

# SORACOM's CLI
export SORACOM_ENDPOINT=http://127.0.0.1:4700
soracom vpg list --auth-key-id keyId-sandbox --auth-key secret-sandbox
`);
  });

  it('keeps its state in a directory: now and then, and it says so', async () => {
    const kept = standIn();
    const { stdout } = await upAndDown(['--data', 'my state'], kept.openSandbox);
    expect(kept.asked.options).toMatchObject({ directory: resolve('my state'), lasting: true });
    expect(stdout).toContain(
      'Stopped (Ctrl-C) and started again with --data my state, it goes on where it was, in the middle of runs too.',
    );
  });

  it('says that the last of its state could not be saved, and ends with 1', async () => {
    const full = standIn();
    const { exitCode, stderr } = await upAndDown(['--data', 'x'], async (options) => {
      const close = () => Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }));
      return { ...(await full.openSandbox(options)), close };
    });
    expect([exitCode, stderr]).toEqual([
      1,
      'The state could not be saved: ENOSPC: no space left. The directory has it as it was saved before that.\n',
    ]);
  });

  it.each([
    ['DirectoryTaken', 'DirectoryTaken', 'Choose another.\n'],
    ['StateRefused', 'Usage', '--data x: Choose another.\n'],
    ['StackRefused', 'InvalidInput', 'Choose another.\n'],
    ['MachineRefused', 'InvalidInput', 'Choose another.\n'],
  ])(
    'says in a sentence why it cannot begin, in a directory or with the stack as it is: %s',
    async (name, told, sentence) => {
      const { exitCode, stdout, stderr } = await upAndDown(['--data', 'x', '--json'], async () => {
        throw Object.assign(new Error('Choose another.'), { name });
      });
      expect([exitCode, stderr, JSON.parse(stdout).error.name]).toEqual([1, sentence, told]);
    },
  );

  it('starts in the present at 60 times its pace, and where the sandbox wishes when time skips', async () => {
    const running = standIn();
    await upAndDown(['--seed', '7'], running.openSandbox);
    expect(running.asked).toMatchObject({ port: 4700, options: { pace: 60, start: Date.UTC(2026, 5, 1), seed: 7 } });
    const limited = standIn();
    await upAndDown(['--soracom-limit', '5'], limited.openSandbox);
    expect(limited.asked).toMatchObject({ options: { soracomLimit: 5 } });
    const skipping = standIn();
    await upAndDown(['--speed', 'skip', '--port', '0'], skipping.openSandbox);
    expect(skipping.asked.port).toBe(0);
    expect(skipping.asked.options).toEqual({ pace: 'skip', lasting: true, tableOnDisk: true });
  });

  it('sends the functions to other endpoints, and reads world and faults', async () => {
    const { openSandbox, asked } = standIn();
    const soracom = ['--soracom-endpoint', 'http://127.0.0.1:9001/'];
    const ec2 = ['--ec2-endpoint', 'http://127.0.0.1:9002'];
    await upAndDown(['--world', 'examples/world.yaml', ...soracom, ...ec2, '--speed', '1.5'], openSandbox);
    expect(asked.options).toMatchObject({
      pace: 1.5,
      soracomEndpoint: 'http://127.0.0.1:9001',
      ec2Endpoint: 'http://127.0.0.1:9002',
      world: { ownAccountId: '111111111111' },
    });
    expect(asked.options).not.toHaveProperty('faults');
  });

  it('has DNS hosts of a real BIND where that is asked for, and says so if there is no BIND', async () => {
    const { openSandbox, asked } = standIn();
    await upAndDown(['--bind', '5300'], openSandbox);
    expect(asked.options).toMatchObject({ bindPort: 5300 });
    const missing = () => Promise.reject(Object.assign(new Error('BIND is not here.'), { name: 'BindMissing' }));
    expect(await upAndDown(['--bind', '5300'], missing)).toMatchObject({ exitCode: 1, stderr: 'BIND is not here.\n' });
  });

  it("prints the functions' log only when it is asked to", async () => {
    const quiet = standIn();
    await upAndDown([], quiet.openSandbox);
    expect(quiet.asked.options).not.toHaveProperty('log');

    const { openSandbox } = standIn();
    const { stderr } = await upAndDown(['--verbose'], async (options) => {
      options.log?.({ level: 'info', code: 'CREATE_VPG_STARTED', execution: 'two-vpcs-1' });
      return openSandbox(options);
    });
    expect(stderr).toBe('{ "level": "info", "code": "CREATE_VPG_STARTED", "execution": "two-vpcs-1" }\n');
  });

  it('has written the environment file when it says ready', async () => {
    const path = join(folder, 'sandbox.env');
    const { openSandbox } = standIn();
    const set = stage({ openSandbox });
    const written: boolean[] = [];
    const stdout = { ...set.surroundings.stdout, write: () => written.push(existsSync(path)) };
    const code = cli(['sandbox', '--env-file', path], '1', { ...set.surroundings, stdout });
    while (written.length < 2) await new Promise(setImmediate);
    set.signal('SIGTERM');
    expect(await code).toBe(0);
    expect(written).toEqual([true, true]);
    expect(readFileSync(path, 'utf8')).toContain('CANAL_TABLE=canal-sandbox\n');
  });

  it('says that a port is taken, and closes what it has opened', async () => {
    const holder = createServer();
    await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
    const { port } = holder.address() as { port: number };
    const { openSandbox, asked } = standIn(
      (wanted) =>
        new Promise((_, reject) => {
          createServer().once('error', reject).listen(wanted, '127.0.0.1');
        }),
    );
    const set = stage({ openSandbox });
    expect(await cli(['sandbox', '--port', String(port)], '1', set.surroundings)).toBe(1);
    expect(set.stderr()).toBe(
      `Port ${port} is taken. Stop what listens there, or choose another port with --port (0: any that is free).\n`,
    );
    expect({ stdout: set.stdout(), closed: asked.closed }).toEqual({ stdout: '', closed: 1 });
    await new Promise((done) => holder.close(done));
  });

  it.each([
    ['file', 'EEXIST'],
    ['file/state', 'ENOTDIR'],
    ['link/state', 'ENOENT'],
  ])('says that its state cannot be kept in %s, where the person stands', async (data, code) => {
    writeFileSync(join(folder, 'file'), '');
    rmSync(join(folder, 'link'), { force: true });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    const set = stage({ openSandbox: openSearched, env: { INIT_CWD: folder } });
    expect(await cli(['sandbox', '--data', data], '1', set.surroundings)).toBe(1);
    expect(set.stderr()).toBe(
      `The state cannot be kept in ${data} (${code}). Give --data a folder of your own, or the name of a new one.\n`,
    );
  });
});
