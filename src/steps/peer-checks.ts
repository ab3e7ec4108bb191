import type { Warning } from '../canal/check.ts';
import { rangeFaults, rangeWarnings } from '../canal/check.ts';
import type { Fault } from '../canal/errors.ts';
import { CanalError } from '../canal/errors.ts';
import type { PeeringWish } from '../canal/network.ts';
import { chooseTables, planRoute } from '../canal/routes.ts';
import type { PeerAccount, PeerAccounts } from './ports.ts';

/** What was found wrong, and what is only worth knowing. */
export interface Findings {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Warning[];
}

const nothing: Findings = { faults: [], warnings: [] };

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
  let account: PeerAccount;
  try {
    account = await accounts.open(wish.peerOwnerId, wish.peerRegion, given.sessionName);
  } catch (error) {
    return { ...nothing, faults: [asFault(error, `${field}.peerOwnerId`)] };
  }
  const vpc = await account.vpc(wish.peerVpcId);
  if (!vpc) {
    const message = `${wish.peerVpcId} is not in account ${wish.peerOwnerId} in ${wish.peerRegion}: correct the id, the account or peerRegion.`;
    return { faults: [{ name: 'NotFound', field: `${field}.peerVpcId`, message }], warnings: [], account };
  }
  const chosen = await checkRoutes(wish, field, account, given);
  const vpcField = `${field}.peerVpcId`;
  return {
    faults: [...(given.range ? rangeFaults(vpcField, vpc.cidrBlocks, given.range) : []), ...chosen],
    warnings: rangeWarnings(vpcField, vpc.cidrBlocks, given.range),
    account,
  };
}

async function checkRoutes(
  wish: PeeringWish,
  field: string,
  account: PeerAccount,
  { range, peeringId }: { range?: string | undefined; peeringId?: string | undefined },
): Promise<Fault[]> {
  if (wish.routeTables === 'none') return [];
  const tables = await account.routeTables(wish.peerVpcId);
  const subnetIds = await account.subnetIds(wish.peerVpcId);
  const tablesField = `${field}.routeTables`;
  const { tables: chosen, faults } = chooseTables(tables, subnetIds, wish.routeTables, tablesField);
  if (!range) return faults;
  const inTheWay = chosen.flatMap((table) => {
    const plan = planRoute(table, range, peeringId ?? 'a peering to come');
    if (plan.action !== 'conflict') return [];
    const message = `${table.routeTableId} already routes ${range} to ${plan.target}: remove that route or choose other route tables.`;
    return [{ name: 'RouteConflict' as const, field: tablesField, message }];
  });
  return [...faults, ...inTheWay];
}

/** An error that is about what the file says becomes a fault of its field; others (throttling, no answer) are thrown on. */
export function asFault(error: unknown, field: string): Fault {
  if (error instanceof CanalError && ['NotFound', 'Ec2Denied'].includes(error.name)) {
    return { name: error.name, field, message: error.message };
  }
  throw error;
}
