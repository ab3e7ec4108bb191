import { expect, test } from 'vitest';
import { dnsHostFaults } from '../../../src/canal/dns/host-faults.ts';
import type { DnsTenant } from '../../../src/canal/dns/tenant.ts';
import { DnsWish } from '../../../src/canal/dns/wish.ts';
import { dnsSection, dnsTenant } from '../../support/dns-tenants.ts';

const host = { name: 'tokyo-1', resolver: '172.21.0.2', revision: 1 };
const forwardTo = (...forward: string[]) => ({ wish: DnsWish.parse(dnsSection({ forward })) });

test('tenants of their own subnets, in order, are no fault; the same zone and the same SIM range are none either', () => {
  expect(dnsHostFaults(host, [dnsTenant(1), dnsTenant(2), dnsTenant(3)])).toEqual([]);
});

test.each<[string, DnsTenant, string]>([
  ['a name that could leave its string', dnsTenant(2, { name: 'x"; };' }), '"x"; };" is no name of a network'],
  ['an address that is none', dnsTenant(2, { address: '1.2.3.4; any' }), '"1.2.3.4; any" is no address of an ENI'],
  ['an address outside of its subnet', dnsTenant(2, { address: '172.21.9.9' }), "its ENI's address 172.21.9.9 is not"],
  ['a subnet that is none', dnsTenant(2, { subnetCidrBlock: '172.21.2.100/28' }), 'is no range of a subnet'],
  [
    'the maintenance ENI',
    dnsTenant(2, { deviceIndex: 0 }),
    "device index 0 is not its own; 0 is the maintenance ENI's",
  ],
  ['nobody who may ask', dnsTenant(2, { clients: [] }), 'no range may ask it'],
  ['a range of SIMs that is none', dnsTenant(2, { clients: ['any'] }), '"any" is no range of SIMs'],
  ['a serial that is none', dnsTenant(2, { serial: 0 }), '0 is no serial'],
  ['a name twice', dnsTenant(2, { name: 'plant-1' }), 'the name stands twice'],
  ['a device index twice', dnsTenant(2, { deviceIndex: 1 }), 'plant-1 has its device index 1'],
  [
    'a subnet twice',
    dnsTenant(2, { subnetCidrBlock: '172.21.1.96/28', address: '172.21.1.101' }),
    'its subnet 172.21.1.96/28 overlaps 172.21.1.96/28 of plant-1',
  ],
  ["another tenant's ENI as forwarder", dnsTenant(2, forwardTo('172.21.1.100')), 'which is the ENI of plant-1'],
  ['its own ENI as forwarder', dnsTenant(2, forwardTo('172.21.2.100')), 'it forwards to its own ENI 172.21.2.100'],
])('%s is told', (_, tenant, sentence) => {
  const faults = dnsHostFaults(host, [dnsTenant(1), tenant]);
  expect(faults.join('\n')).toContain(sentence);
});

test('a host without a name or a resolver is told', () => {
  expect(dnsHostFaults({ name: 'X', resolver: '1.2.3', revision: 1 }, [])).toEqual([
    '"X" is no name of a DNS host',
    '"1.2.3" is no address of a resolver',
  ]);
});
