import { describe, expect, test } from 'vitest';
import { CheckRange, checkRange } from '../../src/steps/check-range.ts';
import type { Vpg } from '../../src/steps/ports.ts';
import { execution } from '../support/items.ts';
import {
  ec2World,
  faultOf,
  peerAccountsPort,
  route,
  routeTable,
  soracomPort,
  soracomWorld,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { wish } from '../support/wish.ts';

const overlapping = { vpcId: 'vpc-0000000a', cidrBlocks: ['172.21.0.0/16', '100.67.0.0/28'] };
const other = { vpcId: 'vpc-0000000b', cidrBlocks: ['10.0.0.0/16', '100.66.0.0/16'] };
const inTheWay = routeTable({ routeTableId: 'rtb-2', vpcId: 'vpc-0000000b', routes: [route({ target: 'igw-1' })] });

function setting(standing: Vpg[], ec2 = ec2World()) {
  const to = wire();
  const ports = {
    soracom: soracomPort(soracomWorld({ vpgs: standing }), to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    now: () => 0,
  };
  return { to, check: () => checkRange({ network: wish(), vpgId, execution }, ports) };
}

describe('Check range', () => {
  test("takes the contract's example", () => {
    expect(CheckRange.input.parse(CheckRange.example)).toMatchObject(CheckRange.example);
  });

  test('everything in the way of the range is told at once, and nothing is changed', async () => {
    const { check, to } = setting([vpg()], ec2World({ vpcs: [overlapping, other], tables: [routeTable(), inTheWay] }));
    const fault = await faultOf(check());
    expect(fault.message).toContain('The VPG has the range 100.67.0.0/24, and that does not fit');
    expect(fault.faults.map(({ name, field }) => `${name} ${field}`)).toEqual([
      'CidrOverlap peerings[0].peerVpcId',
      'RouteConflict peerings[1].routeTables',
    ]);
    expect(to.effects()).toEqual([]);
  });

  test('what is only worth knowing is a warning', async () => {
    const tables = [routeTable(), routeTable({ routeTableId: 'rtb-2', vpcId: 'vpc-0000000b' })];
    const vpcs = [{ ...overlapping, cidrBlocks: ['172.21.0.0/16'] }, other];
    expect(await setting([vpg()], ec2World({ vpcs, tables })).check()).toEqual({
      warnings: [{ field: 'peerings[1].peerVpcId', message: expect.stringContaining('(this one: 100.67.0.0/24)') }],
    });
  });

  test("a rerun's own routes are not in the way", async () => {
    const peerings = [
      { id: 'pcx-1', peerOwnerId: '111111111111', peerVpcId: 'vpc-0000000a', destinationCidrBlock: '172.21.0.0/16' },
      { id: 'pcx-2', peerOwnerId: '111111111111', peerVpcId: 'vpc-0000000b', destinationCidrBlock: '10.0.0.0/16' },
    ];
    const tables = [
      routeTable({ routes: [route()] }),
      routeTable({ routeTableId: 'rtb-2', vpcId: 'vpc-0000000b', routes: [route({ target: 'pcx-2' })] }),
    ];
    const vpcs = [overlapping, other].map((each) => ({ ...each, cidrBlocks: each.cidrBlocks.slice(0, 1) }));
    expect(await setting([vpg({ peerings })], ec2World({ vpcs, tables })).check()).toEqual({ warnings: [] });
  });

  test('a range that SORACOM does not tell leaves nothing to check', async () => {
    const { vpgSubnetCidrRange: _, ...untold } = vpg();
    const { check, to } = setting([untold]);
    expect(await check()).toEqual({ warnings: [] });
    expect(to.calls).toEqual(['soracom.vpg']);
  });

  test('a VPG that went away is VpgFailed', async () => {
    expect((await faultOf(setting([]).check())).name).toBe('VpgFailed');
  });
});
