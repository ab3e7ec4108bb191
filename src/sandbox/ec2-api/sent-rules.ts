import type { SecurityGroupRule } from '../world/vpc-security.ts';
import type { Ec2Call } from './call.ts';
import { canonical, rangeOf } from './cidr-block.ts';
import { invalidParameterValue, missingParameter, Refusal } from './errors.ts';
import { find, resourceKinds } from './resource-ids.ts';

/** A rule of a request, before it has an id. */
export type SentRule = Omit<SecurityGroupRule, 'ruleId' | 'egress'>;

const names: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp' };

/** The parameters that a permission is sent by: the short form, which is one permission, and the list. */
export const ruleParameters: readonly string[] = [
  'IpProtocol',
  'FromPort',
  'ToPort',
  'CidrIp',
  'IpPermissions.N.IpProtocol',
  'IpPermissions.N.FromPort',
  'IpPermissions.N.ToPort',
  'IpPermissions.N.IpRanges.N.CidrIp',
  'IpPermissions.N.IpRanges.N.Description',
  'IpPermissions.N.Groups.N.GroupId',
  'IpPermissions.N.Groups.N.UserId',
  'IpPermissions.N.Groups.N.Description',
];

/** What AWS takes beside it and the sandbox does not imitate. */
export const otherRuleParameters: readonly string[] = [
  'SourceSecurityGroupName',
  'SourceSecurityGroupOwnerId',
  'IpPermissions.N.Ipv6Ranges.N.CidrIpv6',
  'IpPermissions.N.Ipv6Ranges.N.Description',
  'IpPermissions.N.PrefixListIds.N.PrefixListId',
  'IpPermissions.N.PrefixListIds.N.Description',
  'IpPermissions.N.Groups.N.GroupName',
  'IpPermissions.N.Groups.N.PeeringStatus',
  'IpPermissions.N.Groups.N.VpcId',
  'IpPermissions.N.Groups.N.VpcPeeringConnectionId',
];

/** The rules that a request sends, one for each peer of each permission, as EC2 keeps them. */
export function sentRules(call: Ec2Call): SentRule[] {
  const { parameters } = call;
  const numbers = parameters.numbers('IpPermissions');
  const short = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp'].some((name) => parameters.has(name));
  if (short && numbers.length > 0) {
    throw new Refusal(
      'InvalidParameterCombination',
      'The parameter ipPermissions may not be used in combination with cidrIp, ipProtocol, fromPort or toPort',
    );
  }
  if (!short && numbers.length === 0) throw missingParameter('IpPermissions');
  const rules = short
    ? [{ ...portsOf(call, ''), cidrBlock: cidrOf(parameters.required('CidrIp')) }]
    : numbers.flatMap((number) => permission(call, `IpPermissions.${number}.`));
  if (new Set(rules.map(ruleKey)).size < rules.length) {
    throw invalidParameterValue('The same permission must not appear multiple times');
  }
  return rules;
}

/** What two rules have in common that are the same to EC2. */
export function ruleKey({ protocol, fromPort, toPort, cidrBlock, groupId }: SentRule): string {
  return [protocol, fromPort, toPort, cidrBlock, groupId].join('/');
}

function permission(call: Ec2Call, prefix: string): SentRule[] {
  const { parameters, region } = call;
  const ports = portsOf(call, prefix);
  const peers = <Key extends string>(list: string, value: string, read: (sent: string) => Record<Key, string>) =>
    parameters.numbers(`${prefix}${list}`).map((number) => {
      const description = parameters.get(`${prefix}${list}.${number}.Description`);
      const peer = read(parameters.required(`${prefix}${list}.${number}.${value}`));
      return { ...ports, ...peer, ...(description === undefined ? {} : { description }) };
    });
  const rules = [
    ...peers('IpRanges', 'CidrIp', (sent) => ({ cidrBlock: cidrOf(sent) })),
    ...peers('Groups', 'GroupId', (sent) => {
      find(resourceKinds.securityGroup, region.securityGroups, sent);
      return { groupId: sent };
    }),
  ];
  // That a permission needs a peer is certain; AWS's words for one without are not established.
  if (rules.length === 0) throw missingParameter('IpRanges');
  return rules;
}

function portsOf({ parameters }: Ec2Call, prefix: string): Pick<SentRule, 'protocol' | 'fromPort' | 'toPort'> {
  const sent = parameters.required(`${prefix}IpProtocol`).toLowerCase();
  const protocol = names[sent] ?? sent;
  const byNumber = /^\d{1,3}$/.test(protocol) && Number(protocol) <= 255;
  if (!byNumber && !['tcp', 'udp', 'icmp', '-1'].includes(protocol)) {
    throw new Refusal(
      'InvalidPermission.Malformed',
      `Unsupported IP protocol "${sent}"  - supported: [tcp, udp, icmp]`,
    );
  }
  const [from, to] = [parameters.get(`${prefix}FromPort`), parameters.get(`${prefix}ToPort`)];
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'icmp') return { protocol };
  if (from === undefined || to === undefined) {
    throw invalidParameterValue(
      `Invalid value 'Must specify both from and to ports with ${protocol === 'icmp' ? 'ICMP' : 'TCP/UDP'}.' for portRange.`,
    );
  }
  if (!/^-?\d{1,6}$/.test(from) || !/^-?\d{1,6}$/.test(to)) {
    throw invalidParameterValue(`Invalid value '${from}-${to}' for portRange. Expecting numbers.`);
  }
  const [fromPort, toPort] = [Number(from), Number(to)];
  if (protocol !== 'icmp') checkPorts(fromPort, toPort);
  return { protocol, fromPort, toPort };
}

function checkPorts(from: number, to: number): void {
  const wrong = [from, to].find((port) => port < 0 || port > 65535);
  if (wrong !== undefined) throw invalidParameterValue(`TCP/UDP port (${wrong}) out of range`);
  if (from > to) throw invalidParameterValue(`Invalid TCP/UDP port range (${from},${to})`);
}

function cidrOf(sent: string): string {
  const range = rangeOf(sent);
  if (!range) throw invalidParameterValue(`CIDR block ${sent} is malformed`);
  return canonical(range);
}
