import { type ChargedThings, describeCost, type RunningCost, runningCost } from '../canal/cost.ts';
import type { Network } from '../canal/network.ts';
import type { NetworkRecord, VpgFacts } from '../canal/record.ts';
import type { PeerAccounts, Run, Vpg } from './ports.ts';
import { lookForVpg, type SearchPorts } from './vpg-search.ts';

interface Ports extends SearchPorts {
  readonly peerAccounts: PeerAccounts;
}

/** A peering that stands at SORACOM, with EC2's word for how it stands: "unknown" if EC2 did not tell. */
interface StandingPeering {
  readonly peeringId: string;
  readonly peerOwnerId: string;
  readonly peerVpcId: string;
  readonly status: string;
}

/** What exists as lines to read, and the VPG to record: null when there is none, undefined when that is not known. */
export interface Stock {
  readonly lines: readonly string[];
  readonly vpg?: VpgFacts | null;
  /** The same as facts, with what it costs; absent when SORACOM did not tell. */
  readonly facts?: {
    readonly vpg?: { readonly vpgId: string; readonly status: string; readonly made: boolean };
    readonly peerings: readonly StandingPeering[];
    readonly cost: RunningCost;
  };
}

/** Reads both vendors for what exists of a network, and says it; what cannot be read is said, never thrown. */
export async function stockOf(
  network: Network,
  knownId: string | undefined,
  sessionName: string,
  ports: Ports & Run,
): Promise<Stock> {
  const found = await attempt('SORACOM', () => lookForVpg(network, ports, knownId));
  if (!found.ok) return { lines: [`What exists could not be read. ${found.problem}`] };
  const { made, warnings, faults } = found.value;
  const others = warnings.map((warning) => warning.message);
  // One that was to be adopted and cannot be is not the network's.
  const vpg = made || faults.length === 0 ? found.value.vpg : undefined;
  const pricing = await ports.prices.pricing();
  const costOf = (things: ChargedThings): RunningCost => runningCost(things, pricing, ports.now());
  if (!vpg) {
    const leaving = await leavingVpg(knownId, ports);
    if (leaving) return leavingStock(leaving, others, costOf);
    const cost = costOf({ vpgs: 0, peerings: 0 });
    const lines = ['Nothing of this network exists at SORACOM, so it costs nothing.', ...others];
    return { lines, vpg: null, facts: { peerings: [], cost } };
  }
  // All peerings of a VPG of ours are charged to the network; of an adopted one, those that the file names.
  const charged = vpg.peerings.filter(
    (peering) => made || network.peerings.some((wish) => wish.peerVpcId === peering.peerVpcId),
  );
  const peerings: (StandingPeering & { line: string })[] = [];
  for (const peering of charged) peerings.push(await standingPeering(peering, sessionName, vpg, ports));
  const range = vpg.vpgSubnetCidrRange;
  const cost = costOf({ vpgs: made ? 1 : 0, peerings: charged.length });
  return {
    lines: [
      `What exists now: VPG ${vpg.vpgId} (${vpg.status}${made ? '' : ', adopted'})${peerings.map(({ line }) => `; ${line}`).join('')}.`,
      `It costs ${describeCost(cost)}, until it is removed.`,
      ...others,
    ],
    vpg: { vpgId: vpg.vpgId, made, ...(range === undefined ? {} : { vpgSubnetCidrRange: range }) },
    facts: {
      vpg: { vpgId: vpg.vpgId, status: vpg.status, made },
      peerings: peerings.map(({ line: _, ...facts }) => facts),
      cost,
    },
  };
}

/** The VPG that the record knows, if SORACOM is still terminating it. */
async function leavingVpg(knownId: string | undefined, { soracom }: Ports): Promise<Vpg | undefined> {
  if (knownId === undefined) return undefined;
  const read = await attempt('SORACOM', () => soracom.vpg(knownId));
  return read.ok && read.value?.status === 'terminating' ? read.value : undefined;
}

/** A VPG on its way out has no peerings any more; until when SORACOM charges for it is not on record. */
function leavingStock(
  { vpgId, type: vpgType, status }: Vpg,
  others: readonly string[],
  costOf: (things: ChargedThings) => RunningCost,
): Stock {
  const cost = costOf({ vpgs: 1, vpgType, peerings: 0 });
  const lines = [`What exists now: VPG ${vpgId} (${status}).`, `It may cost ${describeCost(cost)}, until it is gone.`];
  const made = { vpgId, made: true };
  return { lines: [...lines, ...others], vpg: made, facts: { vpg: { ...made, status }, peerings: [], cost } };
}

async function standingPeering(
  peering: Vpg['peerings'][number],
  sessionName: string,
  vpg: Vpg,
  { peerAccounts }: Ports,
): Promise<StandingPeering & { line: string }> {
  const region = peering.peerRegion ?? vpg.region ?? 'ap-northeast-1';
  const read = await attempt('EC2', async () =>
    (await peerAccounts.open(peering.peerOwnerId, region, sessionName)).peering(peering.id),
  );
  const told = read.ok ? (read.value?.status ?? 'not shown by EC2') : `status not known. ${read.problem}`;
  const { id: peeringId, peerOwnerId, peerVpcId } = peering;
  const status = (read.ok && read.value?.status) || 'unknown';
  const line = `peering ${peeringId} to ${peerVpcId} of account ${peerOwnerId} (${told})`;
  return { peeringId, peerOwnerId, peerVpcId, status, line };
}

async function attempt<T>(
  whom: string,
  read: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; problem: string }> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    return { ok: false, problem: `${whom} did not tell: ${(error as Error).message}` };
  }
}

/** The record with the VPG that was found; without one that is known to be gone (null). */
export function withVpg(record: NetworkRecord, vpg: VpgFacts | null | undefined): NetworkRecord {
  if (vpg === undefined) return record;
  const { vpg: _, ...rest } = record;
  return vpg === null ? rest : { ...rest, vpg };
}
