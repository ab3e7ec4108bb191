import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';
import { signed } from '../support/signed.ts';

let scenario: Scenario;
let url: string;
beforeAll(async () => {
  scenario = await openScenario();
  url = await scenario.listen(0);
});
afterAll(() => scenario.close());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(url + path, { headers });
  return { status: answer.status, body: await answer.json() };
};

describe("The sandbox's HTTP API", () => {
  const forbidden = { status: 403, body: { message: 'Forbidden' } };

  it.each([
    ['no signature', {}],
    ['a signature that is none', { authorization: 'Bearer x' }],
    ['a signature for another service', signed('111111111111', 'ec2')],
    ["another account's key", signed('222222222222')],
    [
      'a session token that nobody has handed out',
      { ...signed('ASIAX'), 'x-amz-security-token': 'sandbox-of-another-day' },
    ],
  ])('refuses %s as API Gateway does', async (_, headers) => {
    expect(await get('/networks', headers)).toEqual(forbidden);
    expect((await get('/nowhere', headers)).status).toBe(404);
  });

  it('joins what a parameter is given more than once, as payload 2.0 does', async () => {
    const asked = await fetch(`${url}/networks/x?force=true&force=true`, { method: 'DELETE', headers: signed() });
    const { faults } = (await asked.json()) as { faults: unknown };
    expect(faults).toMatchObject([{ field: 'force', message: expect.stringContaining('true or false') }]);
  });

  it('names each request in its answer, as API Gateway does', async () => {
    const ids = await Promise.all(
      [{}, signed(), signed()].map(async (headers) => (await fetch(`${url}/networks`, { headers })).headers),
    );
    expect(new Set(ids.map((headers) => headers.get('apigw-requestid'))).size).toBe(3);
  });

  it('lets in who has signed for it, and says on every answer which installation it is', async () => {
    const answer = await fetch(`${url}/networks`, { headers: signed() });
    expect(await answer.json()).toEqual({ networks: [] });
    expect(answer.headers.get('canal-stack')).toBe('111111111111/ap-northeast-1/sandbox');
  });

  it.skipIf(spawnSync('curl', ['--version']).error !== undefined)(
    'takes what curl signs, as docs/api.md shows it, and keeps who asked',
    async () => {
      const line = ['-s', '--aws-sigv4', 'aws:amz:ap-northeast-1:execute-api', '--user', '111111111111:sandbox'];
      const curl = async (...more: string[]) => (await promisify(execFile)('curl', [...line, ...more])).stdout;
      const json = ['-H', 'content-type: application/json', '-d', JSON.stringify(twoVpcs())];
      const started = JSON.parse(await curl(`${url}/networks`, ...json));
      expect(started).toMatchObject({ name: 'two-vpcs', begun: true });
      await scenario.machines.settled(started.executionArn);
      const { entries } = JSON.parse(await curl(`${url}/networks/two-vpcs/audit`));
      expect(JSON.stringify(entries)).toContain('arn:aws:iam::111111111111:user/sandbox');
    },
  );
});
