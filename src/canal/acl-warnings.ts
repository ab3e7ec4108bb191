import { type Denied, deniedPorts, type FilterRule, type Traffic } from './admission.ts';
import type { Warning } from './check.ts';
import { fewOf } from './few-of.ts';
import type { DnsServer, Reach } from './group-warnings.ts';
import type { NetworkAclFacts } from './peer-facts.ts';

/** Ports that a client may choose for itself; what SORACOM's NAT chooses is not known, so all of them must be free. */
const ephemeral = { fromPort: 1024, toPort: 65_535 };

interface Wanted {
  readonly direction: 'in' | 'out';
  readonly traffic: Traffic;
}

/**
 * One warning for each network ACL that drops questions to a DNS server, all of TCP to the servers, or the answers: ACLs
 * keep no state, so the way back has to be open by itself.
 */
export function aclWarnings(reach: Reach, servers: readonly DnsServer[], routedSubnets: readonly string[]): Warning[] {
  const { facts, field } = reach;
  const dnsSubnets = servers.flatMap(({ at }) => at?.subnetId ?? []);
  const used = (facts.interfaces ?? []).map(({ subnetId }) => subnetId);
  const serverSubnets = routedSubnets.filter((subnetId) => used.includes(subnetId));
  return (facts.networkAcls ?? []).flatMap((acl): Warning[] => {
    const subnets = acl.subnetIds.filter((id) => dnsSubnets.includes(id) || serverSubnets.includes(id));
    if (subnets.length === 0) return [];
    const denials = [
      ...(subnets.some((id) => dnsSubnets.includes(id)) ? dnsDenials(acl, reach.range) : []),
      ...tcpDenials(acl, reach.range),
    ];
    if (denials.length === 0) return [];
    const message = `network ACL ${acl.networkAclId} of ${fewOf(subnets)} denies ${[...new Set(denials)].join(', ')}; allow it there, by an entry with a smaller number`;
    return [{ field: `${field}.peerVpcId`, message }];
  });
}

function dnsDenials(acl: NetworkAclFacts, range: string): string[] {
  const wanted = (['udp', 'tcp'] as const).flatMap((protocol): Wanted[] => [
    { direction: 'in', traffic: { protocol, fromPort: 53, toPort: 53, range } },
    { direction: 'out', traffic: { protocol, ...ephemeral, range } },
  ]);
  return wanted.flatMap((one) => inWords(one, deniedPorts(rulesOf(acl, one), one.traffic)));
}

/** Which port the servers listen on is not known, so the way in is told only if all of TCP is denied. */
function tcpDenials(acl: NetworkAclFacts, range: string): string[] {
  const everything: Wanted = { direction: 'in', traffic: { protocol: 'tcp', fromPort: 0, toPort: 65_535, range } };
  const into = deniedPorts(rulesOf(acl, everything), everything.traffic);
  const count = into.reduce((sum, { fromPort, toPort }) => sum + toPort - fromPort + 1, 0);
  const back: Wanted = { direction: 'out', traffic: { protocol: 'tcp', ...ephemeral, range } };
  return [
    ...(count === 65_536 ? inWords(everything, into) : []),
    ...inWords(back, deniedPorts(rulesOf(acl, back), back.traffic)),
  ];
}

const rulesOf = (acl: NetworkAclFacts, { direction }: Wanted): readonly FilterRule[] =>
  direction === 'in' ? acl.ingress : acl.egress;

function inWords({ direction, traffic }: Wanted, denied: readonly Denied[]): string[] {
  const [first] = denied;
  const last = denied.at(-1);
  if (!first || !last) return [];
  const ports = first.fromPort === last.toPort ? String(first.fromPort) : `${first.fromPort}-${last.toPort}`;
  const some = denied.some((one, index) => index > 0 && one.fromPort !== (denied[index - 1]?.toPort ?? 0) + 1);
  const number = first.rule?.ruleNumber;
  const why = number === undefined ? 'no entry allows it' : `entry ${number}`;
  const way = direction === 'in' ? `from the VPG's range ${traffic.range}` : `back to ${traffic.range}`;
  return [`${traffic.protocol.toUpperCase()} ${some ? 'parts of ' : ''}${ports} ${way} (${why})`];
}
