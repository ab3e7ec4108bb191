import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { simulatedLine } from '../../src/cli/place.ts';
import { begun, event, failedView, page, readyView } from './answers.ts';
import { ownFiles } from './own-files.ts';
import { refused, type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const example = 'examples/two-vpcs.yaml';
const url = 'http://127.0.0.1:4700';
const started = event(2, 0, 'started', { step: 'Confirm run' });
const post = 'POST /networks';
const get = 'GET /networks/two-vpcs';
const events = 'GET /networks/two-vpcs/events';

/** A run that begins and ends with an event, and what the network is then. */
const ending = (last: unknown, view: unknown): Record<string, readonly Scripted[]> => ({
  [post]: [{ status: 202, body: begun }],
  [events]: [{ body: page([started]) }, { body: page([last], true) }],
  [get]: [{ body: view }],
});

const succeeding = ending(event(9, 8, 'ready'), readyView);

async function run(line: readonly string[], given: Parameters<typeof stage>[0] = {}) {
  const set = stage(given);
  const exitCode = await cli(line, '9.8.7', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr() };
}

const against = (script: Readonly<Record<string, readonly Scripted[]>>) => {
  const api = scriptedApi(script);
  return { fetch: api.fetch, asked: api.asked };
};

const { folder, file } = ownFiles();

describe('the command line', () => {
  it('has a version and a help, and help for each command with examples and exit codes', async () => {
    expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: '9.8.7\n', stderr: '' });
    const whole = await run(['--help']);
    expect(whole).toMatchObject({ exitCode: 0, stderr: '' });
    expect(whole.stdout).toContain('\n  npm run -s canal -- up examples/two-vpcs.yaml\n');
    for (const command of ['up', 'plan', 'status', 'list', 'account', 'sandbox']) {
      expect(whole.stdout).toContain(`\n  ${command} [options]`);
      const { exitCode, stdout } = await run([command, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/\nExamples:\n {2}npm run -s canal -- /);
      expect(stdout).toMatch(/\nExit codes:\n {2}0 {2}/);
    }
  });

  it('explains itself and each command when it is asked for help by that word', async () => {
    expect(await run(['help'])).toEqual(await run(['--help']));
    expect(await run(['help', 'down'])).toEqual(await run(['down', '--help']));
    const { exitCode, stdout, stderr } = await run(['help', 'dance']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('Usage: canal [options] [command]');
  });

  it('explains itself and fails when no command is given', async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('Usage: canal [options] [command]');
  });

  it.each<[readonly string[], string]>([
    [['dance'], `canal: unknown command 'dance'. See: npm run -s canal -- --help`],
    [['up'], `canal: missing required argument 'file'. See: npm run -s canal -- up --help`],
    [
      ['up', example, '--sed', '3'],
      `canal: unknown option '--sed' (Did you mean --seed?) See: npm run -s canal -- up --help`,
    ],
    [
      ['up', example, '--seed', 'x'],
      `canal: option '--seed <number>' argument 'x' is invalid. It must be a whole number from 0 to 4294967295. See: npm run -s canal -- up --help`,
    ],
    [
      ['up', example, '--endpoint', 'localhost:4700'],
      `canal: option '--endpoint <url>' argument 'localhost:4700' is invalid. It must be an address such as http://127.0.0.1:4700. See: npm run -s canal -- up --help`,
    ],
    [
      ['sandbox', '--port', '65536'],
      `canal: option '--port <number>' argument '65536' is invalid. It must be a whole number from 0 to 65535. See: npm run -s canal -- sandbox --help`,
    ],
    [
      ['sandbox', '--speed', '0'],
      `canal: option '--speed <factor>' argument '0' is invalid. It must be a number above 0, such as 60, or skip. See: npm run -s canal -- sandbox --help`,
    ],
    [
      ['account', 'ad'],
      `canal: the value 'ad' is invalid for argument 'action'. Allowed choices are add, list, remove. See: npm run -s canal -- account --help`,
    ],
    ...['down', 'status', 'check', 'cost'].map((command): [readonly string[], string] => [
      [command, example],
      `canal: the value '${example}' is invalid for argument 'name'. It must be the name of a network (lower-case letters, digits and dashes), as its file says in the field "name". See: npm run -s canal -- ${command} --help`,
    ]),
    [
      ['sandbox', 'messages', '--port', '4701'],
      '--port shapes a sandbox that is opened; "sandbox messages" asks a running one, and takes --endpoint and --json.',
    ],
    [
      ['sandbox', '--endpoint', url],
      '--endpoint belongs to "sandbox messages", which asks a running sandbox; one that is opened takes --port and the like.',
    ],
    [
      ['cost', '--bill', '--by', 'day', '--endpoint', url],
      "SORACOM's bill is of a month as a whole, as text or JSON: leave the name and other options away, as in npm run -s canal -- cost --bill --month 2026-11",
    ],
    [['plan', '-'], '-: is no file here; name /dev/stdin to read the standard input.'],
    [['up', 'no/such.yaml'], 'no/such.yaml: there is no such file; look at the path.'],
    [['up', 'examples'], 'examples: is a folder; name a file in it.'],
    [
      ['up', example, '--endpoint', url, '--seed', '3'],
      '--seed shapes a private sandbox and cannot be used with --endpoint. Start the sandbox with it: npm run -s canal -- sandbox --seed …',
    ],
    [
      ['up', example, '--endpoint', url, '--soracom-limit', '9'],
      '--soracom-limit shapes a private sandbox and cannot be used with --endpoint. Start the sandbox with it: npm run -s canal -- sandbox --soracom-limit …',
    ],
    [
      ['sandbox', '--soracom-limit', '-1'],
      `canal: option '--soracom-limit <number>' argument '-1' is invalid. It must be a whole number from 0 to 1000000. See: npm run -s canal -- sandbox --help`,
    ],
  ])('refuses %j with one sentence', async (line, sentence) => {
    expect(await run(line)).toEqual({ exitCode: 1, stdout: '', stderr: `${sentence}\n` });
  });

  it('refuses the options of a private sandbox beside CANAL_ENDPOINT, and an endpoint there that is none', async () => {
    const seeded = await run(['up', example, '--world', 'x.yaml'], { env: { CANAL_ENDPOINT: url } });
    expect(seeded).toMatchObject({ exitCode: 1, stdout: '' });
    expect(seeded.stderr).toContain(
      '--world shapes a private sandbox and cannot be used with CANAL_ENDPOINT (unset it',
    );
    expect(await run(['status', 'x'], { env: { CANAL_ENDPOINT: 'nowhere' } })).toMatchObject({
      exitCode: 1,
      stderr: 'CANAL_ENDPOINT is "nowhere". It must be an address such as http://127.0.0.1:4700.\n',
    });
  });

  it('says what npm does with options where there is no "--" before the command', async () => {
    const { exitCode, stderr } = await run(['status', 'two-vpcs', url], { env: { npm_lifecycle_event: 'canal' } });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `canal: too many arguments for 'status'. Expected 1 argument but got 2: two-vpcs, ${url}. If there was an option, npm has taken it for itself: write "npm run -s canal --" before the command. See: npm run -s canal -- status --help\n`,
    });
  });

  it('tells usage errors as one JSON document with --json', async () => {
    const { exitCode, stdout } = await run(['up', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: { name: 'Usage', message: `canal: missing required argument 'file'. See: npm run -s canal -- up --help` },
    });
  });

  it('tells a fault of its own as such', async () => {
    const { exitCode, stderr } = await run(['up', example], { openSandbox: () => Promise.reject(new Error('Ouch')) });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^canal failed on a fault of its own\. Error: Ouch\n +at /);
  });
});

describe('up with a faulty file', () => {
  const faulty = `name: two-vpcs
peerings:
  - name: app
    peerOwnerId: 111111111111
    peerVpcId: vpc-0a1111111111111a1
    destinationCidrBlock: 172.20.0.0/15
airGroup: { groupId: 00000000-0000-4000-8000-000000000001 }
`;

  it('tells every fault with its place in the file, and begins nothing', async () => {
    const path = file('faulty.yaml', faulty);
    const { fetch, asked } = against({});
    const { exitCode, stdout, stderr } = await run(['up', path, '--endpoint', url], { fetch });
    expect({ exitCode, stdout, asked }).toEqual({ exitCode: 1, stdout: '', asked: [] });
    const [first, second, last, ...rest] = stderr.trimEnd().split('\n');
    expect(first).toBe(`${path}:4:18: peerings[0].peerOwnerId: must be text: put the account number in quotes`);
    expect(second).toMatch(new RegExp(`^${path}:6:27: peerings\\[0\\]\\.destinationCidrBlock: `));
    expect(last).toBe(`${path} has 2 faults; nothing was begun.`);
    expect(rest).toEqual([]);
  });

  it('tells them with line and column in the JSON document', async () => {
    const path = file('faulty.yaml', faulty);
    const { error } = JSON.parse((await run(['up', path, '--json'])).stdout);
    expect(error).toMatchObject({ name: 'InvalidInput', file: path });
    expect(error.faults).toMatchObject([
      { error: 'InvalidInput', field: 'peerings[0].peerOwnerId', line: 4, column: 18 },
      { field: 'peerings[0].destinationCidrBlock', line: 6, column: 27 },
    ]);
  });

  it('tells where YAML cannot be read, once', async () => {
    const path = file('syntax.yaml', 'name: two\nvpg: "x\n');
    const { exitCode, stderr } = await run(['up', path]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^${path}:2:6: a text in quotes is not closed; put its second quote\\n${path} has 1 fault`),
    );
  });

  it('cannot be made to steer the terminal by the file', async () => {
    const path = file('steering.yaml', '"na\\e[2Jme\\a": x\n');
    const { stderr } = await run(['up', path]);
    expect(stderr).toContain('name');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stderr).not.toMatch(/[\u0007\u001b]/);
  });

  it('says of a world file where it cannot be read, and names the file that the sandbox refuses', async () => {
    const broken = file('world.yaml', 'accounts: [\n');
    const unread = await run(['up', example, '--world', broken]);
    expect(unread.stderr).toMatch(
      new RegExp(`^${broken}:2:1: a \\[ or { above is not closed before this place; close it\\.\n$`),
    );
    const empty = file('faults.yaml', 'faults: 3\n');
    const refusing = () => Promise.reject(new Error('The fault file is not right:\n- faults: must be …'));
    expect(await run(['up', example, '--faults', empty], { openSandbox: refusing })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${empty}: The fault file is not right:\n- faults: must be …\n`,
    });
  });

  it('finds the file where the person stands, though npm runs the script elsewhere', async () => {
    file('mine.yaml', 'name: X\n');
    const { stderr } = await run(['up', 'mine.yaml'], { env: { INIT_CWD: folder() } });
    expect(stderr).toMatch(/^mine\.yaml:1:7: name: must be/m);
  });
});

describe('up at an endpoint', () => {
  it('shows the run, then the network, then what to try next, and ends with 0', async () => {
    const { fetch, asked } = against(succeeding);
    const { exitCode, stdout, stderr } = await run(['up', example, '--endpoint', `${url}/`], { fetch });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^SIMULATED: /);
    expect(stdout).toContain(
      '\nRun 1 of network two-vpcs has begun.\n +0:00  Confirm run: started\n +0:08  The run is',
    );
    expect(stdout).toContain('\nNetwork two-vpcs is ready (run 1, took 3:41).\n\nSIM group ');
    expect(stdout).toContain(`\nTry next\n  npm run -s canal -- status two-vpcs --endpoint ${url}\n`);
    expect(asked[0]).toMatchObject({ call: post, url: `${url}/networks`, body: { name: 'two-vpcs' } });
  });

  it('does not call simulated what runs on AWS', async () => {
    const real = () => scriptedApi(succeeding, '999999999999/ap-northeast-1/prod');
    const { stdout } = await run(['up', example, '--endpoint', url], real());
    expect(stdout).toMatch(/^Account 999999999999, Region ap-northeast-1, stage prod\.\n/);
    const json = await run(['up', example, '--endpoint', url, '--json'], real());
    expect(JSON.parse(json.stdout)).toMatchObject({ simulated: false });
  });

  it('has the network alone on stdout with --json, as the API told it', async () => {
    const { exitCode, stdout, stderr } = await run(['up', example, '--json'], {
      env: { CANAL_ENDPOINT: url },
      ...against(succeeding),
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ...readyView, simulated: true });
    expect(stderr).toContain('Confirm run: started');
  });

  it('says that a network that is ready as wished was left alone', async () => {
    const body = { ...begun, begun: false, state: 'ready' };
    const { exitCode, stdout } = await run(
      ['up', example, '--endpoint', url],
      against({ [post]: [{ body }], [get]: [{ body: readyView }] }),
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Network two-vpcs is ready already, and the file wishes nothing else: nothing was begun.');
    expect(stdout).toContain('Network two-vpcs is ready (run 1');
  });

  it('follows a run that is in progress with the same wish', async () => {
    const script = { ...succeeding, [post]: [{ body: { ...begun, begun: false } }] };
    const { exitCode, stdout } = await run(['up', example, '--endpoint', url], against(script));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Run 1 of network two-vpcs is in progress already');
  });

  it('ends with 2 and the whole cause when a run was begun and failed', async () => {
    const cause = 'Accept peering (peering dns): refused.\nWhat exists now: VPG x.\nNext: look.';
    const last = event(9, 8, 'failed', { error: 'Ec2Denied', message: cause });
    const script = ending(last, failedView('Accept peering', 'Ec2Denied', cause));
    const { exitCode, stdout, stderr } = await run(['up', example, '--endpoint', url], against(script));
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`Network two-vpcs is not ready: Ec2Denied (run 1).\n${cause}\n`);
    expect(stdout).toContain('The run has failed: Ec2Denied.');
    const json = await run(['up', example, '--endpoint', url, '--json'], against(script));
    expect(json.exitCode).toBe(2);
    expect(JSON.parse(json.stdout)).toEqual({
      error: {
        name: 'Ec2Denied',
        message: `Network two-vpcs is not ready: Ec2Denied (run 1).\n${cause}`,
        run: 1,
        step: 'Accept peering',
        cause,
        simulated: true,
        network: failedView('Accept peering', 'Ec2Denied', cause),
      },
    });
  });

  it.each(['Confirm run', 'Check network'])(
    'ends with 1 when the run failed in "%s": nothing was begun',
    async (step) => {
      const last = event(9, 8, 'failed', { error: 'NotFound', message: 'no' });
      const script = ending(last, failedView(step, 'NotFound', 'no'));
      expect(await run(['up', example, '--endpoint', url], against(script))).toMatchObject({ exitCode: 1 });
    },
  );

  it('ends with 2 when a run failed and nobody can tell any more where', async () => {
    const last = event(9, 8, 'failed', { error: 'VpgFailed', message: 'Look at VPG: it failed.' });
    const script = { ...ending(last, {}), [get]: [{ throws: refused }] };
    const { exitCode, stderr } = await run(['up', example, '--endpoint', url], against(script));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Look at VPG: it failed.');
  });

  it('takes the cause of a stopped execution from the record', async () => {
    const view = failedView('', '', 'The execution was stopped before its run was finished.');
    const { step: _, error: __, ...stopped } = view.run;
    const { vpg, peerings, cost } = readyView;
    const script = ending(event(9, 8, 'failed'), { ...view, vpg, peerings, cost, run: stopped });
    const { exitCode, stderr } = await run(['up', example, '--endpoint', url], against(script));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('\nThe execution was stopped before its run was finished.\n');
    expect(stderr).toMatch(
      /What exists, as far as the record knows: VPG \S+; peering pcx-.*\. A call that was under way may/,
    );
    expect(stderr).toMatch(/\nIt costs ¥\d+ per hour, .*, until it is removed\.\n/);
  });

  it('says that a later run has taken over', async () => {
    const script = { ...succeeding, [events]: [{ body: page([], false, 2) }] };
    const { exitCode, stderr } = await run(['up', example, '--endpoint', url], against(script));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Run 1 has ended, and run 2 was begun before its end was seen.');
  });

  it('ends with 1 and the sentence of the API when it refuses', async () => {
    const detail = 'Run 3 of network "two-vpcs" is in progress with another wish.';
    const body = { type: 'about:blank', title: 'Conflict', status: 409, detail, error: 'NetworkBusy' };
    const script = { [post]: [{ status: 409, body }] };
    const { exitCode, stderr } = await run(['up', example, '--endpoint', url], against(script));
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `${simulatedLine}\n${detail}\n` });
    const json = await run(['up', example, '--endpoint', url, '--json'], against(script));
    expect(JSON.parse(json.stdout)).toEqual({
      error: {
        name: 'ApiRefused',
        message: detail,
        status: 409,
        title: 'Conflict',
        error: 'NetworkBusy',
        faults: [],
      },
    });
  });

  it('ends with 1 when nothing listens at the endpoint', async () => {
    const { exitCode, stderr } = await run(
      ['up', example, '--endpoint', url],
      against({ [post]: [{ throws: refused }] }),
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Nothing listens at http:\/\/127\.0\.0\.1:4700 \(ECONNREFUSED\)\./);
  });

  it('ends with 2 and says that the run goes on when the API stays away after it has begun', async () => {
    const script = { ...succeeding, [events]: [{ body: page([started]) }, { throws: refused }] };
    const { exitCode, stderr } = await run(['up', example, '--endpoint', url], against(script));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Run 1 of network two-vpcs was begun, but its end could not be seen; it goes on.');
    expect(stderr).toContain(`npm run -s canal -- status two-vpcs --endpoint ${url}`);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('says after %s that the run goes on, and ends with %i', async (signal, code) => {
    const { fetch } = against({ ...succeeding, [events]: [{ body: page([started]) }, { body: page([]) }] });
    const set = stage({ fetch });
    const ended = cli(['up', example, '--endpoint', url], '1', set.surroundings);
    while (!set.stdout().includes('Confirm run: started')) await new Promise(setImmediate);
    set.signal(signal);
    expect(await ended).toBe(code);
    expect(set.stderr()).toBe(
      `Interrupted. Run 1 of network two-vpcs goes on without this command. Look at it with: npm run -s canal -- status two-vpcs --endpoint ${url}\n`,
    );
    expect(set.hearing.size).toBe(0);
  });
});

describe('status', () => {
  it('says how to start a sandbox that lasts when it has no endpoint', async () => {
    const { exitCode, stderr } = await run(['status', 'two-vpcs']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('npm run -s canal -- sandbox');
  });

  it.each([
    ['ready', 0],
    ['provisioning', 0],
    ['failed', 2],
  ])('of a network that is %s ends with %i', async (state, exitCode) => {
    const { fetch } = against({ [get]: [{ body: { ...readyView, state } }] });
    const shown = await run(['status', 'two-vpcs', '--endpoint', url], { fetch });
    expect(shown).toMatchObject({ exitCode, stderr: '' });
    expect(shown.stdout).toContain('\nSIM group ');
    const json = await run(['status', 'two-vpcs', '--endpoint', url, '--json'], { fetch });
    expect(json.exitCode).toBe(exitCode);
    expect(JSON.parse(json.stdout)).toEqual({ ...readyView, state, simulated: true });
  });

  it('hands on what the API says of a network that is not there', async () => {
    const detail = 'There is no network "nine" here. "canal list" and GET /networks name those that there are.';
    const { fetch } = against({ 'GET /networks/nine': [{ status: 404, body: { status: 404, detail } }] });
    const { exitCode, stdout, stderr } = await run(['status', 'nine', '--endpoint', url], { fetch });
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 1, stdout: '', stderr: `${simulatedLine}\n${detail}\n` });
  });
});
