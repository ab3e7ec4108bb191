import { expect, test } from 'vitest';
import { VpgWish } from '../../src/canal/network.ts';
import { PeeringWish } from '../../src/canal/peering-wish.ts';
import type { Opening } from '../../src/lambda/surroundings.ts';
import { soracom, soracomBills } from '../../src/soracom/live.ts';
import { soracomOperations } from '../../src/soracom/operations.ts';
import type { Bills, Soracom } from '../../src/steps/ports.ts';
import { json, login, rejection, standIn } from './stand-in.ts';

const peering = PeeringWish.parse({
  name: 'app',
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-11111111',
  destinationCidrBlock: '172.21.0.0/16',
});

const billCalls: Record<keyof Bills, (port: Bills) => Promise<unknown>> = {
  billedDays: (port) => port.billedDays('2026-11'),
  billedItems: (port) => port.billedItems(),
};

const calls: Record<keyof Soracom, (port: Soracom) => Promise<unknown>> = {
  vpg: (port) => port.vpg('v'),
  vpgsTagged: (port) => port.vpgsTagged('a', 'b'),
  allVpgs: (port) => port.allVpgs(),
  createVpg: (port) => port.createVpg(VpgWish.parse({}), {}),
  createPeering: (port) => port.createPeering('v', peering),
  deletePeering: (port) => port.deletePeering('v', 'pcx-1'),
  terminateVpg: (port) => port.terminateVpg('v'),
  airSettings: (port) => port.airSettings('g'),
  putAirSettings: (port) => port.putAirSettings('g', { useVpg: true }),
  deleteAirSetting: (port) => port.deleteAirSetting('g', 'vpgId'),
  groupsOn: (port) => port.groupsOn('v'),
  simsOfGroup: (port) => port.simsOfGroup('g', 1),
  onlineSims: (port) => port.onlineSims(1),
  sim: (port) => port.sim('s'),
  deleteSession: (port) => port.deleteSession('s'),
};

test('the list of permissions is what the calls name when they are forbidden', async () => {
  const named = new Set<string>();
  const asked = [
    ...Object.values(calls).map((call) => (opening: Opening) => call(soracom(opening))),
    ...Object.values(billCalls).map((call) => (opening: Opening) => call(soracomBills(opening))),
  ];
  for (const ask of asked) {
    const { opening } = standIn([login(), json(403, {})]);
    const error = await rejection(ask(opening));
    expect(error.name).toBe('SoracomDenied');
    named.add(/Allow "([^"]+)"/.exec(error.message)?.[1] ?? 'none');
  }
  expect([...named].sort()).toEqual([...soracomOperations].sort());
});
