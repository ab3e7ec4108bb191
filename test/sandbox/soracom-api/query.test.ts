import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectRefusal, groupId, setting } from './setting.ts';

const sim = (simId: string, more: Record<string, unknown> = {}) => ({ simId, online: true, ...more });
const fleet = {
  groups: [
    {
      groupId: 'group-a',
      tags: { name: 'Factory' },
      sims: [
        sim('8900001', { tags: { name: 'Pump north', site: 'Kobe' } }),
        sim('8900002', { online: false, tags: { name: 'pump south' } }),
        sim('8900003', { online: false, status: 'inactive' }),
      ],
    },
    { groupId: 'group-ab', tags: { name: 'Office' }, sims: [sim('8900004', { tags: { name: 'gate' } })] },
  ],
};
const idsOf = (body: { simId: string }[]) => body.map(({ simId }) => simId.slice(-1)).join('');

describe('Searching SIMs', () => {
  it.each([
    ['', '1234'],
    ['group_id=group-a', '123'],
    ['group_id=group-a&session_status=ONLINE&status=active', '1'],
    ['group_id=group-a&session_status=OFFLINE', '23'],
    ['session_status=NA', '1234'],
    ['status=active', '124'],
    ['status=inactive', '3'],
    ['status=ACTIVE', '124'],
    ['status=active,inactive', ''],
    ['status=active,inactive&search_type=or', '1234'],
    ['status=active&status=inactive&search_type=or', '1234'],
    ['name=PUMP', '12'],
    ['name=pump,south', '2'],
    ['name=gate&session_status=OFFLINE&search_type=or', '234'],
    ['group=factory', '123'],
    ['tag=kobe', '1'],
    ['sim_id=0004', '4'],
    ['iccid=0002', '2'],
    ['group_id=group-a&group_id=group-ab', ''],
    ['group_id=group-a&group_id=group-ab&search_type=or', '1234'],
    ['search_type=or', '1234'],
  ])('for %j finds %j', async (query, ids) => {
    const { call } = await setting(fleet);
    expect(idsOf((await call('GET', `/query/sims?${query}`)).body)).toBe(ids);
  });

  it('finds a SIM by a part of its IMSI', async () => {
    const { call, world } = await setting(fleet);
    const { imsi } = world.sims.get('8900003') as { imsi: string };
    expect(idsOf((await call('GET', `/query/sims?imsi=${imsi.slice(3)}`)).body)).toBe('3');
  });

  it('sees sessions as they are now', async () => {
    const { call, pass } = await setting(fleet);
    await call('POST', '/sims/8900001/delete_session');
    expect(idsOf((await call('GET', '/query/sims?session_status=ONLINE')).body)).toBe('4');
    pass(30);
    expect(idsOf((await call('GET', '/query/sims?session_status=ONLINE')).body)).toBe('14');
  });

  it('shows ten at a time when nothing else is asked for, at most a hundred', async () => {
    const { call } = await setting({ groups: [{ groupId, onlineSims: 101 }] });
    expect((await call('GET', '/query/sims')).body).toHaveLength(10);
    const { body, headers } = await call('GET', '/query/sims?limit=100');
    expect(body).toHaveLength(100);
    expect(headers['x-soracom-next-key']).toBe(body[99].simId);
  });

  it('goes on where a page has ended, though its last SIM is found no longer', async () => {
    const { call } = await setting({ groups: [{ groupId, onlineSims: 5 }] });
    const query = '/query/sims?session_status=ONLINE&limit=2';
    const first = await call('GET', query);
    for (const { simId } of first.body) await call('POST', `/sims/${simId}/delete_session`);
    const second = await call('GET', `${query}&last_evaluated_key=${first.headers['x-soracom-next-key']}`);
    expect(second.body).toHaveLength(2);
    expect(second.body.map((one: { simId: string }) => one.simId)).not.toContain(first.body[1].simId);
  });

  it.each([
    ['limit=101', 'limit: must be at most 100.'],
    ['name=a', 'name: each value must have 2 characters or more.'],
    ['status=active,b', 'status: each value must have 2 characters or more.'],
    ['session_status=online', 'session_status: Invalid option: expected one of "NA"|"ONLINE"|"OFFLINE".'],
    ['search_type=xor', 'search_type: Invalid option: expected one of "and"|"or".'],
    ['msisdn=0101', "msisdn: is not imitated by the sandbox's SORACOM."],
    ['groupId=x', 'groupId is unknown.'],
  ])('for %s is refused', async (query, fault) => {
    const { call } = await setting(fleet);
    expectRefusal(await call('GET', `/query/sims?${query}`), 400, 'COM0001', `Invalid parameter: ${fault}`);
  });

  it('shows every SIM once, whatever the size of the pages', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 12 }), async (sims, limit) => {
        const { call, world } = await setting({ groups: [{ groupId, onlineSims: sims }] });
        for (const path of ['/query/sims?', '/sims?', `/groups/${groupId}/subscribers?`]) {
          const seen: string[] = [];
          let key: string | undefined;
          do {
            const from = key === undefined ? '' : `&last_evaluated_key=${key}`;
            const { body, headers } = await call('GET', `${path}limit=${limit}${from}`);
            expect(body.length).toBeLessThanOrEqual(limit);
            seen.push(...body.map((one: { simId: string }) => one.simId));
            key = headers['x-soracom-next-key'];
          } while (key !== undefined);
          expect(seen).toEqual([...world.sims.keys()]);
        }
      }),
      { numRuns: 25 },
    );
  });
});
