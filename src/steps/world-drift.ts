import {
  groupDifferences,
  isElsewhere,
  peeringDifference,
  simsDifference,
  strangerDifference,
  vpgDifference,
} from '../canal/differences.ts';
import type { Difference } from '../canal/drift.ts';
import { isLasting } from '../canal/errors.ts';
import type { Network, PeeringWish } from '../canal/network.ts';
import type { NetworkRecord, PeeringRecord } from '../canal/record.ts';
import { routeDifferences } from '../canal/route-differences.ts';
import { wishedSettings } from './group-checks.ts';
import { openedOnce } from './opened-once.ts';
import type { Installation, PeerAccounts, Sim, Soracom, Vpg } from './ports.ts';
import { readTables } from './route-plan.ts';
import { peeringTo } from './standing-peering.ts';

/** What a comparison with the world asks. */
export interface WorldPorts {
  readonly soracom: Soracom;
  readonly peerAccounts: PeerAccounts;
  readonly installation: Installation;
}

/** How many pages of 100 SIMs one check looks at: it must end within its function's time. */
const mostPages = 10;

/**
 * Compares wish, record and world; changes nothing. Throws what may pass (no answer, throttling); what is refused for good,
 * such as a role that does not let us in any more, is a difference, so that it does not hide the others.
 */
export async function differencesOf(
  { wish, vpg }: NetworkRecord,
  peerings: readonly PeeringRecord[],
  sessionName: string,
  ports: WorldPorts,
): Promise<Difference[]> {
  if (!vpg) return [];
  const seen = await ports.soracom.vpg(vpg.vpgId);
  const broken = vpgDifference(vpg.vpgId, seen?.status);
  const behind = broken || !seen ? [broken ?? []].flat() : await peeringsOf(wish, seen, peerings, sessionName, ports);
  // An adopted VPG may have peerings of other people's; on one of our own there is nothing but what the network made.
  const strangers = broken || !seen || !vpg.made ? [] : strangersOn(seen, wish, peerings);
  return [...behind, ...strangers, ...(await groupOf(wish, vpg.vpgId, ports.soracom))];
}

function strangersOn({ vpgId, peerings }: Vpg, wish: Network, recorded: readonly PeeringRecord[]): Difference[] {
  const isKnown = ({ id, peerVpcId }: Vpg['peerings'][number]) =>
    wish.peerings.some((one) => one.peerVpcId === peerVpcId) ||
    recorded.some((one) => one.peeringId?.toLowerCase() === id.toLowerCase() || one.peerVpcId === peerVpcId);
  return peerings.filter((one) => !isKnown(one)).map((one) => strangerDifference(vpgId, one));
}

async function peeringsOf(
  wish: Network,
  vpg: Vpg,
  recorded: readonly PeeringRecord[],
  sessionName: string,
  ports: WorldPorts,
): Promise<Difference[]> {
  const found: Difference[] = [];
  const opened = { ...ports, peerAccounts: openedOnce(ports.peerAccounts) };
  for (const [index, peering] of wish.peerings.entries()) {
    const known = recorded.find(({ name, peerVpcId }) => name === peering.name && peerVpcId === peering.peerVpcId);
    const field = `peerings[${index}]`;
    const account = `account ${peering.peerOwnerId}`;
    const mend = `Look at the role of ${account} (its trust, its ExternalId, its policy) and whether the account is registered.`;
    const reading = { field: `${field}.peerOwnerId`, id: peering.peerOwnerId, what: account, mend };
    found.push(...(await unlessRefused(reading, () => peeringOf(peering, field, vpg, known, sessionName, opened))));
  }
  return found;
}

async function peeringOf(
  wish: PeeringWish,
  field: string,
  vpg: Vpg,
  known: PeeringRecord | undefined,
  sessionName: string,
  { peerAccounts, installation }: WorldPorts,
): Promise<Difference[]> {
  const account = await peerAccounts.open(wish.peerOwnerId, wish.peerRegion, sessionName);
  const standing = await peeringTo(wish.peerVpcId, vpg.peerings, async () => account);
  const shown = standing && (await account.peering(standing.id));
  const facts = standing && { ...standing, ...(shown ? { shown } : {}) };
  const requesterId = installation.soracomAccountId;
  const broken = peeringDifference(wish, field, facts, { knownId: known?.peeringId, requesterId });
  const told = vpg.vpgSubnetCidrRange;
  const ranges = told ? [told] : (shown?.requesterCidrBlocks ?? []);
  const differences = broken ? [broken] : [];
  if (wish.routeTables === 'none') return differences;
  const { tables, faults } = await readTables(account, wish.peerVpcId, wish.routeTables, `${field}.routeTables`);
  const missing = faults.map(
    (fault): Difference => ({
      kind: 'route-table-missing',
      field: fault.field,
      id: fault.message.match(/(rtb|subnet)-[0-9a-f]+/)?.[0] ?? wish.peerVpcId,
      message: `What the wish names does not exist any more: ${fault.message}.`,
      mend: 'Correct routeTables in the file, then start the network again.',
    }),
  );
  const routes = routeDifferences(wish, field, { tables, ranges, peeringId: standing?.id });
  // A route that waits for its peering is a consequence of it, not a finding of its own.
  const alone = routes.filter(({ kind }) => broken === undefined || kind === 'route-hijacked');
  return [...differences, ...missing, ...alone];
}

async function groupOf({ airGroup, reconnect }: Network, vpgId: string, soracom: Soracom): Promise<Difference[]> {
  const { groupId, dnsServers = [] } = airGroup;
  const reading = {
    field: 'airGroup.groupId',
    id: groupId,
    what: `group ${groupId}`,
    mend: 'Give the SAM user of the AuthKey the permission that the message names.',
  };
  return unlessRefused(reading, async () => {
    const settings = await soracom.airSettings(groupId);
    const changed = groupDifferences(groupId, settings && { ...settings }, { ...wishedSettings(airGroup, vpgId) });
    // Whoever wants no SIM reconnected has SIMs on other settings until they come back by themselves.
    if (!settings || reconnect === 'none') return changed;
    const sims = await simsOf(groupId, soracom);
    const elsewhere = sims.filter((sim) => isElsewhere(sim, vpgId, dnsServers));
    return [...changed, simsDifference(groupId, elsewhere, sims.length) ?? []].flat();
  });
}

async function simsOf(groupId: string, soracom: Soracom): Promise<Sim[]> {
  const sims: Sim[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const read = await soracom.simsOfGroup(groupId, 100, cursor);
    sims.push(...read.sims);
    cursor = read.cursor;
    if (cursor === undefined) break;
  }
  return sims;
}

async function unlessRefused(
  { field, id, what, mend }: { field: string; id: string; what: string; mend: string },
  read: () => Promise<Difference[]>,
): Promise<Difference[]> {
  try {
    return await read();
  } catch (error) {
    if (!isLasting(error)) throw error;
    return [
      { kind: 'not-read', field, id, message: `What stands in ${what} could not be read: ${error.message}`, mend },
    ];
  }
}
