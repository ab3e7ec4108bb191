import { describe, expect, test } from 'vitest';
import { networkFaults, networkWarnings, rangeFaults, rangeWarnings } from '../../src/canal/check.ts';
import { peering, wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const vpgId = '12345678-abcd-4abc-8abc-1234567890ab';

/** One peering to this range, and what is said of it. */
const destination = (destinationCidrBlock: string, vpg = {}) =>
  networkFaults(wish({ vpg, peerings: [peering({ destinationCidrBlock })] }));
const device = (deviceSubnetCidrRange: string) =>
  networkFaults(
    wish({ vpg: { deviceSubnetCidrRange }, peerings: [peering({ destinationCidrBlock: '192.168.0.0/24' })] }),
  );

test('a network in order has no faults', () => {
  expect(networkFaults(wish())).toEqual([]);
});

describe('destinationCidrBlock', () => {
  const field = 'peerings[0].destinationCidrBlock';

  test.each(['10.0.0.0/16', '10.127.255.0/24', '172.16.0.0/16', '172.31.255.255/32', '192.168.0.0/16'])(
    '%s may be reached',
    (range) => {
      expect(destination(range)).toEqual([]);
    },
  );

  test.each(['300.0.0.0/16', '10.0.0.0/33', '10.0.0.0/08'])('%s is no range', (text) => {
    expect(destination(text)).toEqual([
      {
        name: 'InvalidInput',
        field,
        message: `"${text}" is not an IPv4 range; write four numbers from 0 to 255 and a length from 0 to 32, such as 10.0.0.0/16`,
      },
    ]);
  });

  test('that begins in the middle of its range is told the canonical form', () => {
    expect(destination('10.0.1.5/16')).toEqual([
      { name: 'InvalidInput', field, message: '10.0.1.5/16 is not the start of its range; write 10.0.0.0/16' },
    ]);
  });

  test.each(['8.8.8.0/24', '172.32.0.0/16', '192.169.0.0/16', '11.0.0.0/16', '100.63.0.0/16', '198.20.0.0/16'])(
    '%s is not private',
    (range) => {
      expect(destination(range)).toEqual([
        {
          name: 'InvalidInput',
          field,
          message: `${range} is not a private range (RFC 1918); choose one inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16`,
        },
      ]);
    },
  );

  test.each([
    ['100.64.0.0/16', '100.64.0.0/10'],
    ['100.127.255.0/24', '100.64.0.0/10'],
    ['198.18.0.0/16', '198.18.0.0/15'],
    ['198.19.255.0/24', '198.18.0.0/15'],
  ])('%s lies in %s, which SORACOM uses', (range, taken) => {
    const [fault, ...others] = destination(range);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ name: 'CidrOverlap', field });
    expect(fault?.message).toContain(`${range} overlaps ${taken}`);
    expect(fault?.message).toContain('choose a range inside 10.0.0.0/8');
  });

  test('larger than /16 is refused with a part to write', () => {
    expect(destination('172.16.0.0/12')).toEqual([
      {
        name: 'InvalidInput',
        field,
        message:
          '172.16.0.0/12 is too large, SORACOM takes /16 or smaller; name the part that the SIMs shall reach, such as 172.16.0.0/16',
      },
    ]);
    expect(destination('10.0.0.0/15').map((fault) => fault.name)).toEqual(['InvalidInput']);
  });

  test('with several things wrong is told all of them', () => {
    const messages = destination('0.0.0.1/0').map((fault) => fault.message);
    expect(messages).toHaveLength(4);
    expect(messages[0]).toContain('write 0.0.0.0/0');
    expect(messages[1]).toContain('overlaps 100.64.0.0/10');
    expect(messages[2]).toContain('too large');
    expect(messages[3]).toContain('vpg.deviceSubnetCidrRange');
  });

  test("that shares addresses with the SIMs' own range is told both ways out", () => {
    expect(destination('10.128.0.0/16')).toEqual([
      {
        name: 'CidrOverlap',
        field,
        message:
          "10.128.0.0/16 overlaps the SIMs' own range 10.128.0.0/9 (vpg.deviceSubnetCidrRange); choose a range outside it, or another vpg.deviceSubnetCidrRange",
      },
    ]);
    expect(destination('10.128.0.0/16', { deviceSubnetCidrRange: '10.64.0.0/16' })).toEqual([]);
  });

  test('of an adopted VPG is not told to change the device subnet', () => {
    const [fault] = destination('10.128.0.0/16', { vpgId });
    expect(fault?.message).toContain('another VPG: the device subnet of a standing one cannot be changed');
  });

  test('that overlaps earlier peerings is named once with them, up to three', () => {
    const ranges = ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24', '10.0.0.0/16'];
    const peerings = ranges.map((destinationCidrBlock, index) =>
      peering({ name: `p${index}`, peerVpcId: `vpc-0000000${index}`, destinationCidrBlock }),
    );
    expect(networkFaults(wish({ peerings }))).toEqual([
      {
        name: 'CidrOverlap',
        field: 'peerings[4].destinationCidrBlock',
        message:
          '10.0.0.0/16 overlaps peerings[0] (p0) 10.0.0.0/24, peerings[1] (p1) 10.0.1.0/24, peerings[2] (p2) 10.0.2.0/24 and 1 more, but an address can lead to one VPC only; name just the part of each VPC that the SIMs shall reach',
      },
    ]);
  });

  test('overlaps are seen through a form that is not canonical', () => {
    const peerings = [
      peering({ destinationCidrBlock: '172.21.9.9/16' }),
      peering({ name: 'dns', peerVpcId: 'vpc-0000000b', destinationCidrBlock: '172.21.1.0/24' }),
    ];
    expect(networkFaults(wish({ peerings })).map((fault) => [fault.field, fault.name])).toEqual([
      ['peerings[0].destinationCidrBlock', 'InvalidInput'],
      ['peerings[1].destinationCidrBlock', 'CidrOverlap'],
    ]);
  });
});

describe('vpg.deviceSubnetCidrRange', () => {
  const field = 'vpg.deviceSubnetCidrRange';

  test.each(['10.0.0.0/8', '172.16.0.0/12', '192.168.128.0/17'])('%s may be used', (range) => {
    expect(device(range)).toEqual([]);
  });

  test.each([
    ['10.128.0.1/9', 'InvalidInput', 'write 10.128.0.0/9'],
    ['10.128.0.0/40', 'InvalidInput', 'is not an IPv4 range; write'],
    ['20.0.0.0/16', 'InvalidInput', 'is not a private range (RFC 1918); choose one inside'],
    ['100.96.0.0/11', 'CidrOverlap', 'overlaps 100.64.0.0/10'],
    ['198.18.0.0/15', 'CidrOverlap', 'overlaps 198.18.0.0/15'],
  ])('%s is refused: %s', (range, name, text) => {
    const faults = device(range);
    expect(faults.map((fault) => [fault.name, fault.field])).toEqual([[name, field]]);
    expect(faults[0]?.message).toContain(text);
  });
});

describe('vpg.type', () => {
  const faultsOf = (vpg: { type?: number; vpgId?: string }) => networkFaults(wish({ vpg }));

  test('15 can be created, and 12, 13 and 15 adopted', () => {
    expect(faultsOf({ type: 15 })).toEqual([]);
    for (const type of [12, 13, 15]) expect(faultsOf({ type, vpgId })).toEqual([]);
  });

  test.each([
    [
      14,
      'type 14 (Type-E) is for internet connections only and cannot peer with a VPC; write 15 (Type-F), or leave the line out',
    ],
    [
      242,
      'type 242 (Type-F2) connects through a Transit Gateway, not through VPC peerings; write 15 (Type-F), or leave the line out',
    ],
    [
      12,
      'type 12 is an old type that SORACOM no longer creates; write 15 (Type-F), or leave the line out, or name a standing VPG in vpg.vpgId',
    ],
    [
      13,
      'type 13 is an old type that SORACOM no longer creates; write 15 (Type-F), or leave the line out, or name a standing VPG in vpg.vpgId',
    ],
    [7, 'type 7 is no VPG type that is known to peer with a VPC; write 15 (Type-F), or leave the line out'],
  ])('%i cannot be created, with the reason', (type, message) => {
    expect(faultsOf({ type })).toEqual([{ name: 'InvalidInput', field: 'vpg.type', message }]);
  });

  test.each([
    [14, 'internet connections only'],
    [242, 'Transit Gateway'],
    [16, 'is no VPG type that is known'],
  ])('%i cannot be adopted, with the reason', (type, reason) => {
    const [fault, ...others] = faultsOf({ type, vpgId });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ name: 'InvalidInput', field: 'vpg.type' });
    expect(fault?.message).toContain(reason);
    expect(fault?.message).toMatch(/; adopt a VPG of type 12, 13 or 15$/);
  });
});

describe('things that may be named only once', () => {
  test.each([
    [
      'peering names',
      { peerings: [peering(), peering({ peerVpcId: 'vpc-0000000b', destinationCidrBlock: '10.0.0.0/16' })] },
      'peerings[1].name',
      'app stands in peerings[0].name already; give each peering a name of its own',
    ],
    [
      'VPCs',
      { peerings: [peering(), peering({ name: 'dns', destinationCidrBlock: '10.0.0.0/16' })] },
      'peerings[1].peerVpcId',
      'vpc-0000000a stands in peerings[0].peerVpcId already; AWS allows one peering between two VPCs: put both into one peering',
    ],
    [
      'route tables of a peering',
      { peerings: [peering({ routeTables: { ids: ['rtb-0000000a', 'rtb-0000000b', 'rtb-0000000a'] } })] },
      'peerings[0].routeTables.ids[2]',
      'rtb-0000000a stands in peerings[0].routeTables.ids[0] already; name each route table once',
    ],
    [
      'subnets of a peering',
      { peerings: [peering({ routeTables: { subnets: ['subnet-0000000a', 'subnet-0000000a'] } })] },
      'peerings[0].routeTables.subnets[1]',
      'subnet-0000000a stands in peerings[0].routeTables.subnets[0] already; name each subnet once',
    ],
    [
      'DNS servers',
      { airGroup: { groupId, dnsServers: ['10.0.0.53', '10.0.0.53'] } },
      'airGroup.dnsServers[1]',
      '10.0.0.53 stands in airGroup.dnsServers[0] already; name another server, or just one',
    ],
  ])('%s', (_, changes, field, message) => {
    expect(networkFaults(wish(changes))).toEqual([{ name: 'InvalidInput', field, message }]);
  });

  test('the same route table in two peerings is none of our business', () => {
    const routeTables = { ids: ['rtb-0000000a'] };
    const peerings = [
      peering({ routeTables }),
      peering({ name: 'dns', peerVpcId: 'vpc-0000000b', destinationCidrBlock: '10.0.0.0/16', routeTables }),
    ];
    expect(networkFaults(wish({ peerings }))).toEqual([]);
  });
});

describe('airGroup.replaces', () => {
  test('may not be the VPG that is adopted', () => {
    const faults = networkFaults(wish({ vpg: { vpgId }, airGroup: { groupId, replaces: vpgId.toUpperCase() } }));
    expect(faults.map((fault) => [fault.name, fault.field])).toEqual([['InvalidInput', 'airGroup.replaces']]);
    expect(faults[0]?.message).toContain('leave it out, or name the VPG that the group uses today');
  });

  test('may be any other VPG', () => {
    const replaces = '00000000-abcd-4abc-8abc-1234567890ab';
    expect(networkFaults(wish({ vpg: { vpgId }, airGroup: { groupId, replaces } }))).toEqual([]);
    expect(networkFaults(wish({ airGroup: { groupId, replaces } }))).toEqual([]);
  });
});

test('faults of all kinds are told at once', () => {
  const faults = networkFaults(
    wish({
      vpg: { type: 14, deviceSubnetCidrRange: '8.0.0.0/9' },
      peerings: [peering({ destinationCidrBlock: '9.0.0.0/16' }), peering({ destinationCidrBlock: '10.0.0.0/8' })],
      airGroup: { groupId, dnsServers: ['10.0.0.53', '10.0.0.53'] },
    }),
  );
  expect(faults.map((fault) => fault.field)).toEqual([
    'vpg.type',
    'vpg.deviceSubnetCidrRange',
    'peerings[0].destinationCidrBlock',
    'peerings[1].destinationCidrBlock',
    'peerings[1].name',
    'peerings[1].peerVpcId',
    'airGroup.dnsServers[1]',
  ]);
});

describe('networkWarnings', () => {
  const dns = (...dnsServers: string[]) => networkWarnings(wish({ airGroup: { groupId, dnsServers } }), 'japan');

  test('a network in order has none, in either coverage', () => {
    expect(dns('10.0.0.53', '172.21.0.53')).toEqual([]);
    expect(networkWarnings(wish(), 'global')).toEqual([]);
  });

  test('a DNS server outside every destinationCidrBlock', () => {
    expect(dns('10.0.0.53', '10.1.0.53')).toEqual([
      {
        field: 'airGroup.dnsServers[1]',
        message:
          "10.1.0.53 is in no peering's destinationCidrBlock, so the SIMs do not reach it through a peering; check the address, or name its VPC's range in a peering",
      },
    ]);
  });

  test("Amazon's own DNS server, two above the start of a range", () => {
    expect(dns('172.21.0.2')).toEqual([
      {
        field: 'airGroup.dnsServers[0]',
        message:
          "172.21.0.2 looks like Amazon's own DNS server of 172.21.0.0/16, which does not answer across a peering; name a DNS server of your own or a Route 53 Resolver inbound endpoint",
      },
    ]);
    expect(dns('172.21.0.3')).toEqual([]);
    expect(dns('172.21.1.2')).toEqual([]);
  });

  test("Amazon's own DNS server by its other address", () => {
    const [warning, ...others] = dns('169.254.169.253');
    expect(others).toEqual([]);
    expect(warning?.field).toBe('airGroup.dnsServers[0]');
    expect(warning?.message).toContain('name a DNS server of your own or a Route 53 Resolver inbound endpoint');
  });

  test('a range that is one host is not taken for a VPC', () => {
    const network = wish({
      peerings: [peering({ destinationCidrBlock: '172.21.0.2/32' })],
      airGroup: { groupId, dnsServers: ['172.21.0.2'] },
    });
    expect(networkWarnings(network, 'japan')).toEqual([]);
  });

  test('10.21.0.0/16 in Japan coverage only', () => {
    const network = wish({ peerings: [peering(), peering({ destinationCidrBlock: '10.21.4.0/24' })] });
    const [warning, ...others] = networkWarnings(network, 'japan');
    expect(others).toEqual([]);
    expect(warning?.field).toBe('peerings[1].destinationCidrBlock');
    expect(warning?.message).toContain('10.21.4.0/24 overlaps 10.21.0.0/16');
    expect(warning?.message).toContain('renumber');
    expect(networkWarnings(network, 'global')).toEqual([]);
  });

  test("a Region that is not in SORACOM's list for VPGs", () => {
    expect(networkWarnings(wish({ vpg: { region: 'us-east-1' } }), 'global')).toEqual([
      {
        field: 'vpg.region',
        message:
          "SORACOM's API file does not list us-east-1 for VPGs; if SORACOM refuses it, choose ap-northeast-1, eu-central-1, us-west-2, ap-southeast-2",
      },
    ]);
  });

  test('can be asked for a network that has faults', () => {
    const network = wish({ peerings: [peering({ destinationCidrBlock: '999.0.0.0/16' })] });
    expect(networkWarnings(network, 'japan')).toEqual([]);
  });
});

describe("a peer VPC's ranges against the VPG's own", () => {
  const field = 'peerings[0].peerVpcId';

  test('ranges that are apart are in order', () => {
    expect(rangeFaults(field, ['172.21.0.0/16', '100.64.0.0/16'], '100.67.0.0/24')).toEqual([]);
    expect(rangeFaults(field, [], '100.67.0.0/24')).toEqual([]);
    expect(rangeWarnings(field, ['172.21.0.0/16'], '100.67.0.0/24')).toEqual([]);
  });

  test('a secondary range that overlaps is a fault with the ways out', () => {
    expect(rangeFaults(field, ['172.21.0.0/16', '100.67.0.0/16'], '100.67.0.0/24')).toEqual([
      {
        name: 'CidrOverlap',
        field,
        message:
          "the VPC's range 100.67.0.0/16 overlaps the VPG's own range 100.67.0.0/24, and EC2 would fail the peering; choose another VPC, remove that range from it, or use a VPG with another range",
      },
    ]);
  });

  test('a range in the rest of 100.64.0.0/10 is a warning', () => {
    expect(rangeWarnings(field, ['172.21.0.0/16', '100.64.0.0/16', '100.67.0.0/16'], '100.67.0.0/24')).toEqual([
      {
        field,
        message:
          "the VPC's range 100.64.0.0/16 is in 100.64.0.0/10, from which every VPG gets its range (this one: 100.67.0.0/24); they do not clash now, but keep new ranges of the VPC out of it",
      },
    ]);
  });

  test('before the range of the VPG is known, all of 100.64.0.0/10 is a warning', () => {
    const [warning, ...others] = rangeWarnings(field, ['100.127.0.0/16', '100.128.0.0/16']);
    expect(others).toEqual([]);
    expect(warning?.message).toContain("the VPC's range 100.127.0.0/16 is in 100.64.0.0/10");
  });
});
