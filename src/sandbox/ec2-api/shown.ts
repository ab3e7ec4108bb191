import { type Peering, type PeeringStatus, peeringStatus } from '../world/peering.ts';
import type { Route } from '../world/vpc.ts';
import type { Ec2Call } from './call.ts';

/**
 * The status of a peering as EC2 describes it: an acceptance shows only when the world's lag is over, as if the answer
 * came from a copy that is behind. Ends show at once: a run that takes a dead peering for a living one is of no use.
 */
export function shownStatus({ world, now }: Ec2Call, peering: Peering): PeeringStatus {
  const status = peeringStatus(peering, now);
  if (peering.acceptedAt === undefined || !['provisioning', 'active'].includes(status)) return status;
  const then = now - world.behaviour.ec2DescribeLagSeconds * 1000;
  return then < peering.acceptedAt ? 'pending-acceptance' : peeringStatus(peering, then);
}

/** A route as EC2 describes it: the one before it, or none, until the lag after its making is over. */
export function shownRoute(call: Ec2Call, route: Route): Route | undefined {
  const { since, before } = route;
  if (since === undefined || call.now >= since + call.world.behaviour.ec2DescribeLagSeconds * 1000) return route;
  return before && shownRoute(call, before);
}

/**
 * The state of a route: `blackhole` while its peering is not active, before it is accepted as well as after its end, for
 * routes stay when their target goes. The sandbox has no other gateways that could go away.
 */
export function routeState(call: Ec2Call, { vpcPeeringConnectionId: id }: Route): 'active' | 'blackhole' {
  if (id === undefined) return 'active';
  const peering = call.world.peerings.get(id);
  return peering && shownStatus(call, peering) === 'active' ? 'active' : 'blackhole';
}
