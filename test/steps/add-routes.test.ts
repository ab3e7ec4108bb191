import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import type { PeeringWish } from '../../src/canal/peering-wish.ts';
import type { PeeringRecord } from '../../src/canal/record.ts';
import { AddRoutes, addRoutes } from '../../src/steps/add-routes.ts';
import type { PeerPeering, PeerRouteTable } from '../../src/steps/ports.ts';
import { item } from '../support/items.ts';
import {
  ec2World,
  faultOf,
  peerAccountsPort,
  recordsPort,
  route,
  routeTable,
  shownPeering,
  table,
  wire,
} from '../support/ports.ts';

const lost = new CanalError('Ec2Unavailable', 'no answer');
const range = '100.67.0.0/24';
const { routeTables: _, ...wished } = item().peering;
const known: PeeringRecord = { ...wished, made: true, since: 7, peeringId: 'pcx-1', routes: [] };

function setting(given: { tables?: PeerRouteTable[]; shown?: PeerPeering[]; known?: PeeringRecord | null } = {}) {
  const to = wire();
  const ec2 = ec2World({
    tables: given.tables ?? [routeTable()],
    peerings: given.shown ?? [],
    subnetIds: ['subnet-1'],
  });
  const held = table();
  if (given.known !== null) held.peerings.set('plant/app', given.known ?? known);
  const ports = {
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    records: recordsPort(held, to),
    now: () => 9,
  };
  return {
    to,
    ec2,
    run: (routeTables: PeeringWish['routeTables'] = 'main', ranges = [range]) =>
      addRoutes({ ...item({ ranges, peering: { ...item().peering, routeTables } }), peeringId: 'pcx-1' }, ports),
    routes: () => ec2.tables.map((each) => each.routes.map(({ target }) => target)),
    recorded: () => held.peerings.get('plant/app'),
  };
}

const made = (routeTableId = 'rtb-1') => ({ routeTableId, destinationCidrBlock: range, made: true, run: 1 });
/** The same as it is kept: with the peerings that it has led to. */
const kept = (routeTableId = 'rtb-1', ...earlier: string[]) => ({
  ...made(routeTableId),
  madeAt: 9,
  peeringIds: [...earlier, 'pcx-1'],
});

describe('Add routes', () => {
  test("takes the contract's example", () => {
    expect(AddRoutes.input.parse(AddRoutes.example)).toMatchObject(AddRoutes.example);
  });

  test('records the route, then makes it', async () => {
    const { run, to, ec2, recorded } = setting();
    expect(await run()).toEqual({ routes: [made()] });
    expect(to.effects()).toEqual(['records.savePeering', 'ec2.createRoute']);
    expect(ec2.tables[0]?.routes).toEqual([route()]);
    expect(recorded()).toEqual({ ...known, routes: [kept()] });
  });

  test('a second run makes nothing, and still knows the route as ours', async () => {
    const { run, to } = setting();
    await run();
    expect(await run()).toEqual({ routes: [made()] });
    expect(to.effects().filter((call) => call !== 'records.savePeering')).toEqual(['ec2.createRoute']);
  });

  test.each(['refuse', 'lose'] as const)(
    'converges when EC2 gave no answer (%s), and the route is ours',
    async (how) => {
      const { run, to, routes, recorded } = setting();
      to[how]('ec2.createRoute', lost);
      await expect(run()).rejects.toBe(lost);
      expect(await run()).toEqual({ routes: [made()] });
      expect(routes()).toEqual([['pcx-1']]);
      expect(recorded()?.routes).toEqual([kept()]);
    },
  );

  test('when the record cannot be written, no route is made', async () => {
    const { run, to, routes } = setting();
    to.refuse('records.savePeering', lost);
    await expect(run()).rejects.toBe(lost);
    expect(routes()).toEqual([[]]);
  });

  test('a record that was lost is written again, as of a peering that was found', async () => {
    const { run, recorded } = setting({ known: null });
    await run();
    expect(recorded()).toEqual({ ...known, made: false, since: 9, routes: [kept()] });
  });

  test('a route that stands already as wished is not ours', async () => {
    const { run, to, recorded } = setting({ tables: [routeTable({ routes: [route()] })] });
    const found = { routeTableId: 'rtb-1', destinationCidrBlock: range, made: false };
    expect(await run()).toEqual({ routes: [found] });
    expect(to.effects()).toEqual(['records.savePeering']);
    expect(recorded()?.routes).toEqual([found]);
  });

  test('a route to our peering that is a blackhole until it is active stands as wished', async () => {
    const { run, to } = setting({ tables: [routeTable({ routes: [route({ state: 'blackhole' })] })] });
    await run();
    expect(to.effects()).toEqual(['records.savePeering']);
  });

  test('none: asks no vendor and changes nothing', async () => {
    const { run, to } = setting();
    expect(await run('none', [])).toEqual({ routes: [] });
    expect(to.calls).toEqual(['records.peerings']);
  });

  test('a range that nobody tells is an error with the next thing to do', async () => {
    const { run, to } = setting();
    const fault = await faultOf(run('main', []));
    expect(fault.name).toBe('PeeringRefused');
    expect(fault.message).toContain('vpgSubnetCidrRange');
    expect(to.effects()).toEqual([]);
  });

  test('every range in every chosen table', async () => {
    const tables = [routeTable(), routeTable({ routeTableId: 'rtb-2', main: false })];
    const { run, ec2 } = setting({ tables });
    const { routes } = await run('all', [range, '100.68.0.0/24']);
    expect(routes.map((each) => `${each.routeTableId} ${each.destinationCidrBlock}`)).toEqual([
      'rtb-1 100.67.0.0/24',
      'rtb-1 100.68.0.0/24',
      'rtb-2 100.67.0.0/24',
      'rtb-2 100.68.0.0/24',
    ]);
    expect(ec2.tables.map((each) => each.routes.length)).toEqual([2, 2]);
  });

  test('a subnet without a table of its own means the main table', async () => {
    const tables = [routeTable({ routeTableId: 'rtb-2', main: false }), routeTable()];
    const { run, routes } = setting({ tables });
    await run({ subnets: ['subnet-1'] });
    expect(routes()).toEqual([[], ['pcx-1']]);
  });

  test('a table that went away since the check is named', async () => {
    const { run, to } = setting();
    const fault = await faultOf(run({ ids: ['rtb-1', 'rtb-8', 'rtb-9'] }));
    expect(fault.name).toBe('NotFound');
    expect(fault.message).toContain('rtb-8');
    expect(fault.message).toContain('rtb-9');
    expect(to.effects()).toEqual([]);
  });

  test('routes of ours in tables that the file names no more are deleted, after the others were added', async () => {
    const routes = [made('rtb-7'), made('rtb-8'), { ...made('rtb-9'), made: false }];
    const tables = [
      routeTable(),
      routeTable({ routeTableId: 'rtb-7', main: false, routes: [route({ target: 'pcx-1' })] }),
      routeTable({ routeTableId: 'rtb-8', main: false, routes: [route({ target: 'igw-1' })] }),
      routeTable({ routeTableId: 'rtb-9', main: false, routes: [route({ target: 'pcx-1' })] }),
    ];
    const { run, recorded, ec2, to } = setting({ known: { ...known, routes }, tables });
    expect(await run()).toEqual({ routes: [made()] });
    expect(to.effects()).toEqual(['records.savePeering', 'ec2.createRoute', 'ec2.deleteRoute', 'records.savePeering']);
    expect(recorded()?.routes).toEqual([kept('rtb-1')]);
    expect(ec2.tables.map((table) => table.routes.map(({ target }) => target))).toEqual([
      ['pcx-1'],
      [],
      ['igw-1'],
      ['pcx-1'],
    ]);
  });

  test('of a VPG that was replaced, our routes for its range go, where they still lead to the peering that they led to', async () => {
    const old = '100.66.9.0/24';
    const earlier = (id: string) => ({ ...made(id), destinationCidrBlock: old, peeringIds: ['pcx-0'] });
    const dead = route({ destinationCidrBlock: old, target: 'pcx-0', state: 'blackhole' });
    const { run, recorded, ec2 } = setting({
      known: { ...known, routes: [earlier('rtb-1'), earlier('rtb-2'), earlier('rtb-3')] },
      tables: [
        routeTable({ routes: [dead] }),
        routeTable({ routeTableId: 'rtb-2', main: false, routes: [{ ...dead, target: 'pcx-foreign' }] }),
        routeTable({ routeTableId: 'rtb-3', main: false, routes: [{ ...dead, target: 'igw-1', state: 'active' }] }),
      ],
    });
    await run();
    const left = ec2.tables.map(({ routes: all }) => all.map((one) => `${one.destinationCidrBlock} ${one.target}`));
    expect(left).toEqual([[`${range} pcx-1`], [`${old} pcx-foreign`], [`${old} igw-1`]]);
    // A black hole that is not known to be ours is kept on record, for the sweep.
    expect(recorded()?.routes).toEqual([kept(), earlier('rtb-2')]);
  });

  test('keeps the last five peerings that a route has led to', async () => {
    const ids = ['pcx-a', 'pcx-b', 'pcx-c', 'pcx-d', 'pcx-e'];
    const { run, recorded } = setting({
      known: { ...known, routes: [{ ...kept(), peeringIds: ids }] },
      tables: [routeTable({ routes: [route({ target: 'pcx-e', state: 'blackhole' })] })],
    });
    await run();
    expect(recorded()?.routes[0]?.peeringIds).toEqual([...ids.slice(1), 'pcx-1']);
  });

  test('one that was made moments ago is deleted with its table although EC2 does not show it yet', async () => {
    const tables = [routeTable(), routeTable({ routeTableId: 'rtb-7', main: false })];
    const { run, to } = setting({ known: { ...known, routes: [kept('rtb-7')] }, tables });
    await run();
    expect(to.effects()).toEqual(['records.savePeering', 'ec2.createRoute', 'ec2.deleteRoute', 'records.savePeering']);
  });

  test('none: our routes of before are deleted', async () => {
    const tables = [routeTable({ routes: [route({ target: 'pcx-1' })] })];
    const { run, recorded, ec2 } = setting({ known: { ...known, routes: [made()] }, tables });
    expect(await run('none')).toEqual({ routes: [] });
    expect(recorded()?.routes).toEqual([]);
    expect(ec2.tables[0]?.routes).toEqual([]);
  });
});

describe('a route that is in the way', () => {
  const blackhole = route({ target: 'pcx-old', state: 'blackhole' });

  test.each([
    ['an internet gateway', route({ target: 'igw-1' })],
    ['another living peering', route({ target: 'pcx-other' })],
    ['a blackhole that is no peering', route({ target: 'eni-1', state: 'blackhole' })],
    [
      'a route that EC2 propagated',
      route({ target: 'pcx-old', state: 'blackhole', origin: 'EnableVgwRoutePropagation' }),
    ],
  ])('%s is never replaced', async (_what, foreign) => {
    const { run, to, ec2 } = setting({ tables: [routeTable({ routes: [foreign] })] });
    const fault = await faultOf(run());
    expect(fault.name).toBe('RouteConflict');
    expect(fault.message).toContain(`rtb-1 already routes ${range} to ${foreign.target}`);
    expect(to.effects()).toEqual(['records.savePeering']);
    expect(ec2.tables[0]?.routes).toEqual([foreign]);
  });

  test.each([[[]], [[shownPeering({ id: 'pcx-old', status: 'deleted' })]]])(
    'a blackhole to a peering that is dead or gone is replaced',
    async (shown) => {
      const { run, to, routes } = setting({ tables: [routeTable({ routes: [blackhole] })], shown });
      expect(await run()).toEqual({ routes: [made()] });
      expect(to.effects()).toEqual(['records.savePeering', 'ec2.replaceRoute']);
      expect(routes()).toEqual([['pcx-1']]);
    },
  );

  test.each(['initiating-request', 'pending-acceptance', 'provisioning', 'active'])(
    'a blackhole to a peering that is %s is not: it waits to become a route',
    async (status) => {
      const { run, routes } = setting({
        tables: [routeTable({ routes: [blackhole] })],
        shown: [shownPeering({ id: 'pcx-old', status })],
      });
      expect((await faultOf(run())).name).toBe('RouteConflict');
      expect(routes()).toEqual([['pcx-old']]);
    },
  );

  test('one in the way keeps all others from being made, and all in the way are told', async () => {
    const { run, ec2 } = setting({
      tables: [
        routeTable(),
        routeTable({ routeTableId: 'rtb-2', routes: [route({ target: 'igw-2' })] }),
        routeTable({ routeTableId: 'rtb-3', routes: [route({ target: 'igw-3' })] }),
      ],
    });
    const fault = await faultOf(run('all'));
    expect(fault.faults.map(({ message }) => message)).toEqual([
      expect.stringContaining('rtb-2 already'),
      expect.stringContaining('rtb-3 already'),
    ]);
    expect(ec2.tables[0]?.routes).toEqual([]);
  });

  test('somebody who is quicker makes the step look again, and the record does not claim the route of the other', async () => {
    const { run, ec2, recorded } = setting();
    const before = ec2.tables;
    // Somebody makes a route between our reading of the table and our own.
    let reads = 0;
    Object.defineProperty(ec2, 'tables', {
      get: () => (reads++ === 0 ? before : [routeTable({ routes: [route({ target: 'igw-1' })] })]),
      set: () => undefined,
    });
    expect((await faultOf(run())).name).toBe('Ec2Unavailable');
    // Without the moment: it may be another's, and is never deleted unseen.
    expect(recorded()?.routes).toEqual([{ ...made(), peeringIds: ['pcx-1'] }]);
    expect((await faultOf(run())).name).toBe('RouteConflict');
    expect(recorded()?.routes).toEqual([]);
  });
});
