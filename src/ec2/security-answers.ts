import type { IpPermission, NetworkAcl, NetworkAclEntry, NetworkInterface, SecurityGroup } from '@aws-sdk/client-ec2';
import type { FilterRule } from '../canal/admission.ts';
import type { InterfaceFacts, NetworkAclFacts, SecurityGroupFacts } from '../canal/peer-facts.ts';

/** A security group of EC2's answer: what it lets in from IPv4 ranges. Rules for other groups and for IPv6 are left out. */
export function securityGroup(group: SecurityGroup): SecurityGroupFacts {
  return { groupId: group.GroupId ?? '', ingress: (group.IpPermissions ?? []).flatMap(rules) };
}

function rules({ IpProtocol, FromPort, ToPort, IpRanges, PrefixListIds }: IpPermission): FilterRule[] {
  const ranges = (IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []);
  // What is in a prefix list is not asked for: it gets the benefit of the doubt, so that no warning is false.
  if ((PrefixListIds ?? []).length > 0) ranges.push('0.0.0.0/0');
  return ranges.map((cidrBlock) => ({
    allow: true,
    protocol: IpProtocol ?? '-1',
    ...ports(FromPort, ToPort),
    cidrBlock,
  }));
}

/** A network interface of EC2's answer. */
export function networkInterface(nic: NetworkInterface): InterfaceFacts {
  const addresses = [
    nic.PrivateIpAddress,
    ...(nic.PrivateIpAddresses ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress),
  ];
  return {
    networkInterfaceId: nic.NetworkInterfaceId ?? '',
    subnetId: nic.SubnetId ?? '',
    addresses: [...new Set(addresses.filter((address) => address !== undefined))],
    groupIds: (nic.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  };
}

/** A network ACL of EC2's answer: its entries for IPv4, in the order in which they decide. */
export function networkAcl(acl: NetworkAcl): NetworkAclFacts {
  const entries = [...(acl.Entries ?? [])].sort((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0));
  const direction = (egress: boolean) => entries.filter((one) => (one.Egress ?? false) === egress).flatMap(entry);
  return {
    networkAclId: acl.NetworkAclId ?? '',
    subnetIds: (acl.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
    ingress: direction(false),
    egress: direction(true),
  };
}

/** The last entry, which EC2 adds by itself and shows as *, is left out: what no entry fits is denied anyway. */
function entry({ RuleNumber, RuleAction, Protocol, CidrBlock, PortRange }: NetworkAclEntry): FilterRule[] {
  if (!CidrBlock || RuleNumber === undefined || RuleNumber > 32_766) return [];
  return [
    {
      allow: RuleAction === 'allow',
      protocol: Protocol ?? '-1',
      ...ports(PortRange?.From, PortRange?.To),
      cidrBlock: CidrBlock,
      ruleNumber: RuleNumber,
    },
  ];
}

function ports(fromPort: number | undefined, toPort: number | undefined): Pick<FilterRule, 'fromPort' | 'toPort'> {
  return fromPort === undefined || toPort === undefined ? {} : { fromPort, toPort };
}
