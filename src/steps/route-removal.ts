import { canonicalCidr } from '../canal/cidr.ts';
import type { RouteFacts } from '../canal/record.ts';
import type { PeerAccount, PeerRouteTable } from './ports.ts';

/** Deletes routes that we have made where they still point to our peering; the others are left, a sentence each. */
export async function removeOurRoutes(
  account: PeerAccount,
  tables: readonly PeerRouteTable[],
  ours: readonly RouteFacts[],
  peeringId: string | undefined,
): Promise<{ removed: number; left: string[] }> {
  const left: string[] = [];
  let removed = 0;
  for (const route of ours) {
    const target = targetOf(route, tables);
    if (target === undefined) continue;
    const { routeTableId, destinationCidrBlock } = route;
    if (target === peeringId) {
      await account.deleteRoute(routeTableId, destinationCidrBlock);
      removed += 1;
    } else
      left.push(`the route of ${routeTableId} for ${destinationCidrBlock} points to ${target} now, and is left alone.`);
  }
  return { removed, left };
}

/** What a route points to now; undefined if it is not there. */
function targetOf({ routeTableId, destinationCidrBlock }: RouteFacts, tables: readonly PeerRouteTable[]) {
  const range = canonicalCidr(destinationCidrBlock);
  return tables
    .find((table) => table.routeTableId === routeTableId)
    ?.routes.find((route) => canonicalCidr(route.destinationCidrBlock) === range)?.target;
}
