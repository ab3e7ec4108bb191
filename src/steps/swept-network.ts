import { canonicalCidr } from '../canal/cidr.ts';
import { runningCost, toldCost } from '../canal/cost.ts';
import { isLasting } from '../canal/errors.ts';
import type { NetworkRecord, PeeringRecord } from '../canal/record.ts';
import type { Finding } from '../canal/sweep.ts';
import type { PeerAccount, Run } from './ports.ts';
import type { SweepPorts } from './sweep-checks.ts';

const deadStatuses = ['deleted', 'rejected', 'expired', 'failed'];

/** What one network has left behind. What an account refuses to tell is a finding, so that it does not hide the others. */
export async function networkFindings(
  record: NetworkRecord,
  recorded: readonly PeeringRecord[],
  remove: boolean,
  ports: SweepPorts & Run,
): Promise<Finding[]> {
  const findings = await failedFor(record, recorded, ports);
  // A run in progress makes and removes these very things.
  if (record.running) return findings;
  for (const peering of recorded) {
    try {
      const account = await ports.peerAccounts.open(peering.peerOwnerId, peering.peerRegion, `sweep-${record.name}`);
      findings.push(...(await waiting(record, peering, account, ports)));
      findings.push(...(await staleRoutes(record, peering, account, remove)));
    } catch (error) {
      if (!isLasting(error)) throw error;
      const message = `What network "${record.name}" has in account ${peering.peerOwnerId} could not be read: ${error.message}`;
      const mend = 'Look at the role of that account and at its registration.';
      findings.push({ kind: 'not-read', network: record.name, id: peering.peerOwnerId, message, mend, removed: false });
    }
  }
  return findings;
}

async function failedFor(
  record: NetworkRecord,
  peerings: readonly PeeringRecord[],
  { installation, prices, now }: SweepPorts & Run,
): Promise<Finding[]> {
  const newest = record.runs.at(-1);
  const since = newest?.endedAt ?? newest?.startedAt ?? 0;
  const hours = Math.floor((now() - since) / 3_600_000);
  const stands = record.vpg !== undefined || peerings.some(({ peeringId }) => peeringId !== undefined);
  if (record.state !== 'failed' || !stands || hours < installation.sweepFailedHours) return [];
  const made = peerings.filter(({ peeringId }) => peeringId !== undefined).length;
  const things = { vpgs: record.vpg?.made ? 1 : 0, peerings: made };
  const cost = runningCost(things, await prices.pricing(), now());
  return [
    {
      kind: 'failed-network',
      network: record.name,
      id: record.vpg?.vpgId ?? record.name,
      message: `Network "${record.name}" has failed ${hours} hours ago (${newest?.error ?? 'its execution was stopped'}), and what exists of it is charged for.`,
      mend: 'Start it again with "canal up FILE", or remove it.',
      command: `canal down ${record.name}`,
      cost: toldCost(cost),
      removed: false,
    },
  ];
}

async function waiting(
  { name, state }: NetworkRecord,
  { peeringId, peerVpcId, peerOwnerId, since }: PeeringRecord,
  account: PeerAccount,
  { prices, now }: SweepPorts & Run,
): Promise<Finding[]> {
  // Of a network that is ready, each was accepted, and none waits again.
  if (peeringId === undefined || state === 'removed' || state === 'ready') return [];
  const shown = await account.peering(peeringId);
  if (shown?.status !== 'pending-acceptance') return [];
  const left = Math.floor((since + 7 * 86_400_000 - now()) / 3_600_000);
  const cost = runningCost({ vpgs: 0, peerings: 1 }, await prices.pricing(), now());
  return [
    {
      kind: 'peering-waiting',
      network: name,
      id: peeringId,
      message: `Peering ${peeringId} to ${peerVpcId} of account ${peerOwnerId} was never accepted: it carries nothing, and its request expires in some ${Math.max(0, left)} hours.`,
      mend: 'Start the network again: it accepts the peering.',
      command: 'canal up FILE',
      cost: toldCost(cost),
      removed: false,
    },
  ];
}

/** Routes that a run of ours has made and that lead to a dead peering; those of the VPG's own range are mended by a start. */
async function staleRoutes(
  { name, vpg, state }: NetworkRecord,
  { routes, peerVpcId, peerOwnerId }: PeeringRecord,
  account: PeerAccount,
  remove: boolean,
): Promise<Finding[]> {
  const ours = routes.filter(({ made }) => made);
  if (ours.length === 0) return [];
  const tables = await account.routeTables(peerVpcId);
  const current = state === 'ready' && vpg?.vpgSubnetCidrRange ? canonicalCidr(vpg.vpgSubnetCidrRange) : undefined;
  const findings: Finding[] = [];
  for (const { routeTableId, destinationCidrBlock: range } of ours) {
    const route = tables
      .find((table) => table.routeTableId === routeTableId)
      ?.routes.find((one) => canonicalCidr(one.destinationCidrBlock) === canonicalCidr(range));
    const black = route?.state === 'blackhole' && route.origin === 'CreateRoute' && route.target.startsWith('pcx-');
    if (!route || !black || canonicalCidr(range) === current) continue;
    const shown = await account.peering(route.target);
    if (shown && !deadStatuses.includes(shown.status)) continue;
    if (remove) await account.deleteRoute(routeTableId, route.destinationCidrBlock);
    findings.push({
      kind: 'stale-route',
      network: name,
      id: `${routeTableId} ${range}`,
      message: `Route table ${routeTableId} of account ${peerOwnerId} leads ${range} to ${route.target}, which is dead: a run of this network made the route, and nothing needs it.`,
      mend: remove ? 'It was deleted.' : 'Delete the route, or let the sweep do it.',
      ...(remove ? {} : { command: 'canal sweep --remove' }),
      removed: remove,
    });
  }
  return findings;
}
