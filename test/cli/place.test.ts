import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsAccess } from '../../src/cli/aws-access.ts';
import { cli } from '../../src/cli/cli.ts';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';
import { type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const prod = '111111111111/ap-northeast-1/prod';
const gateway = 'https://abc123.execute-api.eu-west-1.amazonaws.com';

/** AWS with one stack, canal-prod in ap-northeast-1. */
const aws = (outputs: Record<string, string> = { HttpApiUrl: `${gateway}/` }) => {
  const opened: string[] = [];
  const openAws = async (region: string): Promise<AwsAccess> => {
    opened.push(region);
    return {
      credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' }),
      identity: async () => ({ accountId: '111111111111', arn: 'arn:aws:iam::111111111111:user/me' }),
      stackOutputs: async (name) => (name === 'canal-prod' && region === 'ap-northeast-1' ? outputs : undefined),
    };
  };
  return { openAws, opened };
};

async function list(line: readonly string[], answer: Scripted, given: Parameters<typeof stage>[0] = {}, stack = prod) {
  const api = scriptedApi({ 'GET /networks': [answer] }, stack);
  const set = stage({ fetch: api.fetch, ...given });
  const exitCode = await cli(['list', ...line], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr(), asked: api.asked };
}
const networks = { body: { networks: [] } };
const forbidden = { status: 403, body: { message: 'Forbidden' } };

describe('The place that a command asks', () => {
  it('is the API of a stage, found in the account, signed for, and named on the first line', async () => {
    const { openAws, opened } = aws();
    const { exitCode, stdout, asked } = await list(['--stage', 'prod'], networks, { openAws });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Account 111111111111, Region ap-northeast-1, stage prod\.\n\nThere are no networks here/);
    expect(stdout).toContain('npm run -s canal -- up FILE --stage prod\n');
    expect(asked).toMatchObject([
      { url: `${gateway}/networks`, signedFor: 'AKIDEXAMPLE/20260601/ap-northeast-1/execute-api' },
    ]);
    expect(opened).toEqual(['ap-northeast-1']);
  });

  it('passes the stage and the Region on to the commands that it proposes', async () => {
    const openAws = async (region: string) => ({
      ...(await aws().openAws(region)),
      stackOutputs: async () => ({ HttpApiUrl: gateway }),
    });
    const { stdout, asked } = await list(['--stage', 'prod', '--region', 'eu-west-1'], networks, { openAws });
    expect(stdout).toContain('npm run -s canal -- up FILE --stage prod --region eu-west-1\n');
    expect(asked[0]?.signedFor).toBe('AKIDEXAMPLE/20260601/eu-west-1/execute-api');
  });

  it.each<[string, readonly string[], Record<string, string> | undefined, Scripted, RegExp]>([
    [
      'no such stack',
      ['--stage', 'dev'],
      undefined,
      networks,
      /^There is no stack canal-dev in account 111111111111, ap-northeast-1\. Correct --stage, .* npm run deploy -- --stage dev\n$/,
    ],
    ['a stack without an API', ['--stage', 'prod'], {}, networks, /^The stack canal-prod in .* tells no HttpApiUrl: /],
    [
      'a caller who is denied',
      ['--stage', 'prod'],
      undefined,
      forbidden,
      /answered 403 \(Forbidden\)\. arn:aws:iam::111111111111:user\/me may not call the API of the stack canal-prod: .*execute-api:Invoke/,
    ],
    [
      'two places',
      ['--stage', 'prod', '--endpoint', gateway],
      undefined,
      networks,
      /^--stage and --endpoint name two places/,
    ],
    [
      'a Region of nothing',
      ['--region', 'eu-west-1'],
      undefined,
      networks,
      /^--region says where a stack is: give --stage/,
    ],
    ['no place', [], undefined, networks, /^The networks of what\? Name a stack with --stage, or a sandbox/],
  ])('is refused with a sentence: %s', async (_, line, outputs, answer, sentence) => {
    const { exitCode, stdout, stderr } = await list(line, answer, { openAws: aws(outputs).openAws });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
  });

  it("is an address: API Gateway's is signed for its own Region, any other with --region alone", async () => {
    const { openAws, opened } = aws();
    const own = await list(['--endpoint', gateway], networks, { openAws });
    expect(own.asked[0]?.signedFor).toBe('AKIDEXAMPLE/20260601/eu-west-1/execute-api');
    expect(own.stdout).toMatch(/^Account 111111111111, Region ap-northeast-1, stage prod\.\n/);
    const elsewhere = await list(['--endpoint', 'https://canal.example.com'], forbidden, { openAws });
    expect(elsewhere.asked[0]?.signedFor).toBeUndefined();
    expect(elsewhere.stderr).toMatch(/The request was not signed: add --region/);
    const named = ['--endpoint', 'https://canal.example.com', '--region', 'us-east-1'];
    const { asked, stdout } = await list(named, networks, { openAws }, '');
    expect(asked[0]?.signedFor).toBe('AKIDEXAMPLE/20260601/us-east-1/execute-api');
    expect(stdout).toMatch(/^At https:\/\/canal\.example\.com\.\n/);
    expect(stdout).toContain(`up FILE ${named.join(' ')}\n`);
    expect(opened).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('is a sandbox on this machine: its own key signs unless the environment has one, and AWS is left alone', async () => {
    const own = await list(
      ['--endpoint', 'http://127.0.0.1:4700'],
      networks,
      {},
      '111111111111/ap-northeast-1/sandbox',
    );
    expect(own.stdout).toMatch(/^SIMULATED: /);
    expect(own.asked[0]?.signedFor).toBe('sandbox/20260601/ap-northeast-1/execute-api');
    const env = {
      CANAL_ENDPOINT: 'http://localhost:4700',
      AWS_ACCESS_KEY_ID: '222222222222',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    const other = await list([], forbidden, { env: { ...env, AWS_REGION: 'us-east-1' } });
    expect(other.asked[0]?.signedFor).toBe('222222222222/20260601/us-east-1/execute-api');
    expect(other.stderr).toMatch(/A sandbox takes the keys of its own account alone/);
  });

  it('is shown a token in the place of a signature where CANAL_TOKEN has one, but no sandbox is', async () => {
    const bearer: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      bearer.push(new Headers(init?.headers).get('authorization'));
      return new Response('{"message":"Unauthorized"}', { status: 401 });
    };
    const { openAws } = aws();
    const given = { fetch, openAws, env: { CANAL_TOKEN: 'ey.x.y' } };
    for (const line of [
      ['--stage', 'prod'],
      ['--endpoint', 'https://canal.example.com'],
      ['--endpoint', gateway],
    ]) {
      const { exitCode, stderr } = await list(line, networks, given);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/answered 401 \(Unauthorized\)\. It takes tokens: set CANAL_TOKEN to one that is valid/);
      expect(stderr).not.toContain('ey.x.y');
    }
    await list(['--endpoint', 'http://127.0.0.1:4700'], networks, given);
    expect(bearer).toEqual([...Array(3).fill('Bearer ey.x.y'), expect.stringMatching(/^AWS4-HMAC-SHA256 /)]);
  });

  it('is asked for by a flag rather than by the variable', async () => {
    const { openAws } = aws();
    const { asked } = await list(['--stage', 'prod'], networks, {
      openAws,
      env: { CANAL_ENDPOINT: 'http://127.0.0.1:1' },
    });
    expect(asked[0]?.url).toBe(`${gateway}/networks`);
  });
});

describe('A stage, with the SDK of AWS against a sandbox that is the AWS', { timeout: 60_000 }, () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await openScenario();
    await scenario.listen(0);
    await scenario.up(twoVpcs());
  });
  afterAll(() => scenario.close());

  /** The real command with nothing but these variables. */
  async function canal(env: Record<string, string>, ...line: readonly string[]) {
    const child = spawn(process.execPath, ['--', 'src/cli/main.ts', ...line], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...env },
    });
    const [out, err]: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
    const [exitCode] = await once(child, 'close');
    return { exitCode, stdout: out.join(''), stderr: err.join('') };
  }
  const as = (account: string) => ({
    AWS_ENDPOINT_URL: scenario.url,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'anything',
  });

  it('finds the stack, signs, and says of each refusal what to do', async () => {
    const [status, elsewhere, customer, nobody] = await Promise.all([
      canal(as('111111111111'), 'status', 'two-vpcs', '--stage', 'sandbox'),
      canal(as('111111111111'), 'list', '--stage', 'sandbox', '--region', 'eu-west-1'),
      canal(as('222222222222'), 'list', '--stage', 'sandbox'),
      canal({ AWS_ENDPOINT_URL: scenario.url }, 'list', '--stage', 'sandbox'),
    ]);
    expect(status).toMatchObject({ exitCode: 0, stderr: '' });
    expect(status.stdout).toMatch(/^SIMULATED: .*\n\nNetwork two-vpcs is ready/);
    expect(elsewhere).toMatchObject({ exitCode: 1, stdout: '' });
    expect(elsewhere.stderr).toMatch(/^There is no stack canal-sandbox in account 111111111111, eu-west-1\./);
    expect(customer.stderr).toMatch(/^There is no stack canal-sandbox in account 222222222222, ap-northeast-1\./);
    expect(nobody.stderr).toMatch(/^There are no AWS credentials \(.*\)\. Give some as AWS does everywhere/);
  });
});
