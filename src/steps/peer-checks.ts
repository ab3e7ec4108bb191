import type { Warning } from '../canal/check.ts';
import { rangeFaults, rangeWarnings } from '../canal/check.ts';
import type { Fault } from '../canal/errors.ts';
import { CanalError } from '../canal/errors.ts';
import type { PeeringWish } from '../canal/peering-wish.ts';
import type { PeerAccount, PeerAccounts } from './ports.ts';
import { checkRoutes, type Routing } from './route-plan.ts';

/** What was found wrong, and what is only worth knowing. */
export interface Findings {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Warning[];
}

/** A peering that may be made, with its account and what was read of its VPC on the way. */
export interface CheckedPeer {
  readonly wish: PeeringWish;
  readonly field: string;
  readonly account: PeerAccount;
  readonly vpc: Routing & { readonly cidrBlocks: readonly string[] };
}

/** The findings about one peering; with a `peer` when its VPC is there. */
export type PeerFindings = Findings & { readonly peer?: CheckedPeer };

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
): Promise<PeerFindings> {
  try {
    const account = await accounts.open(wish.peerOwnerId, wish.peerRegion, given.sessionName);
    return await checkVpc(wish, field, account, given);
  } catch (error) {
    return { faults: [asFault(error, `${field}.peerOwnerId`)], warnings: [] };
  }
}

async function checkVpc(
  wish: PeeringWish,
  field: string,
  account: PeerAccount,
  given: { range?: string | undefined; peeringId?: string | undefined },
): Promise<PeerFindings> {
  const vpcField = `${field}.peerVpcId`;
  const vpc = await account.vpc(wish.peerVpcId);
  if (!vpc) {
    const message = `${wish.peerVpcId} is not in account ${wish.peerOwnerId} in ${wish.peerRegion}: correct the id, the account or peerRegion.`;
    return { faults: [{ name: 'NotFound', field: vpcField, message }], warnings: [] };
  }
  const { faults, ...routing } = await checkRoutes(wish, `${field}.routeTables`, account, given);
  return {
    faults: [...(given.range ? rangeFaults(vpcField, vpc.cidrBlocks, given.range) : []), ...faults],
    warnings: rangeWarnings(vpcField, vpc.cidrBlocks, given.range),
    peer: { wish, field, account, vpc: { cidrBlocks: vpc.cidrBlocks, ...routing } },
  };
}

/** An error that is about what the file says becomes a fault of its field; others (throttling, no answer) are thrown on. */
function asFault(error: unknown, field: string): Fault {
  if (error instanceof CanalError && ['NotFound', 'Ec2Denied'].includes(error.name)) {
    return { name: error.name, field, message: error.message };
  }
  throw error;
}
