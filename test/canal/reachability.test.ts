import { describe, expect, test } from 'vitest';
import { firstWarnings, reachabilityWarnings } from '../../src/canal/reachability.ts';
import { acl, dnsNic, nic, range, reach, table } from './reach.ts';

const dns = ['10.0.0.53'];
const warn = (facts = {}, wish = {}, servers: readonly string[] = dns) =>
  reachabilityWarnings(reach(facts, wish), servers);

test('a VPC in which all is well gives no warning', () => {
  expect(warn()).toEqual([]);
  expect(warn({}, {}, [])).toEqual([]);
});

test('what could not be read gives no warning', () => {
  const { securityGroups: _, interfaces: __, networkAcls: ___, ...known } = reach().facts;
  expect(reachabilityWarnings({ ...reach(), facts: known }, dns)).toEqual([]);
});

describe('A DNS server', () => {
  const at = (address: string) =>
    `no network interface of vpc-0000000b has ${address}, so nothing answers there; start the DNS server, or correct the address`;

  test('that no interface has is told', () => {
    expect(warn({}, {}, ['10.0.0.53', '10.0.0.54'])).toEqual([
      { field: 'airGroup.dnsServers[1]', message: at('10.0.0.54') },
    ]);
    expect(warn({ interfaces: [] })).toEqual([{ field: 'airGroup.dnsServers[0]', message: at('10.0.0.53') }]);
  });

  test('of another VPC is none of this one', () => {
    expect(warn({}, {}, ['10.1.0.53', '8.8.8.8'])).toEqual([]);
    expect(warn({ cidrBlocks: ['10.0.1.0/24'] }, {}, ['10.0.0.99'])).toEqual([]);
    expect(warn({}, { destinationCidrBlock: '10.0.1.0/24' }, ['10.0.0.99'])).toEqual([]);
  });

  test('is found by a secondary address and in a secondary range', () => {
    const second = dnsNic({ addresses: ['10.0.0.10', '10.9.0.53'] });
    const facts = { cidrBlocks: ['10.0.0.0/16', '10.9.0.0/16'], interfaces: [second] };
    expect(warn(facts, { destinationCidrBlock: '10.9.0.0/16' }, ['10.9.0.53'])).toEqual([]);
  });
});

test('a peering gives 10 warnings at most, and counts the rest', () => {
  const tables = Array.from({ length: 14 }, (_, index) => table(`rtb-${index}`));
  const main = table('rtb-main', { main: true });
  const ids = tables.map(({ routeTableId }) => `${routeTableId.replace('rtb-', 'rtb-000000')}0`);
  const warnings = warn(
    { tables: [main, ...tables], routed: [main, ...tables] },
    { routeTables: { ids: ids.map(() => 'rtb-00000000') } },
  );
  expect(warnings).toHaveLength(11);
  expect(warnings[9]?.message).toContain('rtb-9 serves no subnet');
  expect(warnings[10]).toEqual({ field: 'peerings[0]', message: 'and 4 more: mend these first, then run it again' });
});

test('warnings that fit are all shown', () => {
  const some = [1, 2, 3].map((number) => ({ field: 'a', message: String(number) }));
  expect(firstWarnings(some, 3, 'b')).toEqual(some);
  expect(firstWarnings(some, 2, 'b')).toEqual([
    ...some.slice(0, 2),
    { field: 'b', message: 'and 1 more: mend these first, then run it again' },
  ]);
  expect(firstWarnings([], 0, 'b')).toEqual([]);
});

test('every kind of warning names its field, and no message ends in a full stop after a command', () => {
  const closed = acl({ ingress: [], egress: [] });
  const warnings = warn({
    interfaces: [dnsNic({ groupIds: ['sg-closed'] }), nic('a', { groupIds: ['sg-closed'] })],
    networkAcls: [closed],
    tables: [table('rtb-main', { main: true }), table('rtb-b')],
    routed: [table('rtb-main', { main: true }), table('rtb-b')],
  });
  expect(warnings.map(({ field }) => field)).toEqual([
    'peerings[0].routeTables',
    'airGroup.dnsServers[0]',
    'peerings[0].peerVpcId',
    'peerings[0].peerVpcId',
  ]);
  for (const { message } of warnings.filter((one) => one.message.includes('aws ec2'))) {
    expect(message).toMatch(new RegExp(`(--cidr ${range}|\\}\\]')$`));
  }
});
