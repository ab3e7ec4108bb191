import { canonicalCidr } from '../canal/cidr.ts';
import { type Fault, faultsError } from '../canal/errors.ts';
import type { PeerFacts } from '../canal/peer-facts.ts';
import type { PeeringWish, RouteTables } from '../canal/peering-wish.ts';
import { chooseTables, planRoute } from '../canal/routes.ts';
import type { PeerAccount, PeerRouteTable } from './ports.ts';

/** What to do in one route table for one range. */
export interface PlannedRoute {
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  readonly action: 'none' | 'create' | 'replace' | 'conflict';
  /** Of a conflict: what has the route. */
  readonly target?: string;
}

/** The states of a peering that lives or may come to live. */
const alive = ['initiating-request', 'pending-acceptance', 'provisioning', 'active'];

/**
 * The route tables of a VPC that a wish means, read from EC2, with all that there are; faults name the field of the wish. The
 * subnets are asked for where the wish names some.
 */
export async function readTables(account: PeerAccount, vpcId: string, wish: RouteTables, field: string) {
  const all = await account.routeTables(vpcId);
  const named = typeof wish === 'object' && 'subnets' in wish;
  const subnetIds = named ? await account.subnetIds(vpcId) : [];
  return { ...chooseTables(all, subnetIds, wish, field), all };
}

/**
 * What makes `range` lead to `peeringId` in a table. A blackhole is replaced only if its peering is dead: a route to one
 * that still waits for its acceptance is a blackhole too.
 */
async function decideRoute(
  account: PeerAccount,
  table: PeerRouteTable,
  range: string,
  peeringId: string,
): Promise<PlannedRoute> {
  const route = { routeTableId: table.routeTableId, destinationCidrBlock: range };
  const decided = planRoute(table, range, peeringId);
  if (decided.action === 'conflict') return { ...route, action: 'conflict', target: decided.target };
  if (decided.action !== 'replace') return { ...route, action: decided.action };
  const wanted = canonicalCidr(range);
  const target = table.routes.find((each) => canonicalCidr(each.destinationCidrBlock) === wanted)?.target ?? '';
  const shown = await account.peering(target);
  return shown && alive.includes(shown.status)
    ? { ...route, action: 'conflict', target }
    : { ...route, action: 'replace' };
}

/** What makes the ranges lead to a peering in each table of a wish; throws NotFound for tables that are not there. */
export async function planRoutes(
  account: PeerAccount,
  wish: PeeringWish,
  field: string,
  { ranges, peeringId }: { ranges: readonly string[]; peeringId: string },
) {
  const { tables, faults, all } = await readTables(account, wish.peerVpcId, wish.routeTables, field);
  const [first, ...rest] = faults;
  if (first) throw faultsError('No route was added', [first, ...rest]);
  const planned: PlannedRoute[] = [];
  for (const table of tables) {
    for (const range of ranges) planned.push(await decideRoute(account, table, range, peeringId));
  }
  return { planned, all };
}

/** What a person reads about a route that is in the way. */
export const inTheWay = ({ routeTableId, destinationCidrBlock, target }: PlannedRoute): string =>
  `${routeTableId} already routes ${destinationCidrBlock} to ${target}: remove that route or choose other route tables.`;

/** The tables of a VPC, and which of them get the route back. */
export type Routing = Pick<PeerFacts, 'tables' | 'routed'>;

/** Checks that the tables of a wish are there and, when the VPG's range is known, that nothing of them is in its way. */
export async function checkRoutes(
  wish: PeeringWish,
  field: string,
  account: PeerAccount,
  { range, peeringId }: { range?: string | undefined; peeringId?: string | undefined },
): Promise<Routing & { readonly faults: readonly Fault[] }> {
  if (wish.routeTables === 'none') return { faults: [], tables: [], routed: [] };
  const { tables, faults, all } = await readTables(account, wish.peerVpcId, wish.routeTables, field);
  const routing = { tables: all, routed: tables };
  if (!range) return { faults, ...routing };
  const conflicts: Fault[] = [];
  for (const table of tables) {
    const route = await decideRoute(account, table, range, peeringId ?? 'a peering to come');
    if (route.action === 'conflict') conflicts.push({ name: 'RouteConflict', field, message: inTheWay(route) });
  }
  return { faults: [...faults, ...conflicts], ...routing };
}
