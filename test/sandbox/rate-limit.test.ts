import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateLimited } from '../../src/sandbox/rate-limit.ts';
import { soracomService } from '../../src/sandbox/soracom-api/service.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { twoVpcs } from '../support/scenario.ts';
import { groupId, setting } from './soracom-api/setting.ts';

/** SORACOM of a fresh world behind a limit, with the calls of one logged-in client. */
async function limited(limit: number) {
  const { world, credentials } = await setting();
  const service = rateLimited(soracomService(world), world, limit);
  const ask = (path: string, method = 'GET', headers: Readonly<Record<string, string>> = credentials()) =>
    service.answer({ method, path: `/v1${path}`, headers, body: '' });
  return { world, service, ask, credentials };
}

/** What an answer tells of the limit. */
const told = ({ headers }: { headers: Readonly<Record<string, string>> }) =>
  ['limit', 'remaining', 'seconds-before-refresh'].map((name) => headers[`x-soracom-ratelimit-${name}`]);

describe("The sandbox's SORACOM with a rate limit", () => {
  it('tells with every answer what is left of the minute', async () => {
    const { world, ask } = await limited(3);
    const begun = Math.ceil(world.clock.now() / 60_000) * 60_000;
    world.clock.advance(begun);
    expect(told(await ask('/groups'))).toEqual(['3', '2', '60']);
    world.clock.advance(begun + 59_001);
    expect(told(await ask('/groups'))).toEqual(['3', '1', '1']);
  });

  it('refuses what is too much with 429 and without any effect, until the minute is over', async () => {
    const { world, service, credentials } = await limited(1);
    const create = () =>
      service.answer({ method: 'POST', path: '/v1/groups', headers: credentials(), body: '{"tags":{}}' });
    const before = world.groups.size;
    expect((await create()).status).toBe(201);
    const refused = await create();
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body)).toEqual({
      code: 'AGW0003',
      message: 'Too many requests: the sandbox takes 1 a minute of each path (--soracom-limit sets it, 0 is no limit)',
    });
    expect(told(refused)[1]).toBe('0');
    expect(world.groups.size).toBe(before + 1);
    world.clock.advance(world.clock.now() + 60_000);
    expect((await create()).status).toBe(201);
  });

  it('counts by the path of the API, whatever ids and methods it is called with', async () => {
    const { ask } = await limited(2);
    expect(told(await ask('/groups/one'))[1]).toBe('1');
    expect(told(await ask(`/groups/${groupId}`))[1]).toBe('0');
    expect((await ask('/groups/three')).status).toBe(429);
    expect(told(await ask('/groups'))[1]).toBe('1');
    expect(told(await ask(`/groups/${groupId}/subscribers`))[1]).toBe('1');
  });

  it('counts those without a token as one caller, apart from the operator', async () => {
    const { ask } = await limited(1);
    expect((await ask('/groups', 'GET', {})).status).toBe(401);
    expect((await ask('/groups', 'GET', { 'x-soracom-api-key': 'api-unknown' })).status).toBe(429);
    expect((await ask('/groups')).status).toBe(200);
  });

  it('counts faults on demand and what it does not imitate, too', async () => {
    const { service, ask } = await limited(5);
    const request = { method: 'GET', path: '/v1/groups', headers: {}, body: '' };
    const fault = service.refuse({ status: 503, code: 'AGW0009', message: 'Busy.' }, request);
    expect(fault.status).toBe(503);
    expect(told(fault)[1]).toBe('4');
    expect(told(await ask('/nothing'))[1]).toBe('4');
    expect(told(await ask('/nothing/at/all'))[1]).toBe('3');
  });

  it('has neither limit nor headers at 0', async () => {
    const { ask } = await limited(0);
    expect(told(await ask('/groups'))).toEqual([undefined, undefined, undefined]);
  });

  it('never lets more through in a minute than the limit, and always as many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 20 }),
        async (limit, gaps) => {
          const { world, ask } = await limited(limit);
          const passed = new Map<number, number>();
          const asked = new Map<number, number>();
          for (const gap of gaps) {
            world.clock.advance(world.clock.now() + gap);
            const minute = Math.floor(world.clock.now() / 60_000);
            const { status } = await ask('/groups');
            asked.set(minute, (asked.get(minute) ?? 0) + 1);
            if (status === 200) passed.set(minute, (passed.get(minute) ?? 0) + 1);
          }
          for (const [minute, count] of asked) expect(passed.get(minute)).toBe(Math.min(count, limit));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('A workflow under a rate limit', () => {
  const scenarioOf = eachScenario();

  it('waits for the next minute and ends ready', async () => {
    const scenario = await scenarioOf({ soracomLimit: 1 });
    const { body } = await scenario.up(twoVpcs());
    expect((await scenario.api('GET', '/networks/two-vpcs')).body.state).toBe('ready');
    const history = scenario.history(body.executionArn);
    expect(history).toContain('SoracomThrottled');
    expect(history).toContain('the limit is 1 calls a minute, 0 are left');
  });
});
