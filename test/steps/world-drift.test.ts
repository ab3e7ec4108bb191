import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import type { NetworkRecord } from '../../src/canal/record.ts';
import { reserve } from '../../src/canal/record.ts';
import type { Sim, Vpg } from '../../src/steps/ports.ts';
import { differencesOf } from '../../src/steps/world-drift.ts';
import { noDnsHosts } from '../support/dns-table.ts';
import {
  ec2World,
  installation,
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
import { standing } from '../support/removal.ts';
import { peering, wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const made = { vpgId, made: true, vpgSubnetCidrRange: '100.67.0.0/24' };
const online = (simId: string, on = vpgId): Sim => ({ simId, groupId, online: true, vpgId: on, dnsServers: [] });
const sims = (count: number): Sim[] => Array.from({ length: count }, (_, n) => online(`${n}`));

/** Compares the network "plant" with a world in which all is as wished, but for what a test changes. */
function comparing(
  given: { wish?: Parameters<typeof wish>[0]; record?: Partial<NetworkRecord>; vpgs?: Vpg[]; sims?: Sim[] } = {},
) {
  const to = wire();
  const { vpg: _, ...reserved } = reserve(undefined, wish({ peerings: [peering()], ...given.wish }), {
    executionArn: () => 'arn',
    askedBy: 'me',
    now: 0,
  });
  const ec2 = ec2World({ peerings: [shownPeering()], tables: [routeTable({ routes: [route()] })] });
  const world = soracomWorld({
    vpgs: given.vpgs ?? [vpg({ peerings: [standing()] })],
    groups: new Map([[groupId, { useVpg: true, vpgId }]]),
    sims: given.sims ?? sims(3),
  });
  const ports = {
    soracom: soracomPort(world, to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    ...noDnsHosts,
    installation: installation(),
    now: () => 0,
  };
  return { to, compare: () => differencesOf({ ...reserved, vpg: made, ...given.record }, [], 'check', ports) };
}

describe('A comparison says how far it has looked', () => {
  test('with nothing passed over, it counts what it has looked at', async () => {
    expect(await comparing().compare()).toEqual({
      differences: [],
      lookedAt: { peerings: 1, routeTables: 1, sims: 3 },
      notLookedAt: [],
    });
  });

  test('a thousand SIMs are all looked at, the one after them is told as not looked at', async () => {
    expect(await comparing({ sims: sims(1000) }).compare()).toMatchObject({
      lookedAt: { sims: 1000 },
      notLookedAt: [],
    });
    expect(await comparing({ sims: [...sims(1000), online('last', 'another')] }).compare()).toMatchObject({
      differences: [],
      lookedAt: { sims: 1000 },
      notLookedAt: [{ field: 'airGroup.groupId', message: expect.stringContaining('beyond the first 1,000 were not') }],
    });
  });

  test.each<[string, Parameters<typeof comparing>[0], string[]]>([
    ['sessions with reconnect: none', { wish: { reconnect: 'none' } }, ['reconnect']],
    [
      'routes with routeTables: none',
      { wish: { peerings: [peering({ routeTables: 'none' })] } },
      ['peerings[0].routeTables'],
    ],
    [
      "the peerings of others on a VPG that is not the network's own",
      { record: { vpg: { ...made, made: false } } },
      ['vpg.vpgId'],
    ],
    ['all that hangs on a VPG that is gone', { vpgs: [] }, ['peerings']],
  ])('passes over %s, and says so', async (_, given, fields) => {
    const { notLookedAt } = await comparing(given).compare();
    expect(notLookedAt.map(({ field }) => field)).toEqual(fields);
  });

  test('passes over the routes, and says so, while nobody tells the range of the VPG', async () => {
    const { vpgSubnetCidrRange: _, ...rangeless } = vpg({ peerings: [standing()] });
    const { differences, notLookedAt, lookedAt } = await comparing({ vpgs: [rangeless] }).compare();
    expect([differences, lookedAt.routeTables]).toEqual([[], 0]);
    expect(notLookedAt).toMatchObject([{ field: 'peerings[0].routeTables' }]);
  });

  test('of a network without a VPG it has looked at nothing, and asks nobody', async () => {
    const { to, compare } = comparing({ record: { vpg: undefined as never } });
    expect(await compare()).toMatchObject({ differences: [], notLookedAt: [{ field: 'vpg' }] });
    expect(to.calls).toEqual([]);
  });

  test('SIMs that may not be listed do not hide what differs in the group', async () => {
    const { to, compare } = comparing({ wish: { airGroup: { groupId, dnsServers: ['10.0.0.53'] } } });
    to.refuse('soracom.simsOfGroup', new CanalError('SoracomDenied', 'no listSims'));
    const { differences, lookedAt } = await compare();
    expect(differences.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'group-changed useCustomDns',
      'group-changed dnsServers',
      `not-read ${groupId}`,
    ]);
    expect(lookedAt.sims).toBe(0);
    // Once the permission is given, they are looked at.
    const { differences: after } = await compare();
    expect(after.map(({ kind }) => kind)).toEqual(['group-changed', 'group-changed', 'sims-elsewhere']);
  });
});
