import { canonicalCidr } from './cidr.ts';
import type { Difference } from './drift.ts';
import type { PeeringWish } from './peering-wish.ts';
import { moreSpecificRoutes, type RouteTableFacts } from './routes.ts';

const byRun = { mendedBy: 'run', command: 'canal up FILE' } as const;

/** The differences of the routes of one peering: in each table, each range of the VPG must lead to the peering. */
export function routeDifferences(
  wish: PeeringWish,
  field: string,
  given: { tables: readonly RouteTableFacts[]; ranges: readonly string[]; peeringId: string | undefined },
): Difference[] {
  const { tables, ranges, peeringId } = given;
  const about = `${field}.routeTables`;
  return tables.flatMap((table) =>
    ranges.flatMap((range) => [
      ...[routeDifference(wish, about, table, range, peeringId) ?? []].flat(),
      ...partsElsewhere(wish, about, table, range, peeringId),
    ]),
  );
}

function routeDifference(
  wish: PeeringWish,
  field: string,
  table: RouteTableFacts,
  range: string,
  peeringId: string | undefined,
): Difference | undefined {
  const { routeTableId } = table;
  const route = table.routes.find((each) => canonicalCidr(each.destinationCidrBlock) === canonicalCidr(range));
  const about = { field, id: `${routeTableId} ${range}` } as const;
  const where = `Route table ${routeTableId} of ${wish.peerVpcId}`;
  if (!route) {
    const message = `${where} has no route to the VPG's range ${range}: answers to the SIMs do not find their way.`;
    const mend = 'Start the network again: it adds the route.';
    return { kind: 'route-missing', ...about, message, mend, ...byRun };
  }
  if (route.target === peeringId && route.state === 'active') return undefined;
  if (route.target === peeringId || (route.state === 'blackhole' && route.target.startsWith('pcx-'))) {
    const message = `${where} leads ${range} to ${route.target}, which is a black hole: answers to the SIMs are dropped.`;
    const mend = 'Start the network again: it leads the route to a living peering.';
    return { kind: 'route-blackhole', ...about, message, mend, ...byRun };
  }
  const message = `${where} leads ${range} to ${route.target}, not to the peering: answers to the SIMs go elsewhere.`;
  if (peeringId === undefined) {
    const mend = 'Find out who changed it and remove that route, then start the network again.';
    return { kind: 'route-hijacked', ...about, message, mend, mendedBy: 'person-first' };
  }
  const mend = `Find out who changed it: nothing of ours takes a route from a living target. To take it back, run the command in account ${wish.peerOwnerId}.`;
  const command = `aws ec2 replace-route --region ${wish.peerRegion} --route-table-id ${routeTableId} --destination-cidr-block ${route.destinationCidrBlock} --vpc-peering-connection-id ${peeringId}`;
  return { kind: 'route-hijacked', ...about, message, mend, command, mendedBy: 'person-first' };
}

/** Routes for a part of the VPG's range: the longer prefix wins, so that part of the SIMs gets no answers. */
function partsElsewhere(
  wish: PeeringWish,
  field: string,
  table: RouteTableFacts,
  range: string,
  peeringId: string | undefined,
): Difference[] {
  const { routeTableId, routes } = table;
  const parts = moreSpecificRoutes(table, range, peeringId ?? '');
  return routes
    .filter(({ destinationCidrBlock }) => parts.includes(canonicalCidr(destinationCidrBlock) ?? ''))
    .map(({ destinationCidrBlock: part, target }) => ({
      kind: 'route-hijacked',
      field,
      id: `${routeTableId} ${part}`,
      message: `Route table ${routeTableId} of ${wish.peerVpcId} leads ${part}, a part of the VPG's range ${range}, to ${target}: answers to those SIMs go elsewhere.`,
      mend: `Find out who needs that route: a run of ours deletes none that it did not make. If nobody does, run the command in account ${wish.peerOwnerId}.`,
      command: `aws ec2 delete-route --region ${wish.peerRegion} --route-table-id ${routeTableId} --destination-cidr-block ${part}`,
      mendedBy: 'person',
    }));
}
