import { isLasting } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import type { PeeringRecord } from '../canal/record.ts';
import { strangersOn } from './foreign-use.ts';
import type { Installation, PeerAccounts, Records, Soracom } from './ports.ts';
import { lookAtPages, ownGroups, sessionUse } from './sessions.ts';
import { madeVpg } from './vpg-search.ts';

/** Something that others have, or that keeps us out: it stops a removal, and with force it is broken or left behind. */
export interface InTheWay {
  readonly kind: 'group' | 'peering' | 'sims' | 'account';
  readonly id: string;
  readonly message: string;
}

/** What it takes to look. */
export interface RemovalPorts {
  readonly soracom: Soracom;
  readonly peerAccounts: PeerAccounts;
  readonly records: Records;
  readonly installation: Installation;
}

type Warnings = { field: string; message: string }[];

/** 2,000 SIMs: API Gateway gives up after 30 seconds. */
const mostPages = 20;

/** What stands in the way of the removal of a network, by the same checks as its run's. Throws what may pass. */
export async function inTheWayOf(
  wish: Network,
  knownVpgId: string | undefined,
  ports: RemovalPorts,
): Promise<{ inTheWay: InTheWay[]; warnings: Warnings }> {
  const known = await ports.records.peerings(wish.name);
  const vpg = await madeVpg(wish.name, knownVpgId, ports);
  const warnings: Warnings = [];
  const inTheWay = [
    ...(vpg ? await strangersOn(vpg, known, wish.name, ports) : []),
    ...(vpg ? await sessionsOn(vpg.vpgId, wish, warnings, ports) : []),
    ...(await closedAccounts(known, `plan-${wish.name}`, ports)),
  ];
  return { inTheWay, warnings };
}

async function sessionsOn(vpgId: string, wish: Network, warnings: Warnings, { soracom, records }: RemovalPorts) {
  const from = { looked: 0, count: 0, sims: [] };
  const warn = (message: string) => warnings.push({ field: 'vpg', message });
  try {
    const { progress, next } = await lookAtPages(vpgId, await ownGroups(wish, records), from, mostPages, soracom);
    if (next === 'page')
      warn(
        `More SIMs are online than the first ${progress.looked}, whose sessions were looked at; a removal looks at all.`,
      );
    return sessionUse(progress, vpgId);
  } catch (error) {
    if (!isLasting(error)) throw error;
    warn(`Whether SIMs of others are in session through VPG ${vpgId} was not looked at: ${error.message}`);
    return [];
  }
}

/** Accounts of peerings of ours that do not let us in any more. */
async function closedAccounts(
  known: readonly PeeringRecord[],
  session: string,
  { peerAccounts }: RemovalPorts,
): Promise<InTheWay[]> {
  const found = new Map<string, InTheWay>();
  for (const { peeringId, peerOwnerId: id, peerRegion, made, routes } of known) {
    if (peeringId === undefined || !(made || routes.some((route) => route.made)) || found.has(id)) continue;
    try {
      await (await peerAccounts.open(id, peerRegion, session)).peering(peeringId);
    } catch (error) {
      if (!isLasting(error)) throw error;
      const message = `account ${id} does not let us in (${error.message}): our routes there are left, as black holes`;
      found.set(id, { kind: 'account', id, message });
    }
  }
  return [...found.values()];
}
