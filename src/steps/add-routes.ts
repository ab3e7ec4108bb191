import * as z from 'zod/mini';
import { CanalError, type Fault, faultsError } from '../canal/errors.ts';
import type { PeeringRecord } from '../canal/record.ts';
import { examplePeeringItem, PeeringItem } from './peering-shapes.ts';
import type { PeerAccounts, Records, Run } from './ports.ts';
import { doubted, factsOf, isSame, makeRoutes } from './route-changes.ts';
import { inTheWay, planRoutes } from './route-plan.ts';
import { removeOurRoutes } from './route-removal.ts';

/** Adds the way back: in each chosen route table, the VPG's range to the peering. */
export const AddRoutes = {
  step: 'add-routes',
  input: z.extend(PeeringItem, { peeringId: z.string() }),
  output: z.strictObject({
    routes: z.array(
      z.strictObject({
        routeTableId: z.string(),
        destinationCidrBlock: z.string(),
        made: z.boolean(),
        run: z.exactOptional(z.int()),
      }),
    ),
  }),
  example: { ...examplePeeringItem, peeringId: 'pcx-0123456789abcdef0' },
};

type Item = z.output<typeof AddRoutes.input>;

/**
 * Reads the tables first; what is about to be made is recorded before it is made, so that removal knows our routes from
 * others; then our routes in tables that the file names no more are deleted. Throws RouteConflict, with all that is in the way and before anything is made, rather than touch a route to a
 * living target; NotFound for tables that went away.
 */
export async function addRoutes(
  item: Item,
  { peerAccounts, records, now }: { peerAccounts: PeerAccounts; records: Records } & Run,
): Promise<z.input<typeof AddRoutes.output>> {
  const { network, peering: wish, peeringId, ranges, execution } = item;
  const known = (await records.peerings(network)).find((record) => record.name === wish.name) ?? unknown(item, now());
  if (wish.routeTables === 'none' && !known.routes.some(({ made }) => made)) return { routes: [] };
  if (wish.routeTables !== 'none' && ranges.length === 0) {
    throw new CanalError(
      'PeeringRefused',
      `Neither SORACOM nor EC2 tells the range of VPG ${item.vpgId}, so there is nothing to route back to. Ask SORACOM's support for vpgSubnetCidrRange.`,
    );
  }
  const account = await peerAccounts.open(wish.peerOwnerId, wish.peerRegion, execution.name);
  const { planned, all } = await planRoutes(account, wish, fieldOf(item), { ranges, peeringId });
  const possible = planned.filter((route) => route.action !== 'conflict');
  const routes = possible.map((route) => factsOf(route, known.routes, { peeringId, run: item.run, now: now() }));
  // What turned out another's is not ours any more.
  const earlier = known.routes.filter((route) => route.made && !planned.some((each) => isSame(each, route)));
  await records.savePeering(network, { ...known, peeringId, routes: [...routes, ...earlier] });

  const conflicts = planned.filter((route) => route.action === 'conflict');
  const [first, ...rest] = conflicts.map(
    (route): Fault => ({ name: 'RouteConflict', field: fieldOf(item), message: inTheWay(route) }),
  );
  if (first) throw faultsError('No route was added', [first, ...rest]);
  const exists = await makeRoutes(account, possible, peeringId);
  if (exists) {
    await records.savePeering(network, { ...known, peeringId, routes: [...doubted(routes, exists), ...earlier] });
    const { routeTableId, destinationCidrBlock } = exists;
    // The next try reads the table again and finds out whose it is.
    const message = `${routeTableId} got a route for ${destinationCidrBlock} at this very moment; looking again.`;
    throw new CanalError('Ec2Unavailable', message);
  }
  if (earlier.length > 0) {
    const { dead } = await removeOurRoutes(account, all, earlier, { peeringId, now: now() });
    await records.savePeering(network, { ...known, peeringId, routes: [...routes, ...dead] });
  }
  return { routes: routes.map(({ peeringIds: _, madeAt: __, ...route }) => route) };
}

const fieldOf = ({ peering }: Item): string => `peering ${peering.name}: routeTables`;

/** What is recorded of a peering that the record has lost sight of: that it was found. */
function unknown({ peering: { routeTables: _, ...wished } }: Item, now: number): PeeringRecord {
  return { ...wished, made: false, since: now, routes: [] };
}
