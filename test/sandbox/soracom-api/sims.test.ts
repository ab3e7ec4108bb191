import { describe, expect, it } from 'vitest';
import { expectRefusal, groupId, setting, start, unknownId, vpgId } from './setting.ts';

const air = `/groups/${groupId}/configuration/SoracomAir`;
const simId = '8981100000000000001';
const one = (sim: Record<string, unknown> = {}) => ({
  vpgs: [{ vpgId }],
  groups: [{ groupId, sims: [{ simId, online: true, ...sim }] }],
});
const onVpg = [
  { key: 'useVpg', value: true },
  { key: 'vpgId', value: vpgId },
  { key: 'useCustomDns', value: true },
  { key: 'dnsServers', value: ['10.0.0.53', '10.0.1.53'] },
];

describe('A SIM', () => {
  it('shows its session: what it was set up with', async () => {
    const { call, world } = await setting(one({ tags: { name: 'pump 1' } }));
    const imsi = world.sims.get(simId)?.imsi;
    expect((await call('GET', `/sims/${simId}`)).body).toEqual({
      simId,
      operatorId: world.operatorId,
      status: 'active',
      groupId,
      tags: { name: 'pump 1' },
      type: 'uicc',
      moduleType: 'nano',
      activeProfileId: simId,
      profiles: {
        [simId]: {
          iccid: simId,
          primaryImsi: imsi,
          subscribers: { [imsi ?? '']: { imsi, subscription: 'plan-D' } },
        },
      },
      sessionStatus: { online: true, imsi, dnsServers: ['100.127.0.53', '100.127.1.53'], lastUpdatedAt: start },
      createdTime: start,
      lastModifiedTime: start,
    });
  });

  it('without a session is offline and shows no more of it', async () => {
    const { call } = await setting(one({ online: false }));
    expect((await call('GET', `/sims/${simId}`)).body).toMatchObject({
      tags: { name: '' },
      sessionStatus: { online: false },
    });
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).toEqual({ online: false });
  });

  it.each(['GET', 'POST /delete_session', 'POST /activate', 'POST /deactivate'])(
    'that does not exist is refused: %s',
    async (what) => {
      const { call } = await setting();
      const [method = '', rest = ''] = what.split(' ');
      expectRefusal(await call(method, `/sims/${unknownId}${rest}`), 404, 'SEM0001', `No such SIM found: ${unknownId}`);
    },
  );

  it('is listed page by page', async () => {
    const { call, world } = await setting();
    const ids = [...world.sims.keys()];
    const first = await call('GET', '/sims?limit=2');
    expect(first.body.map((sim: { simId: string }) => sim.simId)).toEqual(ids.slice(0, 2));
    expect(first.headers).toMatchObject({
      'x-soracom-next-key': ids[1],
      link: `</v1/sims?limit=2&last_evaluated_key=${ids[1]}>; rel=next`,
    });
    const second = await call('GET', `/sims?last_evaluated_key=${ids[1]}`);
    expect(second.body.map((sim: { simId: string }) => sim.simId)).toEqual(ids.slice(2));
  });
});

describe('Deleting a session', () => {
  it('still shows the old one, then the SIM is offline, then it is back within 5 to 30 seconds', async () => {
    const { call, pass } = await setting(one());
    const { status, body } = await call('POST', `/sims/${simId}/delete_session`);
    expect(status).toBe(200);
    expect(body.sessionStatus).toMatchObject({ online: true, lastUpdatedAt: start });
    pass(4.999);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).toEqual({ online: false });
    pass(25.001);
    const back = (await call('GET', `/sims/${simId}`)).body.sessionStatus;
    expect(back.online).toBe(true);
    expect(back.lastUpdatedAt).toBeGreaterThanOrEqual(start + 5000);
    expect(back.lastUpdatedAt).toBeLessThanOrEqual(start + 30_000);
  });

  it("gives the new session the group's settings, which the old one never takes", async () => {
    const { call, pass } = await setting(one());
    await call('PUT', air, onVpg);
    pass(3600);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus.dnsServers).toEqual([
      '100.127.0.53',
      '100.127.1.53',
    ]);
    await call('POST', `/sims/${simId}/delete_session`);
    pass(30);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).toMatchObject({
      online: true,
      vpgId,
      dnsServers: ['10.0.0.53', '10.0.1.53'],
      gatewayPrivateIpAddress: '100.67.0.4',
    });
  });

  it('takes the settings of the moment of reconnection, not of the moment when somebody looks', async () => {
    const { call, pass } = await setting(one());
    await call('POST', `/sims/${simId}/delete_session`);
    pass(30);
    await call('PUT', air, onVpg); // after the SIM has come back, though nobody has looked
    pass(30);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).not.toHaveProperty('vpgId');
  });

  it('takes the settings of the moment of reconnection when a key is deleted after it, too', async () => {
    const { call, pass } = await setting(one());
    await call('PUT', air, onVpg);
    await call('POST', `/sims/${simId}/delete_session`);
    pass(30);
    await call('DELETE', `${air}/vpgId`);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus.vpgId).toBe(vpgId);
  });

  it('takes settings that change while the SIM is on its way', async () => {
    const { call, pass } = await setting(one());
    await call('POST', `/sims/${simId}/delete_session`);
    pass(4);
    await call('PUT', air, onVpg);
    pass(26);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus.vpgId).toBe(vpgId);
  });

  it.each([
    ['has none', { online: false }],
    ['is inactive', { online: false, status: 'inactive' }],
  ])('of a SIM that %s is SEM0016', async (_, sim) => {
    const { call } = await setting(one(sim));
    const answer = await call('POST', `/sims/${simId}/delete_session`);
    expectRefusal(answer, 400, 'SEM0016', 'The specified subscriber is offline');
  });

  it('of a SIM that is on its way back is SEM0016, and does not hold it up', async () => {
    const { call, pass } = await setting(one());
    await call('POST', `/sims/${simId}/delete_session`);
    pass(4);
    expect((await call('POST', `/sims/${simId}/delete_session`)).body.code).toBe('SEM0016');
    pass(26);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus.online).toBe(true);
  });

  it('of a SIM that is back, though nobody has looked, is possible again', async () => {
    const { call, pass } = await setting(one());
    await call('POST', `/sims/${simId}/delete_session`);
    pass(30);
    expect((await call('POST', `/sims/${simId}/delete_session`)).status).toBe(200);
  });

  it('of a device that does not come back leaves it offline for good', async () => {
    const { call, pass } = await setting(one({ comesBack: false }));
    expect((await call('POST', `/sims/${simId}/delete_session`)).status).toBe(200);
    pass(23 * 3600);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).toEqual({ online: false });
  });

  it('takes each SIM its own time, the same for the same seed', async () => {
    const times = async () => {
      const { call, pass, world } = await setting({ groups: [{ groupId, onlineSims: 20 }] });
      for (const id of world.sims.keys()) await call('POST', `/sims/${id}/delete_session`);
      pass(30);
      const sims = (await call('GET', `/groups/${groupId}/subscribers`)).body;
      return sims.map((sim: { sessionStatus: { lastUpdatedAt: number } }) => sim.sessionStatus.lastUpdatedAt);
    };
    const first = await times();
    expect(new Set(first).size).toBeGreaterThan(15);
    expect(await times()).toEqual(first);
  });
});

describe('Activating and deactivating a SIM', () => {
  it('ends its session, and brings it back with the settings of that time', async () => {
    const { call, pass } = await setting(one());
    const inactive = (await call('POST', `/sims/${simId}/deactivate`)).body;
    expect(inactive).toMatchObject({ status: 'inactive', sessionStatus: { online: false } });
    await call('PUT', air, onVpg);
    pass(60);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).toEqual({ online: false });
    const active = (await call('POST', `/sims/${simId}/activate`)).body;
    expect(active).toMatchObject({
      status: 'active',
      sessionStatus: { online: false },
      lastModifiedTime: start + 60_000,
    });
    pass(30);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).toMatchObject({ online: true, vpgId });
  });

  it('stops a reconnection that is under way', async () => {
    const { call, pass } = await setting(one());
    await call('POST', `/sims/${simId}/delete_session`);
    await call('POST', `/sims/${simId}/deactivate`);
    pass(60);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).toEqual({ online: false });
  });

  it('changes nothing when it is so already', async () => {
    const { call, pass } = await setting(one());
    const before = (await call('GET', `/sims/${simId}`)).body;
    pass(60);
    expect((await call('POST', `/sims/${simId}/activate`)).body).toEqual(before);
    await call('POST', `/sims/${simId}/deactivate`);
    const inactive = (await call('GET', `/sims/${simId}`)).body;
    pass(60);
    expect((await call('POST', `/sims/${simId}/deactivate`)).body).toEqual(inactive);
  });

  it('does not bring back a device that does not come back', async () => {
    const { call, pass } = await setting(one({ comesBack: false, status: 'inactive', online: false }));
    expect((await call('POST', `/sims/${simId}/activate`)).body.status).toBe('active');
    pass(3600);
    expect((await call('GET', `/sims/${simId}`)).body.sessionStatus).toEqual({ online: false });
  });
});
