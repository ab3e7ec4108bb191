import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { servedSubnets, tableWarnings } from '../../src/canal/table-warnings.ts';
import { dnsNic, nic, reach, table } from './reach.ts';

const main = table('rtb-main', { main: true });
const second = table('rtb-b', { subnetIds: ['subnet-b'] });
const idle = table('rtb-idle');
const server = (at = dnsNic()) => ({ field: 'airGroup.dnsServers[0]', address: '10.0.0.53', at });
const field = 'peerings[0].routeTables';

test('the main table serves the subnets that no other table has, and those that are given to it', () => {
  const { facts } = reach({ subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'], tables: [main, second] });
  expect(servedSubnets(main, facts)).toEqual(['subnet-a', 'subnet-c']);
  expect(servedSubnets(second, facts)).toEqual(['subnet-b']);
  expect(servedSubnets(table('rtb-main', { main: true, subnetIds: ['subnet-x'] }), facts)[0]).toBe('subnet-x');
});

test('every subnet is served by exactly one table, however they are given away', () => {
  const subnets = ['a', 'b', 'c', 'd'];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }), (owners) => {
      const tables = [0, 1, 2, 3].map((number) =>
        table(`rtb-${number}`, {
          main: number === 0,
          subnetIds: subnets.filter((_, at) => number > 0 && owners[at] === number),
        }),
      );
      const { facts } = reach({ subnetIds: subnets, tables });
      expect(tables.flatMap((each) => servedSubnets(each, facts)).sort()).toEqual(subnets);
    }),
  );
});

describe('A table that serves no subnet', () => {
  const facts = { tables: [main, second, idle], routed: [main, idle] };

  test('is told, with those that do', () => {
    expect(tableWarnings(reach(facts, { routeTables: { ids: ['rtb-00000000'] } }), [], ['subnet-a'])).toEqual([
      {
        field,
        message:
          'rtb-idle serves no subnet, so a route back in it is of no use; those that serve subnets are rtb-main, rtb-b',
      },
    ]);
  });

  test('is told of the main table too, when every subnet has another one', () => {
    const every = table('rtb-c', { subnetIds: ['subnet-a', 'subnet-b'] });
    const [warning] = tableWarnings(reach({ tables: [main, every], routed: [main] }), [], []);
    expect(warning?.message).toContain('rtb-main serves no subnet');
  });

  test('is no news in a VPC without subnets', () => {
    expect(tableWarnings(reach({ tables: [main], routed: [main], subnetIds: [], interfaces: [] }), [], [])).toEqual([]);
  });

  test('is no news when the file asks for all of them', () => {
    expect(tableWarnings(reach(facts, { routeTables: 'all' }), [], ['subnet-a'])).toEqual([]);
  });
});

describe('A server without a route back', () => {
  const facts = { tables: [main, second], routed: [main] };

  test('is told when it is the DNS server, with the table that its subnet uses', () => {
    const at = dnsNic({ subnetId: 'subnet-b' });
    expect(tableWarnings(reach({ ...facts, interfaces: [at, nic('a')] }), [server(at)], ['subnet-a'])).toEqual([
      {
        field,
        message:
          '10.0.0.53 is in subnet-b, which uses rtb-b, and no route back is put there, so its answers are lost; name that table too',
      },
    ]);
  });

  test('is told when no server at all has one', () => {
    const interfaces = [nic('b', { subnetId: 'subnet-b' })];
    expect(tableWarnings(reach({ ...facts, interfaces }), [], ['subnet-a'])).toEqual([
      {
        field,
        message:
          'no network interface of the VPC is in a subnet that gets the route back; they are in subnet-b, and subnet-b uses rtb-b: name the tables of the subnets that the SIMs shall reach',
      },
    ]);
  });

  test('is told once when the only server is the DNS server', () => {
    const at = dnsNic({ subnetId: 'subnet-b' });
    expect(tableWarnings(reach({ ...facts, interfaces: [at] }), [server(at)], ['subnet-a'])).toHaveLength(1);
  });

  test('is no news when the file leaves the routes to somebody else, or the VPC is empty', () => {
    const at = dnsNic({ subnetId: 'subnet-b' });
    expect(
      tableWarnings(reach({ ...facts, routed: [], interfaces: [at] }, { routeTables: 'none' }), [server(at)], []),
    ).toEqual([]);
    expect(tableWarnings(reach({ ...facts, interfaces: [] }), [], ['subnet-a'])).toEqual([]);
  });
});
