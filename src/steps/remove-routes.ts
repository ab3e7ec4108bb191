import * as z from 'zod/mini';
import { isLasting } from '../canal/errors.ts';
import type { PeeringRecord } from '../canal/record.ts';
import { exampleLeavingItem, LeavingItem } from './leaving-shapes.ts';
import type { PeerAccount, PeerAccounts, PeerRouteTable, Records, Run } from './ports.ts';
import { removeOurRoutes } from './route-removal.ts';
import { WarningShape } from './shapes.ts';

/** Removes the way back that we have made. */
export const RemoveRoutes = {
  step: 'remove-routes',
  input: LeavingItem,
  output: z.strictObject({ removed: z.int(), warnings: z.array(WarningShape) }),
  example: exampleLeavingItem,
};

type Item = z.output<typeof RemoveRoutes.input>;

/**
 * Deletes only routes that we have made and that still point to our peering; others are left and told. With force, an
 * account that does not let us in any more keeps its routes, which are black holes once the peering is gone.
 */
export async function removeRoutes(
  item: Item,
  { peerAccounts, records, now }: { peerAccounts: PeerAccounts; records: Records } & Run,
): Promise<z.input<typeof RemoveRoutes.output>> {
  const { network, peering } = item;
  const { run } = peering;
  const known = (await records.peerings(network)).find(({ name }) => name === peering.name);
  const ours = known?.routes.filter((route) => route.made && (run === undefined || route.run === run)) ?? [];
  if (!known || ours.length === 0) return { removed: 0, warnings: [] };
  const seen = await look(item, peerAccounts);
  if ('problem' in seen) return { removed: 0, warnings: [warning(item, seen.problem)] };
  const at = { peeringId: known.peeringId, now: now() };
  const { removed, left } = await removeOurRoutes(seen.account, seen.tables, ours, at);
  const kept: PeeringRecord = { ...known, routes: known.routes.filter((route) => !ours.includes(route)) };
  await records.savePeering(network, kept);
  return { removed, warnings: left.map((message) => warning(item, message)) };
}

const warning = ({ peering }: Item, message: string) => ({ field: `peering ${peering.name}`, message });

async function look(
  { peering, execution, force }: Item,
  peerAccounts: PeerAccounts,
): Promise<{ account: PeerAccount; tables: PeerRouteTable[] } | { problem: string }> {
  try {
    const account = await peerAccounts.open(peering.peerOwnerId, peering.peerRegion, execution.name);
    return { account, tables: await account.routeTables(peering.peerVpcId) };
  } catch (error) {
    if (!force || !isLasting(error)) throw error;
    return { problem: `its routes were left, because they cannot be reached: ${error.message}` };
  }
}
