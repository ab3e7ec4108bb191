import type { Warning } from '../canal/check.ts';
import { fewOf } from '../canal/few-of.ts';
import type { Network } from '../canal/network.ts';
import { firstWarnings, reachabilityWarnings } from '../canal/reachability.ts';
import type { PeerFindings } from './peer-checks.ts';
import { readSecurity } from './peer-security.ts';

/** How many of these warnings one step gives: those of 50 peerings could be more than a state machine may carry. */
const mostOfStep = 40;

/** How long a step may have run, in ms, when it begins to look at one more VPC: well before its function's timeout. */
const longEnough = 60_000;

/**
 * Looks for what keeps the VPG's range, when that is known, from the servers of the VPCs that are there: security groups,
 * network ACLs, route tables. Only warns, also of what it may not read and of what there was no time for.
 */
export async function reachWarnings(
  peers: readonly PeerFindings[],
  network: Network,
  range: string | undefined,
  { begun, now }: { begun: number; now: () => number },
): Promise<Warning[]> {
  if (range === undefined) return [];
  const found: Warning[] = [];
  const late: string[] = [];
  // The address on a DNS host gets its ENI and its security group later in the run.
  const dnsServers = network.dns ? [] : (network.airGroup.dnsServers ?? []);
  for (const { peer } of peers) {
    if (!peer) continue;
    if (now() - begun >= longEnough) {
      late.push(peer.wish.name);
      continue;
    }
    const { facts, warnings } = await readSecurity(peer);
    const { wish, field } = peer;
    found.push(...warnings, ...reachabilityWarnings({ wish, field, range, facts }, dnsServers));
  }
  if (late.length > 0) {
    const message = `there was no time to look at the security groups, network ACLs and route tables of ${fewOf(late)}; look there yourself, or run it again`;
    found.unshift({ field: 'peerings', message });
  }
  return firstWarnings(found, mostOfStep, 'peerings');
}
