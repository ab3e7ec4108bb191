import { type Comparison, Look } from '../canal/comparison.ts';
import { peeringDifference, strangerDifferences, vpgDifference } from '../canal/differences.ts';
import { hostPeering } from '../canal/dns/place.ts';
import type { Difference } from '../canal/drift.ts';
import type { Network } from '../canal/network.ts';
import type { PeeringWish } from '../canal/peering-wish.ts';
import type { NetworkRecord, PeeringRecord } from '../canal/record.ts';
import { routeDifferences } from '../canal/route-differences.ts';
import { groupDrift } from './group-drift.ts';
import { openedOnce } from './opened-once.ts';
import { type PlaceDriftPorts, type PlacedWish, placeDrift, placedWish } from './place-drift.ts';
import type { PeerAccounts, Run, Soracom, Vpg } from './ports.ts';
import { readTables } from './route-plan.ts';
import { peeringTo } from './standing-peering.ts';
import { unlessRefused } from './unless-refused.ts';

/** What a comparison with the world asks. */
export interface WorldPorts extends PlaceDriftPorts {
  readonly soracom: Soracom;
  readonly peerAccounts: PeerAccounts;
}

/**
 * Compares wish, record and world; changes nothing. Throws what may pass (no answer, throttling); what is refused for good,
 * such as a role that does not let us in any more, is a difference, so that it does not hide the others.
 */
export async function differencesOf(
  { wish: filed, vpg }: NetworkRecord,
  peerings: readonly PeeringRecord[],
  sessionName: string,
  ports: WorldPorts & Run,
): Promise<Comparison> {
  const look = new Look();
  const { lookedAt, notLookedAt } = look;
  if (!vpg) {
    look.passOver(
      'vpg',
      'Nothing at SORACOM and AWS was looked at: no run has made or found a VPG for this network yet.',
    );
    return { differences: [], lookedAt, notLookedAt };
  }
  const placed = await placedWish(filed, ports.dnsHosts);
  const wish = placed.network;
  const seen = await ports.soracom.vpg(vpg.vpgId);
  const broken = vpgDifference(vpg.vpgId, seen?.status, wish.vpg.vpgId !== undefined);
  const opened = { ...ports, peerAccounts: openedOnce(ports.peerAccounts) };
  const serves = broken || !seen ? undefined : seen;
  if (!serves)
    look.passOver('peerings', `Peerings and routes were not looked at: VPG ${vpg.vpgId} does not serve them.`);
  const behind = serves ? await peeringsOf(wish, serves, peerings, sessionName, opened, look) : [broken ?? []].flat();
  // An adopted VPG may have peerings of other people's; on one of our own there is nothing but what the network made.
  const strangers = serves && vpg.made ? strangerDifferences(serves, wish.peerings, peerings) : [];
  if (!vpg.made) look.passOver('vpg.vpgId', 'Peerings that others have on the adopted VPG were not looked at.');
  const place = serves ? await placeOf(placed, serves, ports, look) : [];
  const group = await groupDrift(wish, vpg.vpgId, ports.soracom, look);
  return { differences: [...behind, ...strangers, ...place, ...group], lookedAt, notLookedAt };
}

async function placeOf(
  { network, held, differences }: PlacedWish,
  vpg: Vpg,
  ports: WorldPorts & Run,
  look: Look,
): Promise<readonly Difference[]> {
  const { dns } = network;
  if (!held || !dns) return differences;
  const range = vpg.vpgSubnetCidrRange;
  const peeringId = vpg.peerings.find(({ peerVpcId }) => peerVpcId === held.host.vpcId)?.id;
  const given = { ranges: range ? [range] : [], peeringId, now: ports.now() };
  const mend = 'Give the function the permission that the message names; docs/deploy.md tells what roles have.';
  const reading = { field: 'dns.host', id: held.host.name, what: `DNS host ${held.host.name}`, mend };
  return unlessRefused(reading, () => placeDrift(held, dns, given, ports, look));
}

async function peeringsOf(
  wish: Network,
  vpg: Vpg,
  recorded: readonly PeeringRecord[],
  sessionName: string,
  ports: WorldPorts,
  look: Look,
): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const [index, peering] of wish.peerings.entries()) {
    const known = recorded.find(({ name, peerVpcId }) => name === peering.name && peerVpcId === peering.peerVpcId);
    // As a run has it that meets the peering.
    const own = { knownId: known?.peeringId, made: known?.made ?? vpg.tags['canal:network'] === wish.name };
    const field = peering.name === hostPeering ? 'dns.host' : `peerings[${index}]`;
    const account = `account ${peering.peerOwnerId}`;
    const mend = `Look at the role of ${account} (its trust, its ExternalId, its policy) and whether the account is registered.`;
    const reading = { field: `${field}.peerOwnerId`, id: peering.peerOwnerId, what: account, mend };
    found.push(...(await unlessRefused(reading, () => peeringOf(peering, field, vpg, own, sessionName, ports, look))));
  }
  return found;
}

async function peeringOf(
  wish: PeeringWish,
  field: string,
  vpg: Vpg,
  { knownId, made }: { knownId: string | undefined; made: boolean },
  sessionName: string,
  { peerAccounts, installation }: WorldPorts,
  look: Look,
): Promise<Difference[]> {
  const account = await peerAccounts.open(wish.peerOwnerId, wish.peerRegion, sessionName);
  const standing = await peeringTo(wish.peerVpcId, vpg.peerings, async () => account);
  const shown = standing && (await account.peering(standing.id));
  const facts = standing && { ...standing, ...(shown ? { shown } : {}) };
  const requesterId = installation.soracomAccountId;
  const broken = peeringDifference(wish, field, facts, { knownId, requesterId, made });
  look.lookedAt.peerings += 1;
  const told = vpg.vpgSubnetCidrRange;
  const ranges = told ? [told] : (shown?.requesterCidrBlocks ?? []);
  const differences = broken ? [broken] : [];
  const tablesField = `${field}.routeTables`;
  // The way back from a DNS host is a part of the place there.
  if (wish.name === hostPeering) return differences;
  if (wish.routeTables === 'none') {
    look.passOver(tablesField, `The way back from ${wish.peerVpcId} was not looked at: routeTables is none.`);
    return differences;
  }
  const { tables, faults } = await readTables(account, wish.peerVpcId, wish.routeTables, tablesField);
  if (ranges.length > 0) look.lookedAt.routeTables += tables.length;
  else
    look.passOver(tablesField, `The way back from ${wish.peerVpcId} was not looked at: the VPG's range is not known.`);
  const missing = faults.map(
    (fault): Difference => ({
      kind: 'route-table-missing',
      field: fault.field,
      id: fault.message.match(/(rtb|subnet)-[0-9a-f]+/)?.[0] ?? wish.peerVpcId,
      message: `What the wish names does not exist any more: ${fault.message}.`,
      mend: 'Correct routeTables in the file, then start the network with it.',
      mendedBy: 'person-first',
    }),
  );
  const routes = routeDifferences(wish, field, { tables, ranges, peeringId: standing?.id });
  // A route that waits for its peering is a consequence of it, not a finding of its own.
  const alone = routes.filter(({ kind }) => broken === undefined || kind === 'route-hijacked');
  return [...differences, ...missing, ...alone];
}
