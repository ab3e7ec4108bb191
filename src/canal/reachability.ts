import { aclWarnings } from './acl-warnings.ts';
import type { Warning } from './check.ts';
import { rangeContains } from './cidr.ts';
import { type DnsServer, groupWarnings, type Reach } from './group-warnings.ts';
import { servedSubnets, tableWarnings } from './table-warnings.ts';

/** How many warnings one peering gives at the most, besides the line that counts the rest. */
const mostOfPeering = 10;

/**
 * What stands between the SIMs and the servers of a peer VPC although everything of the network file is there: security
 * groups, network ACLs and route tables, which are the owner's. `dnsServers` are those of the network file, all of them.
 * Throws RangeError for ranges and addresses that are none.
 */
export function reachabilityWarnings(reach: Reach, dnsServers: readonly string[]): Warning[] {
  const routedSubnets = [...new Set(reach.facts.routed.flatMap((table) => servedSubnets(table, reach.facts)))];
  const servers = dnsServers.flatMap((address, index) => serverAt(reach, `airGroup.dnsServers[${index}]`, address));
  return firstWarnings(
    [
      ...servers.flatMap((server) => absence(reach, server)),
      ...tableWarnings(reach, servers, routedSubnets),
      ...groupWarnings(reach, servers, routedSubnets),
      ...aclWarnings(reach, servers, routedSubnets),
    ],
    mostOfPeering,
    reach.field,
  );
}

/** The first of many warnings, and how many there are besides. */
export function firstWarnings(warnings: readonly Warning[], most: number, field: string): Warning[] {
  const more = warnings.length - most;
  if (more <= 0) return [...warnings];
  return [...warnings.slice(0, most), { field, message: `and ${more} more: mend these first, then run it again` }];
}

/** The server, if the SIMs look for it in this VPC. */
function serverAt({ wish, facts }: Reach, field: string, address: string): DnsServer[] {
  const here = [wish.destinationCidrBlock, ...facts.cidrBlocks].map((range) => rangeContains(range, address));
  if (!here[0] || !here.slice(1).includes(true)) return [];
  return [{ field, address, at: facts.interfaces?.find(({ addresses }) => addresses.includes(address)) }];
}

function absence({ wish, facts }: Reach, { field, address, at }: DnsServer): Warning[] {
  if (at || !facts.interfaces) return [];
  const message = `no network interface of ${wish.peerVpcId} has ${address}, so nothing answers there; start the DNS server, or correct the address`;
  return [{ field, message }];
}
