import type { Warning } from './check.ts';
import { fewOf } from './few-of.ts';
import type { DnsServer, Reach } from './group-warnings.ts';
import type { PeerFacts } from './peer-facts.ts';
import type { RouteTableFacts } from './routes.ts';

/** The subnets of a VPC that a route table serves: its own, and for the main table those that have none of their own. */
export function servedSubnets(table: RouteTableFacts, { tables, subnetIds }: PeerFacts): string[] {
  if (!table.main) return [...table.subnetIds];
  const explicit = new Set(tables.flatMap((each) => each.subnetIds));
  return [...table.subnetIds, ...subnetIds.filter((subnetId) => !explicit.has(subnetId))];
}

/**
 * What is wrong with the choice of route tables: one that serves no subnet, a DNS server whose subnet gets no route back,
 * or no server at all in the subnets that get one. None when the file leaves the routes to somebody else.
 */
export function tableWarnings(
  reach: Reach,
  servers: readonly DnsServer[],
  routedSubnets: readonly string[],
): Warning[] {
  const { wish, facts } = reach;
  const field = `${reach.field}.routeTables`;
  if (wish.routeTables === 'none') return [];
  return [
    ...(wish.routeTables === 'all' ? [] : idleTables(facts, field)),
    ...servers.flatMap(({ address, at }): Warning[] => {
      if (!at || routedSubnets.includes(at.subnetId)) return [];
      const message = `${address} is in ${at.subnetId}, which ${usesTable(facts, at.subnetId)}, and no route back is put there, so its answers are lost; name that table too`;
      return [{ field, message }];
    }),
    ...emptySubnets(reach, servers, routedSubnets, field),
  ];
}

function idleTables(facts: PeerFacts, field: string): Warning[] {
  const serving = facts.tables
    .filter((table) => servedSubnets(table, facts).length > 0)
    .map(({ routeTableId }) => routeTableId);
  // A VPC without subnets is one that somebody is still making.
  if (serving.length === 0) return [];
  return facts.routed
    .filter(({ routeTableId }) => !serving.includes(routeTableId))
    .map(({ routeTableId }) => ({
      field,
      message: `${routeTableId} serves no subnet, so a route back in it is of no use; those that serve subnets are ${fewOf(serving)}`,
    }));
}

function emptySubnets(
  { facts }: Reach,
  servers: readonly DnsServer[],
  routedSubnets: readonly string[],
  field: string,
): Warning[] {
  const guarded = (facts.interfaces ?? []).filter(({ groupIds }) => groupIds.length > 0);
  const dns = servers.map(({ at }) => at);
  const [first] = guarded.filter((one) => !dns.includes(one));
  // Subnets that are empty today may be filled tomorrow; what is elsewhere shows that the tables are not the right ones.
  if (!first || guarded.some(({ subnetId }) => routedSubnets.includes(subnetId))) return [];
  const elsewhere = [...new Set(guarded.map(({ subnetId }) => subnetId))];
  const message = `no network interface of the VPC is in a subnet that gets the route back; they are in ${fewOf(elsewhere)}, and ${first.subnetId} ${usesTable(facts, first.subnetId)}: name the tables of the subnets that the SIMs shall reach`;
  return [{ field, message }];
}

function usesTable(facts: PeerFacts, subnetId: string): string {
  const table = facts.tables.find((each) => servedSubnets(each, facts).includes(subnetId));
  return table ? `uses ${table.routeTableId}` : 'uses no route table that EC2 shows';
}
