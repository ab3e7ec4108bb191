import { peeringStatus } from '../world/peering.ts';
import type { Route } from '../world/vpc.ts';
import type { World } from '../world/world.ts';

/**
 * The state of a route: `blackhole` while its peering is not active, before it is accepted as well as after its end, for
 * routes stay when their target goes. The sandbox has no other gateways that could go away.
 */
export function routeState(world: World, route: Route, now: number): 'active' | 'blackhole' {
  if (route.vpcPeeringConnectionId === undefined) return 'active';
  const peering = world.peerings.get(route.vpcPeeringConnectionId);
  return peering && peeringStatus(peering, now) === 'active' ? 'active' : 'blackhole';
}
