import { canonicalCidr } from '../canal/cidr.ts';
import { isDoubtful, routeDoubtMs } from '../canal/doubt.ts';
import type { RouteFacts } from '../canal/record.ts';
import type { PeerAccount, PeerRouteTable } from './ports.ts';

/**
 * Deletes routes that we have made where they still point to our peering, or to one before it, as of a VPG that was replaced;
 * the others are left, a sentence each. Those of them that are black holes are `dead`: the record keeps them, for a sweep to find.
 * EC2 may not show yet what was made moments ago: nothing, or the black hole that was there before. It is deleted all the same.
 */
export async function removeOurRoutes(
  account: PeerAccount,
  tables: readonly PeerRouteTable[],
  ours: readonly RouteFacts[],
  { peeringId, now }: { peeringId: string | undefined; now: number },
): Promise<{ removed: number; left: string[]; dead: RouteFacts[] }> {
  const left: string[] = [];
  const dead: RouteFacts[] = [];
  let removed = 0;
  for (const route of ours) {
    const standing = standingOf(route, tables);
    const { routeTableId, destinationCidrBlock, madeAt } = route;
    const fresh = isDoubtful(madeAt, now, routeDoubtMs);
    if (standing === undefined) {
      if (fresh) await account.deleteRoute(routeTableId, destinationCidrBlock);
      continue;
    }
    const { target } = standing;
    const replaced = fresh && standing.state === 'blackhole';
    if (target === peeringId || route.peeringIds?.includes(target) || replaced) {
      // As the table writes it: EC2 deletes by the exact text.
      await account.deleteRoute(routeTableId, standing.destinationCidrBlock);
      removed += 1;
    } else {
      left.push(`the route of ${routeTableId} for ${destinationCidrBlock} points to ${target} now, and is left alone.`);
      if (standing.state === 'blackhole') dead.push(route);
    }
  }
  return { removed, left, dead };
}

/** A route as it stands now; undefined if it is not there. */
function standingOf({ routeTableId, destinationCidrBlock }: RouteFacts, tables: readonly PeerRouteTable[]) {
  const range = canonicalCidr(destinationCidrBlock);
  return tables
    .find((table) => table.routeTableId === routeTableId)
    ?.routes.find((route) => canonicalCidr(route.destinationCidrBlock) === range);
}
