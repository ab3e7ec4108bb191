import { canonicalCidr, rangeContains } from './cidr.ts';
import type { Fault } from './errors.ts';
import type { RouteTables } from './peering-wish.ts';

/** What the rules need to know of a route. */
export interface RouteFacts {
  readonly destinationCidrBlock: string;
  readonly state: 'active' | 'blackhole' | 'filtered';
  /** The id of what it points to: pcx-…, igw-…, local … */
  readonly target: string;
  /** EC2's word for who made it; only CreateRoute may be replaced. */
  readonly origin: string;
}

/** What the rules need to know of a route table. */
export interface RouteTableFacts {
  readonly routeTableId: string;
  readonly main: boolean;
  /** Subnets that are associated explicitly. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly RouteFacts[];
}

/** What to do about a route: nothing, create it, replace a dead one, or stop because `target` has it. */
export type RoutePlan =
  | { readonly action: 'none' | 'create' | 'replace' }
  | { readonly action: 'conflict'; readonly target: string };

function missing(field: string, id: string, kind: string, existing: readonly string[]): Fault {
  const shown = existing.slice(0, 10).join(', ');
  const more = existing.length > 10 ? ` and ${existing.length - 10} more` : '';
  const next = existing.length === 0 ? 'it has none at all: check peerVpcId' : `choose among ${shown}${more}`;
  return { name: 'NotFound', field, message: `the VPC has no ${kind} ${id}; ${next}` };
}

/**
 * The tables of one VPC that get the route, each once, in the order of the wish; `field` is that of the wish
 * (`peerings[0].routeTables`). A subnet without an association of its own uses the main table.
 */
export function chooseTables<T extends RouteTableFacts>(
  tables: readonly T[],
  subnetIds: readonly string[],
  wish: RouteTables,
  field: string,
): { tables: T[]; faults: Fault[] } {
  const chosen = new Set<T>();
  const faults: Fault[] = [];
  const take = (table: T | undefined, fault: () => Fault) => {
    if (table) chosen.add(table);
    else faults.push(fault());
  };
  const main = tables.find((table) => table.main);
  const noMain = (where: string): Fault => {
    const message = 'the VPC shows no main route table; name the route tables: {ids: [rtb-…]}';
    return { name: 'NotFound', field: where, message };
  };

  if (wish === 'main') take(main, () => noMain(field));
  else if (wish === 'all') for (const table of tables) chosen.add(table);
  else if (wish !== 'none' && 'ids' in wish) {
    const existing = tables.map((table) => table.routeTableId);
    for (const [index, id] of wish.ids.entries()) {
      const table = tables.find((each) => each.routeTableId === id);
      take(table, () => missing(`${field}.ids[${index}]`, id, 'route table', existing));
    }
  } else if (wish !== 'none') {
    for (const [index, id] of wish.subnets.entries()) {
      const where = `${field}.subnets[${index}]`;
      if (!subnetIds.includes(id)) faults.push(missing(where, id, 'subnet', subnetIds));
      else take(tables.find((table) => table.subnetIds.includes(id)) ?? main, () => noMain(where));
    }
  }
  return { tables: [...chosen], faults };
}

/**
 * What makes `destination` lead to `peeringId` in a table. Replaces only a route of CreateRoute that is a blackhole to
 * another peering; a route to anything that lives is a conflict. Throws RangeError if `destination` is no range.
 */
export function planRoute(table: RouteTableFacts, destination: string, peeringId: string): RoutePlan {
  const wanted = canonicalCidr(destination);
  if (wanted === undefined) throw new RangeError(`"${destination}" is no IPv4 range`);
  const route = table.routes.find((each) => canonicalCidr(each.destinationCidrBlock) === wanted);
  if (route === undefined) return { action: 'create' };
  // A route to a peering that is still pending is a blackhole too: it is the right one.
  if (route.target === peeringId) return { action: 'none' };
  const dead = route.state === 'blackhole' && route.target.startsWith('pcx-') && route.origin === 'CreateRoute';
  return dead ? { action: 'replace' } : { action: 'conflict', target: route.target };
}

/** The ranges inside `destination` that a table sends elsewhere: longer prefixes win, so these addresses miss the peering. */
export function moreSpecificRoutes(table: RouteTableFacts, destination: string, peeringId: string): string[] {
  return table.routes
    .filter((route) => route.target !== peeringId)
    .map((route) => canonicalCidr(route.destinationCidrBlock))
    .filter((range) => range !== undefined)
    .filter((range) => rangeContains(destination, range) && range !== canonicalCidr(destination));
}
