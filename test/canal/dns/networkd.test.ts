import { expect, test } from 'vitest';
import { networkdFiles } from '../../../src/canal/dns/networkd.ts';
import { dnsTenant } from '../../support/dns-tenants.ts';

test('what comes from the ENI of a tenant leaves by it, over the router of its subnet', () => {
  const [file] = networkdFiles([dnsTenant(2, { macAddress: '0a:00:00:00:00:02' })]);
  expect(file).toEqual({
    path: '70-canal-plant-2.network',
    text: `# Network plant-2: what comes from its ENI leaves by its ENI. Written by Canal: changes by hand are lost.
[Match]
MACAddress=0a:00:00:00:00:02

[Network]
Address=172.21.2.100/28

[Route]
Destination=172.21.2.96/28
Scope=link
PreferredSource=172.21.2.100
Table=10002

[Route]
Gateway=172.21.2.97
Table=10002

[RoutingPolicyRule]
From=172.21.2.100
Table=10002
Priority=10002
`,
  });
});

test('every tenant has a table of its own', () => {
  const macAddress = '0a:00:00:00:00:01';
  const texts = networkdFiles([dnsTenant(3, { macAddress }), dnsTenant(1, { macAddress })]).map(({ text }) => text);
  expect(texts.map((text) => [...new Set(text.match(/(?<=Table=)\d+/g))])).toEqual([['10001'], ['10003']]);
});

test.each([undefined, '', '0A:00:00:00:00:01', '0a:00:00:00:00:01\nName=eth0'])(
  'the MAC address %j is refused, and the tenant named',
  (macAddress) => {
    const tenant = macAddress === undefined ? dnsTenant(1) : dnsTenant(1, { macAddress });
    expect(() => networkdFiles([tenant])).toThrow('plant-1: the MAC address of its ENI is not known');
  },
);
