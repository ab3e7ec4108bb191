import type { Peering } from '../../src/sandbox/world/peering.ts';
import type { RouteTable } from '../../src/sandbox/world/vpc.ts';
import { tables } from './audit.ts';
import type { Scenario } from './scenario.ts';

/** The newest peering to a VPC that SORACOM still has. */
export const peeringTo = ({ world }: Scenario, vpcId: string): Peering => {
  const found = [...world.peerings.values()].findLast((one) => one.peerVpcId === vpcId && !one.forgottenBySoracom);
  if (!found) throw new Error(`no peering to ${vpcId}`);
  return found;
};

/** A route table of any account. */
export const tableOf = ({ world }: Scenario, id: string): RouteTable => {
  const found = tables(world).find(({ table }) => table.routeTableId === id)?.table;
  if (!found) throw new Error(`no table ${id}`);
  return found;
};

/** Changes the route of a table that leads to a peering; undefined takes it away. */
export function changeRoute(table: RouteTable, change: Record<string, unknown> | undefined): void {
  const index = table.routes.findIndex((route) => route.vpcPeeringConnectionId !== undefined);
  const [route] = table.routes.splice(index, 1);
  const { vpcPeeringConnectionId: _, ...rest } = route ?? { destinationCidrBlock: '', origin: 'CreateRoute' };
  if (change) table.routes.splice(index, 0, { ...rest, origin: 'CreateRoute', ...change });
}
