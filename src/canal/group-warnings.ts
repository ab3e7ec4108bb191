import { admits, admitsSomething, type FilterRule } from './admission.ts';
import type { Warning } from './check.ts';
import { fewOf } from './few-of.ts';
import type { InterfaceFacts, PeerFacts, SecurityGroupFacts } from './peer-facts.ts';
import type { PeeringWish } from './peering-wish.ts';

/** What the warnings of one peering are about. */
export interface Reach {
  readonly wish: PeeringWish;
  /** The field of the peering in the network file: `peerings[0]`. */
  readonly field: string;
  /** The range that the SIMs are seen from in the VPC. */
  readonly range: string;
  readonly facts: PeerFacts;
}

/** A DNS server of the network file that is in the VPC, with the interface that has its address, if one has. */
export interface DnsServer {
  readonly field: string;
  readonly address: string;
  readonly at: InterfaceFacts | undefined;
}

/**
 * A warning for each DNS server that no security group lets the VPG's range ask, and one if none of the interfaces in
 * the subnets that route back lets it in at all; each ends in the command of the AWS CLI that mends it.
 */
export function groupWarnings(
  reach: Reach,
  servers: readonly DnsServer[],
  routedSubnets: readonly string[],
): Warning[] {
  const { securityGroups, interfaces } = reach.facts;
  if (!securityGroups || !interfaces) return [];
  const rulesOf = ({ groupIds }: InterfaceFacts): FilterRule[] =>
    securityGroups.filter(({ groupId }) => groupIds.includes(groupId)).flatMap(({ ingress }) => ingress);
  return [
    ...servers.flatMap((server) => dnsWarning(reach, server, rulesOf)),
    ...serverWarning(reach, servers, routedSubnets, securityGroups),
  ];
}

type RulesOf = (one: InterfaceFacts) => FilterRule[];

function dnsWarning(reach: Reach, { field, address, at }: DnsServer, rulesOf: RulesOf): Warning[] {
  const [groupId] = at?.groupIds ?? [];
  if (!at || groupId === undefined) return [];
  const rules = rulesOf(at);
  const { range } = reach;
  const missing = ['udp', 'tcp'].filter((protocol) => !admits(rules, { protocol, fromPort: 53, toPort: 53, range }));
  if (missing.length === 0) return [];
  const ports = missing.map((protocol) => `53/${protocol}`).join(' and ');
  const command = authorize(
    reach,
    groupId,
    missing.map((protocol) => ({ protocol, port: 53 })),
  );
  const message = `no security group of ${at.networkInterfaceId}, which has ${address}, admits ${ports} from the VPG's range ${range}, so the SIMs cannot ask it; to admit it, ${command}`;
  return [{ field, message }];
}

/** Which port the servers listen on is not known: one that lets anything in is taken for well set up. */
function serverWarning(
  reach: Reach,
  servers: readonly DnsServer[],
  routedSubnets: readonly string[],
  securityGroups: readonly SecurityGroupFacts[],
): Warning[] {
  const { range, field, facts } = reach;
  const reached = (facts.interfaces ?? []).filter(
    ({ subnetId, groupIds }) => groupIds.length > 0 && routedSubnets.includes(subnetId),
  );
  const inUse = new Set(reached.flatMap(({ groupIds }) => groupIds));
  const open = securityGroups.some(({ groupId, ingress }) => inUse.has(groupId) && admitsSomething(ingress, range));
  const dns = servers.map(({ at }) => at?.networkInterfaceId);
  const [first] = reached.filter(({ networkInterfaceId }) => !dns.includes(networkInterfaceId));
  const [groupId] = first?.groupIds ?? [];
  if (open || first === undefined || groupId === undefined) return [];
  const ids = fewOf(reached.map(({ networkInterfaceId }) => networkInterfaceId));
  const command = authorize(reach, groupId, [{ protocol: 'tcp', port: 443 }]);
  const message = `no security group of the network interfaces in the subnets that route back (${ids}) admits anything from the VPG's range ${range}, so the SIMs reach no server there; to admit HTTPS to ${first.networkInterfaceId} (put your own port), ${command}`;
  return [{ field: `${field}.peerVpcId`, message }];
}

/** The words before the command say whose credentials it needs. */
function authorize(
  { wish, range }: Reach,
  groupId: string,
  openings: readonly { readonly protocol: string; readonly port: number }[],
): string {
  const start = `aws ec2 authorize-security-group-ingress --region ${wish.peerRegion} --group-id ${groupId}`;
  const [first, ...more] = openings;
  const rules =
    first && more.length === 0
      ? `--protocol ${first.protocol} --port ${first.port} --cidr ${range}`
      : `--ip-permissions ${openings.map(({ protocol, port }) => `'IpProtocol=${protocol},FromPort=${port},ToPort=${port},IpRanges=[{CidrIp=${range}}]'`).join(' ')}`;
  return `run in account ${wish.peerOwnerId}: ${start} ${rules}`;
}
