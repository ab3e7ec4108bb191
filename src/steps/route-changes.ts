import type { RouteFacts } from '../canal/record.ts';
import type { PeerAccount } from './ports.ts';
import type { PlannedRoute } from './route-plan.ts';

/** Whether two are about the same route of the same table. */
export const isSame = (
  a: Pick<RouteFacts, 'routeTableId' | 'destinationCidrBlock'>,
  b: Pick<RouteFacts, 'routeTableId' | 'destinationCidrBlock'>,
): boolean => a.routeTableId === b.routeTableId && a.destinationCidrBlock === b.destinationCidrBlock;

/** Makes routes as planned, up to one that exists: because somebody was quicker, or by a call of ours that nobody answered. */
export async function makeRoutes(
  account: PeerAccount,
  planned: readonly PlannedRoute[],
  peeringId: string,
): Promise<PlannedRoute | undefined> {
  for (const route of planned) {
    const { action, routeTableId, destinationCidrBlock } = route;
    if (action === 'replace') await account.replaceRoute(routeTableId, destinationCidrBlock, peeringId);
    if (action !== 'create') continue;
    if ((await account.createRoute(routeTableId, destinationCidrBlock, peeringId)) === 'exists') return route;
  }
  return undefined;
}

/** What is recorded once a route turned out to exist: it may be another's, which must not be deleted unseen. */
export const doubted = (routes: readonly RouteFacts[], route: PlannedRoute): RouteFacts[] =>
  routes.map((one) => {
    const { madeAt: _, ...unseen } = one;
    return isSame(one, route) ? unseen : one;
  });

/** A peering is made again now and then: so many of its ids are kept with a route. */
const mostIds = 5;

/** What is kept of a planned route: who has made it, and which peerings of ours it has led to. */
export function factsOf(
  planned: PlannedRoute,
  before: readonly RouteFacts[],
  { peeringId, run, now }: { peeringId: string; run: number; now: number },
): RouteFacts {
  const { routeTableId, destinationCidrBlock, action } = planned;
  const known = before.find((each) => isSame(each, planned));
  const made = action === 'none' ? (known?.made ?? false) : true;
  const by = action === 'none' ? known?.run : run;
  const madeAt = action === 'none' ? known?.madeAt : now;
  const earlier = (known?.peeringIds ?? []).filter((id) => id !== peeringId);
  return {
    routeTableId,
    destinationCidrBlock,
    made,
    ...(by ? { run: by } : {}),
    ...(madeAt === undefined ? {} : { madeAt }),
    ...(made ? { peeringIds: [...earlier, peeringId].slice(-mostIds) } : {}),
  };
}
