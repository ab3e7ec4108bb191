import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsAccess } from '../../src/cli/aws-access.ts';
import { cli } from '../../src/cli/cli.ts';
import { live } from '../../src/cli/live-host.ts';
import type { Sandbox } from '../../src/cli/sandbox.ts';
import { openSearched } from '../support/searched-sandbox.ts';
import { stage } from './stage.ts';

const example = 'examples/two-vpcs.yaml';
// A borrowed role's 15 minutes must outlast a slow machine's step.
const pace = 200;
let vendors: Sandbox;
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'canal-live-'));
  vendors = await openSearched({ pace, soracomLimit: 0 });
  await vendors.listen(0);
});
afterEach(async () => {
  await vendors.close();
  rmSync(folder, { recursive: true });
});

const where = () => ['--live', '--data', join(folder, 'record')];
const key = { SORACOM_AUTH_KEY_ID: 'keyId-sandbox', SORACOM_AUTH_KEY: 'secret-sandbox' };
const endpoints = () => ({ SORACOM_ENDPOINT: vendors.url, AWS_ENDPOINT_URL: vendors.url });
const openAws = async (): Promise<AwsAccess> => ({
  credentials: async () => ({ accessKeyId: '111111111111', secretAccessKey: 'x' }),
  identity: async () => ({ accountId: '111111111111', arn: 'arn:aws:iam::111111111111:user/me' }),
  stackOutputs: async () => undefined,
});

const outside = (): Parameters<typeof stage>[0] => ({
  openAws,
  now: () => vendors.clock.now(),
  liveHosts: { ...live, open: (options) => live.open({ ...options, pace }) },
  sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, 20))),
});

async function canal(line: readonly string[], given: Parameters<typeof stage>[0] = {}) {
  const set = stage({ ...outside(), env: { ...key, ...endpoints() }, ...given });
  const exitCode = await cli([...line, ...where()], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr() };
}
const register = () =>
  canal([
    ...['account', 'add', '222222222222', '--role-arn', 'arn:aws:iam::222222222222:role/canal-accepter'],
    ...['--external-id', 'canal-external-id-222222222222'],
  ]);
const made = () => vendors.world.vpgs.size;

describe('canal up --live', { timeout: 60_000 }, () => {
  it('asks before it makes what costs money, and takes no for an answer', async () => {
    await register();
    const before = made();
    const asked: string[] = [];
    const { exitCode, stdout, stderr } = await canal(['up', example], {
      ask: async (question) => {
        asked.push(question);
        return 'no';
      },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'Nothing was begun.\n' });
    expect(stdout).toMatch(
      /^LIVE: account 111111111111, Region ap-northeast-1, SORACOM's japan coverage\. Asks SORACOM at (\S+), EC2 at \1, STS at \1\. What is made is real.*\nThere is no stack: the run goes on only while this command does\. Schedules, events and alarms need the stack/,
    );
    expect(stdout).toMatch(
      /Network two-vpcs: 6 changes to make\.[\s\S]*\n {2}\+ create VPG\n[\s\S]*Cost {2}¥20 per hour/,
    );
    expect(asked).toEqual(['Make it? It costs money until it is removed. [yes/no] ']);
    const silent = await canal(['up', example]);
    expect(silent.exitCode).toBe(1);
    expect(silent.stderr).toMatch(
      /^Nobody can be asked here, .* Nothing was begun\. Say --yes if it shall be made\.\n$/,
    );
    expect(made()).toBe(before);
  });

  it('makes the network, and then has nothing to ask; status and list need no credentials', async () => {
    await register();
    const { exitCode, stdout, stderr } = await canal(['up', example], { ask: async () => 'yes' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/Run 1 of network two-vpcs has begun\.[\s\S]*\nNetwork two-vpcs is ready \(run 1/);
    expect(stdout).toContain(`npm run -s canal -- status two-vpcs ${where().join(' ')}\n`);
    const again = await canal(['up', example]);
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toContain('is ready already, and the file wishes nothing else');
    const nothing = { env: {}, openAws: () => Promise.reject(new Error('Nobody asks AWS here.')) };
    const status = await canal(['status', 'two-vpcs', '--watch'], nothing);
    expect(status.stdout).toMatch(/^LIVE: account 111111111111, .*\n\nNetwork two-vpcs is ready/);
    const CANAL_RATES = JSON.stringify([{ item: 'vpg', price: 50, validFrom: '2020-01-01' }]);
    const list = await canal(['list', '--json'], { ...nothing, env: { CANAL_RATES } });
    expect(JSON.parse(list.stdout)).toMatchObject({
      networks: [{ name: 'two-vpcs', cost: { perHour: 70, unknown: [] } }],
      simulated: false,
    });
  });

  it('goes as its page says, typed from the trial to the removal', async () => {
    const page = readFileSync('docs/live.md', 'utf8').replaceAll('http://127.0.0.1:4700', vendors.url);
    const [first = '', , trial = ''] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    const exported = [...trial.matchAll(/^export (.*)$/gm)].flatMap(([, words = '']) => words.split(' '));
    const env: Record<string, string> = Object.fromEntries(exported.map((word) => word.split(/=(.*)/s)));
    copyFileSync(example, join(folder, 'my-network.yaml'));
    const typed = [trial, first].flatMap((block) => [...block.matchAll(/^npm run -s canal -- (.*)$/gm)]);
    const came: unknown[] = [];
    for (const [, line = ''] of typed.filter(([, line]) => !line?.startsWith('sandbox'))) {
      const set = stage({
        ...outside(),
        env: { ...env, INIT_CWD: folder },
        ask: async (question) => /Type (\S+):/.exec(question)?.[1] ?? 'yes',
      });
      const exitCode = await cli(line.replace('NAME', 'two-vpcs').split(' '), '1', set.surroundings);
      came.push([
        line.split(' ')[0],
        exitCode,
        set
          .stdout()
          .split('\n')
          .findLast((said) => /^(Account|Network)/.test(said)),
      ]);
    }
    expect(came).toEqual([
      ['account', 0, expect.stringMatching(/^Account 222222222222 is registered/)],
      ['up', 0, expect.stringMatching(/^Network two-vpcs is ready \(run 1/)],
      ['plan', 0, 'Network two-vpcs: nothing to do. Nothing was changed.'],
      ['up', 0, expect.stringMatching(/^Network two-vpcs is ready \(run 1/)],
      ['status', 0, expect.stringMatching(/^Network two-vpcs is ready \(run 1/)],
      ['down', 0, expect.stringMatching(/^Network two-vpcs is removed \(run 2/)],
    ]);
    expect(existsSync(join(folder, '.canal', 'journal.jsonl'))).toBe(true);
  });

  it('says what is in the way, and begins nothing', async () => {
    const { exitCode, stderr, stdout } = await canal(['up', example, '--yes']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^peerings\[1\]\.peerOwnerId: The AWS account 222222222222 is not registered\./);
    const register = `npm run -s canal -- account add 222222222222 --role-arn arn:aws:iam::222222222222:role/… --external-id … ${where().join(' ')}\n`;
    expect(stderr).toContain(register);
    expect(stdout).toContain(register);
  });

  it.each<[string, readonly string[], Record<string, string>, RegExp]>([
    ['half an AuthKey', [], { ...key, SORACOM_AUTH_KEY: '' }, /^SORACOM_AUTH_KEY is not set, and an AuthKey has two/],
    [
      'no AuthKey',
      [],
      { SORACOM_PROFILE_DIR: '/nowhere' },
      /^There is no AuthKey of SORACOM: \/nowhere\/default\.json: /,
    ],
    [
      'another account than the record',
      ['--region', 'eu-west-1'],
      key,
      /^The record in .* is of 111111111111\/ap-northeast-1\/live and .* for 111111111111\/eu-west-1\/live/,
    ],
    [
      'another coverage than the record',
      ['--coverage', 'global'],
      key,
      /^The record in .* japan coverage; .* and global\. Correct them/,
    ],
    ['two places', ['--stage', 'prod'], key, /^--stage and --live name two places/],
    ['a private sandbox', ['--seed', '3'], key, /^--seed shapes a private sandbox and cannot be used with --live/],
  ])('refuses %s with a sentence', async (_, more, env, sentence) => {
    await register();
    const { exitCode, stderr, stdout } = await canal(['up', example, '--yes', ...more], {
      env: { ...endpoints(), ...env },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
  });

  it('takes the AuthKey of a profile of soracom-cli, with its coverage, and never shows what else is in it', async () => {
    const profile = (text: string) => {
      mkdirSync(join(folder, 'profiles'), { recursive: true });
      writeFileSync(join(folder, 'profiles', 'mine.json'), text);
    };
    const env = { ...endpoints(), SORACOM_PROFILE_DIR: join(folder, 'profiles'), SORACOM_PROFILE: 'mine' };
    profile('{"email":"a@example.com","password":"hidden"}');
    const password = await canal(['plan', example], { env });
    expect(password.stderr).toMatch(/^The profile .*mine\.json holds no AuthKey/);
    profile('{"authKeyId": "hidden"');
    expect((await canal(['plan', example], { env })).stderr).not.toContain('hidden');
    profile('{"coverageType":"g","authKeyId":"keyId-sandbox","authKey":"secret-sandbox"}');
    expect((await canal(['plan', example], { env })).stdout).toMatch(/^LIVE: .*SORACOM's global coverage/);
    profile('{"coverageType":"jp","authKeyId":"keyId-sandbox","authKey":"secret-of-another"}');
    const refused = await canal(['up', example, '--yes'], { env });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(
      /^SORACOM refused the AuthKey in the profile .*mine\.json: \w+, [\w ]+\. Put a valid one there, of a SAM user in SORACOM's japan coverage\.\n$/,
    );
  });

  it('says which variables hold an AuthKey that SORACOM refuses: there is no secret to be filled', async () => {
    const env = { ...endpoints(), ...key, SORACOM_AUTH_KEY: 'secret-of-another' };
    const { exitCode, stderr } = await canal(['plan', example], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('\nSORACOM refused the AuthKey in SORACOM_AUTH_KEY_ID and SORACOM_AUTH_KEY: ');
    expect(stderr).not.toMatch(/secretsmanager|another/);
  });

  it.each([
    [
      ['status', 'x'],
      /^There is no record in .*record, so there are no networks\. Start one with "canal up FILE --live"/,
    ],
    [['list'], /^There is no record in /],
    [['down', 'x', '--yes'], /^There is no record in /],
    [['check', 'x'], /^There is no record in /],
  ])('has nothing to show before the first network: %j', async (line, sentence) => {
    const { exitCode, stderr } = await canal(line);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(existsSync(join(folder, 'record'))).toBe(false);
  });

  it.each([
    [{ CANAL_RATES: '{}', CANAL_VPG_EXPECTED_SECONDS: 'soon' }, ['- CANAL_VPG_EXPECTED_SECONDS: ', '- CANAL_RATES: ']],
    [{ SORACOM_ENDPOINT: 'api.soracom.io' }, ['SORACOM_ENDPOINT is "api.soracom.io". It must be an address such as ']],
  ])('says which variable is not right, and begins nothing: %j', async (wrong, sentences) => {
    const env = { ...key, ...endpoints(), ...wrong };
    for (const line of [
      ['plan', example],
      ['up', example, '--yes'],
    ]) {
      const { exitCode, stderr } = await canal(line, { env });
      expect(exitCode).toBe(1);
      for (const sentence of sentences) expect(stderr).toContain(sentence);
      expect(stderr).not.toContain('canal.internal');
    }
  });

  it.each([
    ['a file', 'file', 'ENOTDIR'],
    ['a link to nowhere', 'link/record', 'ENOENT'],
  ])('says that %s is no directory for a record', async (_, data, code) => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    const set = stage({ ...outside(), env: { ...key, ...endpoints() } });
    const line = ['up', example, '--yes', '--live', '--data', join(folder, data)];
    expect(await cli(line, '1', set.surroundings)).toBe(1);
    expect(set.stderr()).toMatch(
      new RegExp(`^The record cannot be used: ${code}: .*\\. Give --data a folder of your own`),
    );
  });

  it.each([
    ['--data', 'x'],
    ['--coverage', 'japan'],
  ])('takes %s with --live alone', async (...flag) => {
    const set = stage();
    expect(await cli(['list', ...flag], '1', set.surroundings)).toBe(1);
    expect(set.stderr()).toBe(`${flag[0]} belongs to --live. Give both, or none of them.\n`);
  });
});

describe('canal up --live in a process', { timeout: 60_000 }, () => {
  function begin() {
    const child = spawn(
      process.execPath,
      ['test/support/canal-live.ts', String(pace), 'up', example, '--yes', ...where()],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          ...key,
          ...endpoints(),
          AWS_ACCESS_KEY_ID: '111111111111',
          AWS_SECRET_ACCESS_KEY: 'x',
        },
      },
    );
    const texts: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => texts.push(text));
    return { child, said: () => texts.join(''), closed: once(child, 'close').then(([code]) => code as number | null) };
  }
  async function heard({ child, said }: ReturnType<typeof begin>, text: string) {
    while (!said().includes(text)) {
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${said()}`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }
  const ownVpgs = () => [...vendors.world.vpgs.values()].filter(({ tags }) => tags['canal:network'] === 'two-vpcs');

  it('is killed in the middle, and the next one goes on: nothing is made twice', async () => {
    await register();
    const first = begin();
    await heard(first, 'Wait for the VPG: waiting');
    first.child.kill('SIGKILL');
    expect(await first.closed).toBeNull();
    const second = begin();
    expect({ code: await second.closed, said: second.said() }).toMatchObject({ code: 0 });
    expect(second.said()).toMatch(/Run 2 of network two-vpcs has begun\.[\s\S]*\nNetwork two-vpcs is ready \(run 2/);
    expect(ownVpgs()).toHaveLength(1);
  });

  it('says on Ctrl-C that the run has stopped, what that means, and how to go on', async () => {
    await register();
    const begun = begin();
    const { child, said, closed } = begun;
    await heard(begun, 'Create VPG: started');
    child.kill('SIGINT');
    expect(await closed).toBe(130);
    expect(said()).toContain('Stopping: what is being asked for just now comes to its end first');
    expect(said()).toContain(
      `Interrupted. Run 1 of network two-vpcs has stopped with this command. What stands stays, and costs money. The same command goes on from there: npm run -s canal -- up ${example} ${where().join(' ')}\n`,
    );
    expect(existsSync(join(folder, 'record', 'lock'))).toBe(false);
    // What was being asked for has come, and nothing says that it costs nothing.
    expect(ownVpgs()).toHaveLength(1);
    const list = await canal(['list']);
    expect(list.stdout).toMatch(/two-vpcs +failed .*the VPG's own fee \(price not known\) per hour/);
  });
});
