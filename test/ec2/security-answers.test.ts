import { expect, test } from 'vitest';
import { networkAcl, networkInterface, securityGroup } from '../../src/ec2/security-answers.ts';

test('a security group is read as one rule for each range, and lets any range in where it names a prefix list', () => {
  expect(
    securityGroup({
      GroupId: 'sg-1',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 53,
          ToPort: 54,
          IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '100.64.0.0/10' }],
        },
        { IpProtocol: '-1', IpRanges: [{ CidrIp: '192.168.0.0/16' }], UserIdGroupPairs: [{ GroupId: 'sg-2' }] },
        {
          IpProtocol: 'udp',
          FromPort: 53,
          ToPort: 53,
          PrefixListIds: [{ PrefixListId: 'pl-1' }, { PrefixListId: 'pl-2' }],
        },
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
      ],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
  ).toEqual({
    groupId: 'sg-1',
    ingress: [
      { allow: true, protocol: 'tcp', fromPort: 53, toPort: 54, cidrBlock: '10.0.0.0/8' },
      { allow: true, protocol: 'tcp', fromPort: 53, toPort: 54, cidrBlock: '100.64.0.0/10' },
      { allow: true, protocol: '-1', cidrBlock: '192.168.0.0/16' },
      { allow: true, protocol: 'udp', fromPort: 53, toPort: 53, cidrBlock: '0.0.0.0/0' },
    ],
  });
  expect(securityGroup({})).toEqual({ groupId: '', ingress: [] });
});

test('an interface is read with all its addresses, each once, and its groups', () => {
  expect(
    networkInterface({
      NetworkInterfaceId: 'eni-1',
      SubnetId: 'subnet-1',
      PrivateIpAddress: '10.0.0.1',
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1', Primary: true }, { PrivateIpAddress: '10.0.0.2' }],
      Groups: [{ GroupId: 'sg-1', GroupName: 'a' }, { GroupId: 'sg-2' }],
    }),
  ).toEqual({
    networkInterfaceId: 'eni-1',
    subnetId: 'subnet-1',
    addresses: ['10.0.0.1', '10.0.0.2'],
    groupIds: ['sg-1', 'sg-2'],
  });
  expect(networkInterface({})).toEqual({ networkInterfaceId: '', subnetId: '', addresses: [], groupIds: [] });
});

test('a network ACL is read by direction, in the order of its numbers, for IPv4 and without the last entry', () => {
  expect(
    networkAcl({
      NetworkAclId: 'acl-1',
      Associations: [{ SubnetId: 'subnet-1' }, { SubnetId: 'subnet-2' }],
      Entries: [
        { RuleNumber: 32767, Protocol: '-1', RuleAction: 'deny', Egress: false, CidrBlock: '0.0.0.0/0' },
        { RuleNumber: 200, Protocol: '-1', RuleAction: 'allow', Egress: false, CidrBlock: '0.0.0.0/0' },
        { RuleNumber: 101, Protocol: '-1', RuleAction: 'allow', Egress: false, Ipv6CidrBlock: '::/0' },
        {
          RuleNumber: 100,
          Protocol: '6',
          RuleAction: 'deny',
          Egress: false,
          CidrBlock: '10.0.0.0/8',
          PortRange: { From: 1, To: 2 },
        },
        { RuleNumber: 100, Protocol: '17', RuleAction: 'allow', Egress: true, CidrBlock: '0.0.0.0/0' },
      ],
    }),
  ).toEqual({
    networkAclId: 'acl-1',
    subnetIds: ['subnet-1', 'subnet-2'],
    ingress: [
      { allow: false, protocol: '6', fromPort: 1, toPort: 2, cidrBlock: '10.0.0.0/8', ruleNumber: 100 },
      { allow: true, protocol: '-1', cidrBlock: '0.0.0.0/0', ruleNumber: 200 },
    ],
    egress: [{ allow: true, protocol: '17', cidrBlock: '0.0.0.0/0', ruleNumber: 100 }],
  });
  expect(networkAcl({})).toEqual({ networkAclId: '', subnetIds: [], ingress: [], egress: [] });
});
