import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { CanalError } from '../../src/canal/errors.ts';
import type { Network } from '../../src/canal/network.ts';
import { CheckNetwork, checkNetwork } from '../../src/steps/check-network.ts';
import type { PeerPeering, Vpg } from '../../src/steps/ports.ts';
import { execution } from '../support/items.ts';
import {
  type Ec2World,
  ec2World,
  faultOf,
  installation,
  otherVpgId,
  peerAccountsPort,
  route,
  routeTable,
  shownPeering,
  soracomPort,
  soracomWorld,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { pricesPort } from '../support/prices.ts';
import { standing as standingPeering } from '../support/removal.ts';
import { peering, wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const appVpc = { vpcId: 'vpc-0000000a', cidrBlocks: ['172.21.0.0/16'] };
const other = vpg({ vpgId: otherVpgId, tags: {} });
const standing = standingPeering();

function setting(
  given: { vpgs?: Vpg[]; group?: Record<string, unknown> | null; ec2?: Partial<Ec2World> } = {},
  changes: Partial<z.input<typeof Network>> = {},
) {
  const to = wire();
  const groups = new Map(given.group === null ? [] : [[groupId, given.group ?? {}]]);
  const ec2 = ec2World({ vpcs: [appVpc], tables: [routeTable()], ...given.ec2 });
  const ports = {
    soracom: soracomPort(soracomWorld({ vpgs: given.vpgs ?? [], groups }), to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    installation: installation(),
    prices: pricesPort(to),
    now: () => 0,
  };
  const network = wish({ peerings: [peering()], ...changes });
  return { to, check: () => checkNetwork({ network, execution }, ports) };
}

const peerings = (count: number): PeerPeering[] =>
  Array.from({ length: count }, (_, index) => shownPeering({ id: `pcx-${index + 1}` }));

describe('Check network', () => {
  test("takes the contract's example", () => {
    expect(CheckNetwork.input.parse(CheckNetwork.example)).toMatchObject(CheckNetwork.example);
  });

  test('a network that can be made has no faults and no warnings, and nothing is changed', async () => {
    const { check, to } = setting();
    expect(await check()).toEqual({ warnings: [] });
    expect(to.effects()).toEqual([]);
  });

  test('all that is wrong is told at once, each with its field', async () => {
    const { check, to } = setting(
      {
        vpgs: [vpg({ type: 14 }), other],
        group: { useVpg: true, vpgId: otherVpgId },
        ec2: { tables: [] },
      },
      {
        peerings: [
          peering(),
          peering({ name: 'b', peerVpcId: 'vpc-0000000b', destinationCidrBlock: '10.0.0.0/16' }),
          peering({
            name: 'c',
            peerVpcId: 'vpc-0000000c',
            destinationCidrBlock: '10.1.0.0/16',
            peerOwnerId: '999999999999',
          }),
          peering({
            name: 'd',
            peerVpcId: 'vpc-0000000d',
            destinationCidrBlock: '10.2.0.0/16',
            peerRegion: 'eu-west-1',
          }),
        ],
      },
    );
    const fault = await faultOf(check());
    expect(fault.faults.map(({ name, field }) => `${name} ${field}`)).toEqual([
      'VpgConflict vpg.type',
      'GroupConflict airGroup.replaces',
      'NotFound peerings[0].routeTables',
      'NotFound peerings[1].peerVpcId',
      'NotFound peerings[2].peerOwnerId',
      'NotFound peerings[3].peerOwnerId',
    ]);
    expect(fault.message).toContain('nothing was created, 6 faults');
    expect(to.effects()).toEqual([]);
  });

  test('a VPC that is elsewhere is named with account and Region', async () => {
    const fault = await faultOf(setting({ ec2: { vpcs: [] } }).check());
    expect(fault.message).toContain('vpc-0000000a is not in account 111111111111 in ap-northeast-1');
  });

  test('an account whose role may not read is a fault of its peering, beside the others', async () => {
    const { check, to } = setting({ group: null });
    to.refuse('ec2.vpc', new CanalError('Ec2Denied', 'You are not authorized.'));
    expect((await faultOf(check())).faults).toEqual([
      expect.objectContaining({ name: 'NotFound', field: 'airGroup.groupId' }),
      { name: 'Ec2Denied', field: 'peerings[0].peerOwnerId', message: 'You are not authorized.' },
    ]);
  });

  test.each(['accounts.open', 'ec2.vpc', 'ec2.routeTables', 'ec2.livePeerings', 'soracom.airSettings'])(
    'a vendor that gives no answer to %s is no fault of the file',
    async (call) => {
      const { check, to } = setting();
      const lost = new CanalError('Ec2Unavailable', 'no answer');
      to.refuse(call, lost);
      await expect(check()).rejects.toBe(lost);
    },
  );

  test('route tables that the file names must be there', async () => {
    const { check } = setting({}, { peerings: [peering({ routeTables: { ids: ['rtb-00000001', 'rtb-00000002'] } })] });
    expect((await faultOf(check())).faults.map(({ field }) => field)).toEqual([
      'peerings[0].routeTables.ids[0]',
      'peerings[0].routeTables.ids[1]',
    ]);
  });

  test('with routes for none, the tables are not even read', async () => {
    const { check, to } = setting({ ec2: { tables: [] } }, { peerings: [peering({ routeTables: 'none' })] });
    await check();
    expect(to.calls).not.toContain('ec2.routeTables');
  });

  describe('when the VPG stands', () => {
    test('a VPC that overlaps its range, also by a secondary one, is a fault now', async () => {
      const vpcs = [{ ...appVpc, cidrBlocks: ['172.21.0.0/16', '100.67.0.0/16'] }];
      const fault = await faultOf(setting({ vpgs: [vpg()], ec2: { vpcs } }).check());
      expect(fault.name).toBe('CidrOverlap');
      expect(fault.message).toContain('100.67.0.0/16');
    });

    test('a VPC elsewhere in 100.64.0.0/10 is a warning', async () => {
      const vpcs = [{ ...appVpc, cidrBlocks: ['172.21.0.0/16', '100.64.0.0/16'] }];
      const { warnings } = await setting({ vpgs: [vpg()], ec2: { vpcs } }).check();
      expect(warnings).toEqual([{ field: 'peerings[0].peerVpcId', message: expect.stringContaining('100.64.0.0/10') }]);
    });

    test('a route that is in the way is a fault now', async () => {
      const tables = [routeTable({ routes: [route({ target: 'igw-1' })] })];
      const fault = await faultOf(setting({ vpgs: [vpg()], ec2: { tables } }).check());
      expect(fault.faults).toEqual([
        expect.objectContaining({ name: 'RouteConflict', field: 'peerings[0].routeTables' }),
      ]);
    });

    test('a blackhole to a peering that waits for its acceptance is in the way, one to a dead one is not', async () => {
      const tables = [routeTable({ routes: [route({ target: 'pcx-9', state: 'blackhole' })] })];
      const waiting = [shownPeering({ id: 'pcx-9', status: 'pending-acceptance' })];
      const given = { vpgs: [vpg()], ec2: { tables, peerings: waiting } };
      expect((await faultOf(setting(given).check())).name).toBe('RouteConflict');
      expect(await setting({ ...given, ec2: { tables } }).check()).toEqual({ warnings: [] });
    });

    test('its own route is not in the way', async () => {
      const tables = [routeTable({ routes: [route()] })];
      const vpgs = [vpg({ peerings: [standing] })];
      expect(await setting({ vpgs, ec2: { tables } }).check()).toEqual({ warnings: [] });
    });

    test('what else carries the tags is told as a warning', async () => {
      const vpgs = [vpg(), vpg({ vpgId: otherVpgId, createdTime: 2_000_000 })];
      const { warnings } = await setting({ vpgs }).check();
      expect(warnings).toEqual([{ field: 'vpg', message: expect.stringContaining(otherVpgId) }]);
    });
  });

  describe('the group', () => {
    test('must exist', async () => {
      expect((await faultOf(setting({ group: null }).check())).faults).toEqual([
        expect.objectContaining({ name: 'NotFound', field: 'airGroup.groupId' }),
      ]);
    });

    test.each([
      ['uses no VPG', { useVpg: false, vpgId: otherVpgId }, {}],
      ['uses the VPG of the network', { useVpg: true, vpgId }, {}],
      ['uses the one that the file replaces', { useVpg: true, vpgId: otherVpgId }, { replaces: otherVpgId }],
      ['uses it, written in capitals', { useVpg: true, vpgId: otherVpgId }, { replaces: otherVpgId.toUpperCase() }],
    ])('that %s may be used', async (_what, group, airGroup) => {
      const { check } = setting({ group, vpgs: [vpg()] }, { airGroup: { groupId, ...airGroup } });
      expect(await check()).toEqual({ warnings: [] });
    });

    test('that serves SIMs on another VPG is a conflict', async () => {
      const fault = await faultOf(setting({ vpgs: [other], group: { useVpg: true, vpgId: otherVpgId } }).check());
      expect(fault.name).toBe('GroupConflict');
      expect(fault.message).toContain(otherVpgId);
    });
  });

  describe('the quota of 50 peerings per VPC', () => {
    const warned = (message: string) => ({
      warnings: [{ field: 'peerings[0].peerVpcId', message: expect.stringContaining(message) }],
    });

    test('46 leave room for this one and three more', async () => {
      expect(await setting({ ec2: { peerings: peerings(46) } }).check()).toEqual(warned('room for 3 more'));
      expect(await setting({ ec2: { peerings: peerings(45) } }).check()).toEqual({ warnings: [] });
    });

    test('49 leave room for one, which is the last', async () => {
      expect(await setting({ ec2: { peerings: peerings(49) } }).check()).toEqual(warned('has 50 peerings'));
    });

    test('50 do not', async () => {
      const fault = await faultOf(setting({ ec2: { peerings: peerings(50) } }).check());
      expect(fault.faults).toEqual([
        expect.objectContaining({ name: 'QuotaExceeded', field: 'peerings[0].peerVpcId' }),
      ]);
    });

    test('50 do when one of them is the wished one', async () => {
      const vpgs = [vpg({ peerings: [standing] })];
      expect(await setting({ vpgs, ec2: { peerings: peerings(50) } }).check()).toEqual(warned('no room'));
    });

    test('dead ones do not count', async () => {
      const dead = peerings(60).map((each) => ({ ...each, status: 'deleted' }));
      expect(await setting({ ec2: { peerings: dead } }).check()).toEqual({ warnings: [] });
    });
  });
});
