import { CanalError } from '../canal/errors.ts';
import type { RouteFacts } from '../canal/record.ts';
import type { PeerAccount } from './ports.ts';
import type { PlannedRoute } from './route-plan.ts';

/** Whether two are about the same route of the same table. */
export const isSame = (
  a: Pick<RouteFacts, 'routeTableId' | 'destinationCidrBlock'>,
  b: Pick<RouteFacts, 'routeTableId' | 'destinationCidrBlock'>,
): boolean => a.routeTableId === b.routeTableId && a.destinationCidrBlock === b.destinationCidrBlock;

/** Makes a route as planned; throws Ec2Unavailable, to look again, if somebody was quicker. */
export async function makeRoute(account: PeerAccount, route: PlannedRoute, peeringId: string): Promise<void> {
  const { routeTableId, destinationCidrBlock } = route;
  if (route.action === 'replace') await account.replaceRoute(routeTableId, destinationCidrBlock, peeringId);
  if (route.action !== 'create') return;
  if ((await account.createRoute(routeTableId, destinationCidrBlock, peeringId)) === 'created') return;
  // Somebody was quicker: the next try reads the table again and finds out who.
  throw new CanalError(
    'Ec2Unavailable',
    `${routeTableId} got a route for ${destinationCidrBlock} at this very moment; looking again.`,
  );
}

/** A peering is made again now and then: so many of its ids are kept with a route. */
const mostIds = 5;

/** What is kept of a planned route: who has made it, and which peerings of ours it has led to. */
export function factsOf(
  planned: PlannedRoute,
  before: readonly RouteFacts[],
  { peeringId, run }: { peeringId: string; run: number },
): RouteFacts {
  const { routeTableId, destinationCidrBlock, action } = planned;
  const known = before.find((each) => isSame(each, planned));
  const made = action === 'none' ? (known?.made ?? false) : true;
  const by = action === 'none' ? known?.run : run;
  const earlier = (known?.peeringIds ?? []).filter((id) => id !== peeringId);
  return {
    routeTableId,
    destinationCidrBlock,
    made,
    ...(by ? { run: by } : {}),
    ...(made ? { peeringIds: [...earlier, peeringId].slice(-mostIds) } : {}),
  };
}
