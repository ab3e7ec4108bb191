import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RouteFacts, RouteTableFacts } from '../../src/canal/routes.ts';
import { chooseTables, moreSpecificRoutes, planRoute } from '../../src/canal/routes.ts';

const vpgRange = '100.67.0.0/24';
const ours = 'pcx-0000000a';

const route = (changes: Partial<RouteFacts> = {}): RouteFacts => ({
  destinationCidrBlock: vpgRange,
  state: 'active',
  target: ours,
  origin: 'CreateRoute',
  ...changes,
});
const table = (changes: Partial<RouteTableFacts> = {}): RouteTableFacts => ({
  routeTableId: 'rtb-0000000a',
  main: false,
  subnetIds: [],
  routes: [],
  ...changes,
});
const withRoutes = (...routes: RouteFacts[]) => table({ routes });

describe('chooseTables', () => {
  const field = 'peerings[0].routeTables';
  const main = table({ routeTableId: 'rtb-0000000a', main: true });
  const custom = table({ routeTableId: 'rtb-0000000b', subnetIds: ['subnet-0000000b', 'subnet-0000000c'] });
  const spare = table({ routeTableId: 'rtb-0000000d' });
  const tables = [custom, main, spare];
  const subnets = ['subnet-0000000a', 'subnet-0000000b', 'subnet-0000000c'];

  test.each([
    ['main', 'main' as const, [main]],
    ['all', 'all' as const, [custom, main, spare]],
    ['none', 'none' as const, []],
    ['ids in their order', { ids: ['rtb-0000000d', 'rtb-0000000b'] }, [spare, custom]],
    ['a subnet with an association of its own', { subnets: ['subnet-0000000b'] }, [custom]],
    ['a subnet without one', { subnets: ['subnet-0000000a'] }, [main]],
    [
      'several subnets of one table once',
      { subnets: ['subnet-0000000c', 'subnet-0000000a', 'subnet-0000000b'] },
      [custom, main],
    ],
  ])('finds %s', (_, wish, expected) => {
    expect(chooseTables(tables, subnets, wish, field)).toEqual({ tables: expected, faults: [] });
  });

  test('names the route tables that exist for each one that does not, and still finds the others', () => {
    const chosen = chooseTables(tables, subnets, { ids: ['rtb-0000000d', 'rtb-00000bad'] }, field);
    expect(chosen).toEqual({
      tables: [spare],
      faults: [
        {
          name: 'NotFound',
          field: 'peerings[0].routeTables.ids[1]',
          message: 'the VPC has no route table rtb-00000bad; choose among rtb-0000000b, rtb-0000000a, rtb-0000000d',
        },
      ],
    });
  });

  test('names the subnets that exist for one that does not', () => {
    expect(chooseTables(tables, subnets, { subnets: ['subnet-00000bad'] }, field)).toEqual({
      tables: [],
      faults: [
        {
          name: 'NotFound',
          field: 'peerings[0].routeTables.subnets[0]',
          message:
            'the VPC has no subnet subnet-00000bad; choose among subnet-0000000a, subnet-0000000b, subnet-0000000c',
        },
      ],
    });
  });

  test('names ten of many, and says how many more', () => {
    const many = Array.from({ length: 12 }, (_, index) => table({ routeTableId: `rtb-${10000000 + index}` }));
    const [fault] = chooseTables(many, [], { ids: ['rtb-00000bad'] }, field).faults;
    expect(fault?.message).toMatch(/rtb-10000009 and 2 more$/);
  });

  test('says so when there is nothing to choose among', () => {
    const [fault] = chooseTables(tables, [], { subnets: ['subnet-00000bad'] }, field).faults;
    expect(fault?.message).toBe('the VPC has no subnet subnet-00000bad; it has none at all: check peerVpcId');
  });

  test.each([
    ['main', 'main' as const, field],
    ['subnets', { subnets: ['subnet-0000000a'] }, `${field}.subnets[0]`],
  ])('a VPC that shows no main table is a fault for %s', (_, wish, where) => {
    expect(chooseTables([custom], subnets, wish, field)).toEqual({
      tables: [],
      faults: [
        {
          name: 'NotFound',
          field: where,
          message: 'the VPC shows no main route table; name the route tables: {ids: [rtb-…]}',
        },
      ],
    });
  });

  test('chooses each table once, only from those given, and each subnet is served or faulted', () => {
    const subnetNames = Array.from({ length: 6 }, (_, index) => `subnet-0000000${index}`);
    const world = fc.record({
      // Which of three tables a subnet is associated with; 3 is none.
      owners: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
      existing: fc.subarray(subnetNames),
      wished: fc.array(fc.constantFrom(...subnetNames), { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(world, ({ owners, existing, wished }) => {
        const all = [0, 1, 2].map((owner) =>
          table({
            routeTableId: `rtb-0000000${owner}`,
            main: owner === 0,
            subnetIds: existing.filter((id) => owners[subnetNames.indexOf(id)] === owner),
          }),
        );
        const chosen = chooseTables(all, existing, { subnets: wished }, field);
        expect(new Set(chosen.tables).size).toBe(chosen.tables.length);
        expect(chosen.faults.map((fault) => fault.field)).toEqual(
          wished.flatMap((id, index) => (existing.includes(id) ? [] : [`${field}.subnets[${index}]`])),
        );
        const expected = wished
          .filter((id) => existing.includes(id))
          .map((id) => (owners[subnetNames.indexOf(id)] ?? 3) % 3);
        expect(new Set(chosen.tables.map((each) => each.routeTableId))).toEqual(
          new Set(expected.map((owner) => `rtb-0000000${owner}`)),
        );
      }),
    );
  });
});

describe('planRoute', () => {
  test.each<[string, RouteFacts[], ReturnType<typeof planRoute>]>([
    ['no route at all: create', [], { action: 'create' }],
    [
      'routes to other ranges: create',
      [
        route({ destinationCidrBlock: '100.67.1.0/24', target: 'igw-1' }),
        route({ destinationCidrBlock: '0.0.0.0/0', target: 'nat-1' }),
      ],
      { action: 'create' },
    ],
    ['the same peering: none', [route()], { action: 'none' }],
    [
      'the same peering, still a blackhole while it is pending: none',
      [route({ state: 'blackhole' })],
      { action: 'none' },
    ],
    [
      'a dead route to another peering: replace',
      [route({ state: 'blackhole', target: 'pcx-0000000d' })],
      { action: 'replace' },
    ],
    [
      'a live route to another peering: conflict',
      [route({ target: 'pcx-0000000d' })],
      { action: 'conflict', target: 'pcx-0000000d' },
    ],
    [
      'a dead route to something else: conflict',
      [route({ state: 'blackhole', target: 'eni-1' })],
      { action: 'conflict', target: 'eni-1' },
    ],
    [
      'the VPC itself: conflict',
      [route({ target: 'local', origin: 'CreateRouteTable' })],
      { action: 'conflict', target: 'local' },
    ],
    [
      'a dead route that nobody created by hand: conflict',
      [route({ state: 'blackhole', target: 'pcx-0000000d', origin: 'EnableVgwRoutePropagation' })],
      { action: 'conflict', target: 'pcx-0000000d' },
    ],
    [
      'a filtered route: conflict',
      [route({ state: 'filtered', target: 'pcx-0000000d' })],
      { action: 'conflict', target: 'pcx-0000000d' },
    ],
  ])('%s', (_, routes, plan) => {
    expect(planRoute(withRoutes(...routes), vpgRange, ours)).toEqual(plan);
  });

  test('compares canonical forms', () => {
    expect(planRoute(withRoutes(route()), '100.67.0.9/24', ours)).toEqual({ action: 'none' });
  });

  test('throws for a destination that is no range', () => {
    expect(() => planRoute(table(), '100.67.0.0', ours)).toThrow('"100.67.0.0" is no IPv4 range');
  });

  test('changes a table only where nothing lives: over every mix of states, targets and origins', () => {
    const anyRoute = fc.record({
      destinationCidrBlock: fc.constantFrom(vpgRange, '100.67.0.0/25', '100.64.0.0/10', '0.0.0.0/0', 'pl-1'),
      state: fc.constantFrom('active' as const, 'blackhole' as const, 'filtered' as const),
      target: fc.constantFrom(ours, 'pcx-0000000d', 'igw-1', 'tgw-1', 'eni-1', 'local'),
      origin: fc.constantFrom('CreateRoute', 'CreateRouteTable', 'EnableVgwRoutePropagation', 'Advertisement'),
    });
    const routes = fc.uniqueArray(anyRoute, { selector: (each) => each.destinationCidrBlock });
    fc.assert(
      fc.property(routes, (existing) => {
        const plan = planRoute(withRoutes(...existing), vpgRange, ours);
        const there = existing.find((each) => each.destinationCidrBlock === vpgRange);
        if (plan.action === 'create') expect(there).toBeUndefined();
        if (plan.action === 'none') expect(there?.target).toBe(ours);
        if (plan.action === 'replace') {
          expect(there).toMatchObject({ state: 'blackhole', origin: 'CreateRoute' });
          expect(there?.target).toBe('pcx-0000000d');
        }
        if (plan.action === 'conflict') {
          expect(plan.target).toBe(there?.target);
          expect(plan.target).not.toBe(ours);
        }
        // And carried out, the next plan is to do nothing.
        if (plan.action === 'create' || plan.action === 'replace') {
          const after = [...existing.filter((each) => each !== there), route({ state: 'blackhole' })];
          expect(planRoute(withRoutes(...after), vpgRange, ours)).toEqual({ action: 'none' });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('moreSpecificRoutes', () => {
  test('names the ranges inside the destination that lead elsewhere', () => {
    const routes = [
      route(),
      route({ destinationCidrBlock: '100.67.0.128/25', target: 'tgw-1' }),
      route({ destinationCidrBlock: '100.67.0.7/32', target: 'eni-1', state: 'blackhole' }),
      route({ destinationCidrBlock: '100.67.0.0/25' }),
      route({ destinationCidrBlock: '100.67.1.0/25', target: 'tgw-1' }),
      route({ destinationCidrBlock: '0.0.0.0/0', target: 'igw-1' }),
      route({ destinationCidrBlock: 'pl-00000001', target: 'vpce-1' }),
    ];
    expect(moreSpecificRoutes(withRoutes(...routes), vpgRange, ours)).toEqual(['100.67.0.128/25', '100.67.0.7/32']);
  });

  test('does not count the destination itself, whoever has it', () => {
    expect(moreSpecificRoutes(withRoutes(route({ target: 'tgw-1' })), vpgRange, ours)).toEqual([]);
  });
});
