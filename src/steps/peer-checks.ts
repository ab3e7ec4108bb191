import type { Warning } from '../canal/check.ts';
import { rangeFaults, rangeWarnings } from '../canal/check.ts';
import type { Fault } from '../canal/errors.ts';
import { CanalError } from '../canal/errors.ts';
import type { PeeringWish } from '../canal/network.ts';
import type { PeerAccount, PeerAccounts } from './ports.ts';
import { decideRoute, inTheWay, readTables } from './route-plan.ts';

/** What was found wrong, and what is only worth knowing. */
export interface Findings {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Warning[];
}

/** The findings of several checks together. */
export function gather(all: readonly Findings[]): Findings {
  return { faults: all.flatMap((one) => one.faults), warnings: all.flatMap((one) => one.warnings) };
}

/**
 * Checks one peering against its account: the account is known, the VPC and the route tables exist, and, when the VPG's
 * range is known, nothing of the VPC overlaps it and no route of the tables stands in its way. Changes nothing.
 */
export async function checkPeer(
  wish: PeeringWish,
  field: string,
  accounts: PeerAccounts,
  given: { sessionName: string; range?: string | undefined; peeringId?: string | undefined },
): Promise<Findings & { account?: PeerAccount }> {
  try {
    const account = await accounts.open(wish.peerOwnerId, wish.peerRegion, given.sessionName);
    return { ...(await checkVpc(wish, field, account, given)), account };
  } catch (error) {
    return { faults: [asFault(error, `${field}.peerOwnerId`)], warnings: [] };
  }
}

async function checkVpc(
  wish: PeeringWish,
  field: string,
  account: PeerAccount,
  given: { range?: string | undefined; peeringId?: string | undefined },
): Promise<Findings> {
  const vpcField = `${field}.peerVpcId`;
  const vpc = await account.vpc(wish.peerVpcId);
  if (!vpc) {
    const message = `${wish.peerVpcId} is not in account ${wish.peerOwnerId} in ${wish.peerRegion}: correct the id, the account or peerRegion.`;
    return { faults: [{ name: 'NotFound', field: vpcField, message }], warnings: [] };
  }
  const routes = await checkRoutes(wish, `${field}.routeTables`, account, given);
  return {
    faults: [...(given.range ? rangeFaults(vpcField, vpc.cidrBlocks, given.range) : []), ...routes],
    warnings: rangeWarnings(vpcField, vpc.cidrBlocks, given.range),
  };
}

async function checkRoutes(
  wish: PeeringWish,
  field: string,
  account: PeerAccount,
  { range, peeringId }: { range?: string | undefined; peeringId?: string | undefined },
): Promise<Fault[]> {
  if (wish.routeTables === 'none') return [];
  const { tables, faults } = await readTables(account, wish.peerVpcId, wish.routeTables, field);
  if (!range) return faults;
  const conflicts: Fault[] = [];
  for (const table of tables) {
    const route = await decideRoute(account, table, range, peeringId ?? 'a peering to come');
    if (route.action === 'conflict') conflicts.push({ name: 'RouteConflict', field, message: inTheWay(route) });
  }
  return [...faults, ...conflicts];
}

/** An error that is about what the file says becomes a fault of its field; others (throttling, no answer) are thrown on. */
function asFault(error: unknown, field: string): Fault {
  if (error instanceof CanalError && ['NotFound', 'Ec2Denied'].includes(error.name)) {
    return { name: error.name, field, message: error.message };
  }
  throw error;
}
