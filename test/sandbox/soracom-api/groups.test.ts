import { describe, expect, it } from 'vitest';
import { expectRefusal, groupId, setting, start, unknownId } from './setting.ts';

const group = `/groups/${groupId}`;

describe('Groups', () => {
  it('show their tags and their configuration by namespace', async () => {
    const { call, world } = await setting();
    expect((await call('GET', group)).body).toEqual({
      groupId,
      operatorId: world.operatorId,
      tags: { name: 'factory-fleet' },
      configuration: { SoracomAir: { useCustomDns: false, userdata: 'kept-as-it-is' } },
      createdTime: start,
      lastModifiedTime: start,
    });
  });

  it('are created with tags and configuration, or with nothing', async () => {
    const { call } = await setting();
    const configuration = { SoracomAir: { useVpg: true, vpgId: 'v' }, SoracomHarvest: { enabled: true } };
    const full = await call('POST', '/groups', { tags: { name: 'new' }, configuration });
    expect(full).toMatchObject({ status: 201, body: { tags: { name: 'new' }, configuration } });
    const bare = await call('POST', '/groups', {});
    expect(bare).toMatchObject({ status: 201, body: { tags: {}, configuration: {} } });
    expect(bare.body.groupId).not.toBe(full.body.groupId);
    expect((await call('GET', `/groups/${full.body.groupId}`)).body).toEqual(full.body);
  });

  it('that were created with nothing have nothing in common', async () => {
    const { call } = await setting();
    const one = (await call('POST', '/groups', {})).body.groupId;
    const other = (await call('POST', '/groups', {})).body.groupId;
    await call('PUT', `/groups/${one}/configuration/SoracomAir`, [{ key: 'useVpg', value: true }]);
    await call('PUT', `/groups/${one}/tags`, [{ tagName: 'a', tagValue: 'b' }]);
    expect((await call('GET', `/groups/${other}`)).body.configuration).toEqual({});
    expect((await call('POST', '/groups', {})).body.configuration).toEqual({});
  });

  it.each([
    ['another namespace', { configuration: { SoracomSea: {} } }, 'configuration'],
    ['a configuration that is text', { configuration: { SoracomAir: 'x' } }, 'configuration.SoracomAir'],
    ['an unknown parameter', { name: 'x' }, 'name is unknown'],
    ['a list', [], 'expected object'],
  ])('are not created with %s', async (_, body, fault) => {
    const { call, world } = await setting();
    const answer = await call('POST', '/groups', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'COM0001' } });
    expect(answer.body.message).toContain(fault);
    expect(world.groups.size).toBe(1);
  });

  it('are listed by tag and page by page', async () => {
    const { call } = await setting();
    const ids = [groupId];
    for (const name of ['fleet-b', 'fleet-c'])
      ids.push((await call('POST', '/groups', { tags: { name } })).body.groupId);
    const all = await call('GET', '/groups');
    expect(all.body.map((one: { groupId: string }) => one.groupId)).toEqual(ids);
    const found = await call('GET', '/groups?tag_name=name&tag_value=fleet&tag_value_match_mode=prefix&limit=1');
    expect(found.body.map((one: { groupId: string }) => one.groupId)).toEqual([ids[1]]);
    expect(found.headers['x-soracom-next-key']).toBe(ids[1]);
    expect((await call('GET', '/groups?tag_name=name&tag_value=fleet')).body).toEqual([]);
  });

  it.each([
    ['GET', ''],
    ['GET', '/subscribers'],
    ['PUT', '/tags', []],
    ['DELETE', '/tags/name'],
    ['PUT', '/configuration/SoracomAir', []],
    ['DELETE', '/configuration/SoracomAir/useVpg'],
  ])('that do not exist are refused: %s %s', async (method, rest, body?: unknown) => {
    const { call } = await setting();
    const answer = await call(method, `/groups/${unknownId}${rest}`, body);
    expectRefusal(answer, 404, 'SEM0001', `No such group found: ${unknownId}`);
  });
});

describe("A group's tags", () => {
  it('are added, replaced and removed one by one', async () => {
    const { call, pass } = await setting();
    pass(7);
    const { status, body } = await call('PUT', `${group}/tags`, [{ tagName: 'site', tagValue: 'Kobe' }]);
    expect({ status, tags: body.tags, at: body.lastModifiedTime }).toEqual({
      status: 200,
      tags: { name: 'factory-fleet', site: 'Kobe' },
      at: start + 7000,
    });
    expect((await call('DELETE', `${group}/tags/site`)).status).toBe(204);
    expect((await call('GET', group)).body.tags).toEqual({ name: 'factory-fleet' });
  });

  it('are refused when they are not there, as the official file says', async () => {
    const { call } = await setting();
    expectRefusal(await call('DELETE', `${group}/tags/site`), 404, 'SEM0001', 'No such tag found: site');
  });

  it.each([
    ['a map', { site: 'Kobe' }],
    ['no value', [{ tagName: 'site' }]],
    ['more than a name and a value', [{ tagName: 'site', tagValue: 'Kobe', note: '' }]],
  ])('cannot be changed with %s', async (_, body) => {
    const { call } = await setting();
    expect(await call('PUT', `${group}/tags`, body)).toMatchObject({ status: 400, body: { code: 'COM0001' } });
  });
});

describe("A group's SIMs", () => {
  it('are listed page by page, each page naming the last IMSI', async () => {
    const { call, world } = await setting();
    const imsis = [...world.sims.values()].map((sim) => sim.imsi);
    const first = await call('GET', `${group}/subscribers?limit=3`);
    expect(first.body).toHaveLength(3);
    expect(first.headers['x-soracom-next-key']).toBe(imsis[2]);
    const second = await call('GET', `${group}/subscribers?limit=3&last_evaluated_key=${imsis[2]}`);
    expect(second.headers).not.toHaveProperty('x-soracom-next-key');
    const ids = [...first.body, ...second.body].map((sim: { simId: string }) => sim.simId);
    expect(ids).toEqual([...world.sims.keys()]);
  });

  it('come at most 100 to a page', async () => {
    const { call } = await setting({ groups: [{ groupId, onlineSims: 101 }] });
    const { body, headers } = await call('GET', `${group}/subscribers?limit=1000`);
    expect(body).toHaveLength(100);
    expect(headers).toHaveProperty('x-soracom-next-key');
  });

  it("are that group's alone", async () => {
    const { call } = await setting({
      groups: [
        { groupId, onlineSims: 2 },
        { groupId: 'other', onlineSims: 3 },
      ],
    });
    expect((await call('GET', `${group}/subscribers`)).body).toHaveLength(2);
    expect((await call('GET', '/groups/other/subscribers')).body).toHaveLength(3);
  });
});
