import { describe, expect, test } from 'vitest';
import { aclWarnings } from '../../src/canal/acl-warnings.ts';
import type { FilterRule } from '../../src/canal/admission.ts';
import type { NetworkAclFacts } from '../../src/canal/peer-facts.ts';
import { acl, dnsNic, nic, range, reach } from './reach.ts';

const entry = (ruleNumber: number, allow: boolean, more: Partial<FilterRule> = {}): FilterRule => ({
  ruleNumber,
  allow,
  protocol: '-1',
  cidrBlock: '0.0.0.0/0',
  ...more,
});
const tcp = (ruleNumber: number, fromPort: number, toPort: number) =>
  entry(ruleNumber, true, { protocol: '6', fromPort, toPort });
const udp = (ruleNumber: number, fromPort: number, toPort: number) =>
  entry(ruleNumber, true, { protocol: '17', fromPort, toPort });
const server = { field: 'airGroup.dnsServers[0]', address: '10.0.0.53', at: dnsNic() };
const warn = (given: Partial<NetworkAclFacts>, { servers = [server], interfaces = [dnsNic(), nic('a')] } = {}) =>
  aclWarnings(reach({ networkAcls: [acl(given)], interfaces }), servers, ['subnet-a', 'subnet-b']);
const message = (denials: string) => [
  {
    field: 'peerings[0].peerVpcId',
    message: `network ACL acl-a of subnet-a denies ${denials}; allow it there, by an entry with a smaller number`,
  },
];

test('an ACL that lets questions in and answers out gives no warning', () => {
  const answers = [tcp(100, 1024, 65_535), udp(110, 1024, 65_535)];
  expect(warn({ ingress: [tcp(100, 53, 53), udp(110, 53, 53)], egress: answers })).toEqual([]);
  expect(warn({ ingress: [tcp(100, 53, 443), udp(110, 1, 100)], egress: answers })).toEqual([]);
});

describe('An ACL is told', () => {
  test('when it keeps DNS out, with the entry that does', () => {
    const ingress = [entry(90, false, { cidrBlock: '100.64.0.0/10', protocol: '17' }), entry(100, true)];
    expect(warn({ ingress })).toEqual(message(`UDP 53 from the VPG's range ${range} (entry 90)`));
  });

  test('when no entry lets DNS in', () => {
    expect(warn({ ingress: [tcp(100, 443, 443)] })).toEqual(
      message(
        `UDP 53 from the VPG's range ${range} (no entry allows it), TCP 53 from the VPG's range ${range} (no entry allows it)`,
      ),
    );
  });

  test('when it keeps answers back, which go to ports above 1023', () => {
    const egress = [tcp(100, 443, 443), udp(110, 1024, 65_535)];
    expect(warn({ egress })).toEqual(message(`TCP 1024-65535 back to ${range} (no entry allows it)`));
  });

  test('when it keeps back some of the answers', () => {
    const egress = [udp(90, 1024, 65_535), tcp(100, 2000, 30_000), tcp(110, 40_000, 65_535)];
    expect(warn({ egress })).toEqual(message(`TCP parts of 1024-39999 back to ${range} (no entry allows it)`));
    expect(warn({ egress: [udp(90, 1024, 65_535), tcp(100, 32_768, 65_535)] })).toEqual(
      message(`TCP 1024-32767 back to ${range} (no entry allows it)`),
    );
  });

  test('when it keeps all of TCP from servers, whose ports are not known', () => {
    const found = warn({ ingress: [udp(100, 0, 65_535)] }, { servers: [], interfaces: [nic('a')] });
    expect(found).toEqual(message(`TCP 0-65535 from the VPG's range ${range} (no entry allows it)`));
    expect(warn({ ingress: [tcp(100, 8080, 8080)] }, { servers: [], interfaces: [nic('a')] })).toEqual([]);
  });
});

test('an ACL of subnets without servers is not looked at', () => {
  const closed = { ingress: [], egress: [] };
  expect(warn({ ...closed, subnetIds: ['subnet-b'] })).toEqual([]);
  expect(warn(closed, { servers: [], interfaces: [] })).toEqual([]);
  expect(aclWarnings(reach({ networkAcls: [acl(closed)] }), [], ['subnet-b'])).toEqual([]);
});
