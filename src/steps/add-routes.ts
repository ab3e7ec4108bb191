import * as z from 'zod';
import { CanalError } from '../canal/errors.ts';
import type { RouteFacts } from '../canal/record.ts';
import { chooseTables, planRoute } from '../canal/routes.ts';
import type { PeerAccount, PeerAccounts, PeerRouteTable, Records } from './ports.ts';
import { examplePeeringItem, PeeringItem } from './shapes.ts';

/** Adds the way back: in each chosen route table, the VPG's range to the peering. */
export const AddRoutes = {
  step: 'add-routes',
  input: PeeringItem.extend({ peeringId: z.string() }),
  output: z.strictObject({
    routes: z.array(z.strictObject({ routeTableId: z.string(), destinationCidrBlock: z.string(), made: z.boolean() })),
  }),
  example: { ...examplePeeringItem, peeringId: 'pcx-0123456789abcdef0' },
};

type Item = z.output<typeof AddRoutes.input>;

interface Planned extends RouteFacts {
  readonly action: 'none' | 'create' | 'replace';
}

/**
 * Reads the tables first; what is about to be made is recorded before it is made, so that removal knows our routes from
 * others. Throws RouteConflict rather than touch a route to a living target, NotFound for tables that went away.
 */
export async function addRoutes(
  item: Item,
  { peerAccounts, records }: { peerAccounts: PeerAccounts; records: Records },
): Promise<z.input<typeof AddRoutes.output>> {
  const { network, peering: wish, peeringId, ranges, execution } = item;
  if (wish.routeTables === 'none') return { routes: [] };
  if (ranges.length === 0) {
    throw new CanalError(
      'PeeringRefused',
      `Neither SORACOM nor EC2 tells the range of VPG ${item.vpgId}, so there is nothing to route back to. Ask SORACOM's support for vpgSubnetCidrRange.`,
    );
  }
  const account = await peerAccounts.open(wish.peerOwnerId, wish.peerRegion, execution.name);
  const known = (await records.peerings(network)).find((record) => record.name === wish.name);
  const planned = plan(item, await chosenTables(item, account), known?.routes ?? []);
  if (known) {
    const routes = planned.map(({ action: _, ...facts }) => facts);
    await records.savePeering(network, { ...known, peeringId, routes });
  }
  for (const route of planned) await make(account, route, peeringId);
  return { routes: planned.map(({ action: _, ...facts }) => facts) };
}

async function chosenTables({ peering: wish }: Item, account: PeerAccount): Promise<PeerRouteTable[]> {
  const tables = await account.routeTables(wish.peerVpcId);
  const subnetIds = await account.subnetIds(wish.peerVpcId);
  const { tables: chosen, faults } = chooseTables(
    tables,
    subnetIds,
    wish.routeTables,
    `peering ${wish.name}: routeTables`,
  );
  if (faults[0]) throw new CanalError(faults[0].name, `${faults[0].field}: ${faults[0].message}`, { faults });
  return chosen;
}

function plan({ ranges, peeringId }: Item, tables: readonly PeerRouteTable[], known: readonly RouteFacts[]): Planned[] {
  return tables.flatMap((table) =>
    ranges.map((destinationCidrBlock) => {
      const { routeTableId } = table;
      const decided = planRoute(table, destinationCidrBlock, peeringId);
      if (decided.action === 'conflict') {
        throw new CanalError(
          'RouteConflict',
          `${routeTableId} already routes ${destinationCidrBlock} to ${decided.target}: remove that route or choose other route tables.`,
        );
      }
      const before = known.find(
        (route) => route.routeTableId === routeTableId && route.destinationCidrBlock === destinationCidrBlock,
      );
      const made = decided.action === 'create' || decided.action === 'replace' || (before?.made ?? false);
      return { routeTableId, destinationCidrBlock, made, action: decided.action };
    }),
  );
}

async function make(account: PeerAccount, route: Planned, peeringId: string): Promise<void> {
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
