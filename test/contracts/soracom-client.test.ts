import { describe, expect, it } from 'vitest';
import { Clock } from '../../src/sandbox/clock.ts';
import { Ids } from '../../src/sandbox/ids.ts';
import { soracomService } from '../../src/sandbox/soracom-api/service.ts';
import { populate } from '../../src/sandbox/world/populate.ts';
import { World } from '../../src/sandbox/world/world.ts';
import { WorldFile } from '../../src/sandbox/world/world-file.ts';
import { soracom, soracomBills } from '../../src/soracom/live.ts';
import { standIn } from '../soracom/stand-in.ts';
import { checkExchange } from './soracom-contract.ts';

const groupId = '00000000-0000-4000-8000-000000000001';

/** Our client in front of the sandbox, every exchange of theirs held against the contract that neither wrote. */
function meeting() {
  const clock = new Clock(Date.UTC(2026, 0, 5));
  const file = WorldFile.parse({ groups: [{ groupId, onlineSims: 3, sims: [{ online: false }] }] });
  const world = new World(file, clock, new Ids(1));
  populate(world, file);
  const service = soracomService(world);
  const exchanges: string[] = [];
  const { opening } = standIn([], { secret: JSON.stringify(world.authKey) });
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search } = new URL(String(input));
    const request = {
      method: init.method ?? 'GET',
      path: `${pathname}${search}`,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: (init.body as string | undefined) ?? '',
    };
    const answer = await service.answer(request);
    expect(checkExchange(request, answer)).toEqual([]);
    exchanges.push(`${service.operation(request)} ${answer.status}`);
    // The Fetch standard allows no body at all with 204.
    return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
  const surroundings = { ...opening, now: () => clock.now(), fetch };
  return { clock, exchanges, client: soracom(surroundings), bills: soracomBills(surroundings) };
}

describe('Our client and the sandbox', () => {
  it('agree with the contract in every call that a network takes', async () => {
    const { client, clock, exchanges } = meeting();
    const wish = {
      type: 15,
      useInternetGateway: true,
      deviceSubnetCidrRange: '10.128.0.0/9',
      region: 'ap-northeast-1',
    } as const;
    const created = await client.createVpg(wish, { 'canal:network': 'two-vpcs' });
    expect(created).toMatchObject({ status: 'creating', peerings: [], tags: { 'canal:network': 'two-vpcs' } });
    const { vpgId } = created;
    clock.advance(clock.now() + 180_000);
    expect((await client.vpgsTagged('canal:network', 'two-vpcs')).map((vpg) => vpg.vpgId)).toEqual([vpgId]);

    const peering = await client.createPeering(vpgId, {
      name: 'app',
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-0a1111111111111a1',
      peerRegion: 'ap-northeast-1',
      destinationCidrBlock: '172.21.0.0/16',
      routeTables: 'main',
    });
    expect(await client.vpg(vpgId)).toMatchObject({ status: 'running', peerings: [peering] });

    const air = { useVpg: true, vpgId, useCustomDns: true, dnsServers: ['10.0.0.53'] };
    await client.putAirSettings(groupId, air);
    expect(await client.airSettings(groupId)).toEqual(air);

    const first = await client.simsOfGroup(groupId, 2);
    const second = await client.simsOfGroup(groupId, 2, first.cursor);
    expect(second.cursor).toBeUndefined();
    const sims = [...first.sims, ...second.sims];
    const asked = [];
    for (const { simId } of sims) asked.push(await client.deleteSession(simId));
    expect(asked.toSorted()).toEqual(['asked', 'asked', 'asked', 'offline']);
    clock.advance(clock.now() + 30_000);
    for (const { simId, online } of sims.filter((sim) => sim.online)) {
      expect(await client.sim(simId)).toEqual({
        simId,
        groupId,
        subscription: 'plan-D',
        online,
        vpgId,
        dnsServers: ['10.0.0.53'],
      });
    }
    await client.deletePeering(vpgId, peering.id);
    expect((await client.vpg(vpgId))?.peerings).toEqual([]);

    expect([...new Set(exchanges)]).toEqual([
      'auth 200',
      'createVirtualPrivateGateway 201',
      'listVirtualPrivateGateways 200',
      'createVpcPeeringConnection 201',
      'getVirtualPrivateGateway 200',
      'putConfigurationParameters 200',
      'getGroup 200',
      'listSubscribersInGroup 200',
      'deleteSimSession 400',
      'deleteSimSession 200',
      'getSim 200',
      'deleteVpcPeeringConnection 204',
    ]);
  });

  it('agree on bills, and on the list of all VPGs', async () => {
    const { client, bills, clock, exchanges } = meeting();
    const { vpgId } = await client.createVpg(
      { type: 15, useInternetGateway: true, deviceSubnetCidrRange: '10.128.0.0/9', region: 'ap-northeast-1' },
      {},
    );
    clock.advance(clock.now() + 300_000);
    await client.createPeering(vpgId, {
      name: 'app',
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-0a1111111111111a1',
      peerRegion: 'ap-northeast-1',
      destinationCidrBlock: '172.21.0.0/16',
      routeTables: 'main',
    });
    expect(await client.allVpgs()).toMatchObject([{ vpgId, onlineSessions: 0, peerings: [{}] }]);
    clock.advance(clock.now() + 2 * 24 * 3600_000);
    expect(await bills.billedDays('2026-01')).toEqual([{ day: '2026-01-05', amount: 240, currency: 'JPY' }]);
    expect(await bills.billedDays('2025-01')).toBeUndefined();
    expect(await bills.billedItems()).toMatchObject([{ month: '2026-01', items: [{ category: 'VPG', amount: 240 }] }]);
    expect(exchanges.filter((one) => one.includes('Bill'))).toEqual([
      'getBillingPerDay 200',
      'getBillingPerDay 404',
      'getBillingSummaryOfBillItems 200',
    ]);
  });

  it('agree on what is not there', async () => {
    const { client, exchanges } = meeting();
    expect(await client.vpg('nowhere')).toBeUndefined();
    expect(await client.airSettings('nowhere')).toBeUndefined();
    expect(await client.sim('nowhere')).toBeUndefined();
    await client.deletePeering('nowhere', 'pcx-1');
    expect(exchanges.slice(1)).toEqual([
      'getVirtualPrivateGateway 404',
      'getGroup 404',
      'getSim 404',
      'deleteVpcPeeringConnection 404',
    ]);
  });

  it('agree on a token that has expired: the client logs in again', async () => {
    const { client, clock, exchanges } = meeting();
    await client.airSettings(groupId);
    clock.advance(clock.now() + 4 * 3600_000);
    await client.airSettings(groupId);
    expect(exchanges).toEqual(['auth 200', 'getGroup 200', 'getGroup 401', 'auth 200', 'getGroup 200']);
  });
});
