import type { AlertFacts } from '../canal/cost-alerts.ts';
import { CanalError } from '../canal/errors.ts';
import { unitsOf } from '../canal/money.ts';
import { currencyOf } from '../canal/rates.ts';
import type { SeenVpg } from '../canal/reconcile.ts';
import type { NetworkRecord } from '../canal/record.ts';
import type { CostSettings, Installation, KeptReport, PeerAccounts, Records, Soracom, Vpg } from './ports.ts';
import { deadStatuses } from './standing-peering.ts';

/** What the cost report asks. */
export interface FactPorts {
  readonly soracom: Soracom;
  readonly peerAccounts: PeerAccounts;
  readonly records: Records;
  readonly installation: Installation;
  readonly costs: CostSettings;
}

/** What SORACOM, EC2 and the records say now of all that costs. */
export interface CostFacts {
  /** Every VPG of the operator, with the networks that it and its peerings are for. */
  readonly seen: readonly SeenVpg[];
  readonly vpgs: readonly Vpg[];
  /** What alerts are judged by, once it is known since when VPGs are idle. */
  readonly judged: (idle: Readonly<Record<string, number>>) => Omit<AlertFacts, 'idleDays'>;
  /** Accounts whose peerings could not be looked at, and why. */
  readonly unread: readonly string[];
}

/** As many reads go on at once: the SDK has as many connections. */
const namesPerPage = 50;

/** Reads everything once. Throws what SORACOM and the table throw; an account that does not answer is only noted. */
export async function factsNow(ports: FactPorts): Promise<CostFacts> {
  const { records, installation, costs } = ports;
  const networks = await allNetworks(records);
  const vpgs = await ports.soracom.allVpgs();
  const adopted = new Map(networks.flatMap(({ name, vpg }) => (vpg && !vpg.made ? [[vpg.vpgId, name] as const] : [])));
  const ofPeering = await peeringsOnAdopted(networks, records);
  const ours = ({ tags }: Vpg): string | undefined =>
    tags['canal:stack'] === installation.stack ? tags['canal:network'] : undefined;
  const seen = vpgs.map((vpg): SeenVpg => {
    const { vpgId, type, status, createdTime, lastModifiedTime, peerings } = vpg;
    const network = ours(vpg);
    const owned = peerings.map(({ id }) => ({ id, ...named(network ?? ofPeering.get(id)) }));
    const modified = lastModifiedTime === undefined ? {} : { lastModifiedTime };
    return { vpgId, type, status, createdTime, ...modified, ...named(network), peerings: owned };
  });
  const { awaiting, dead, unread } = await peeringsAtAws(vpgs, seen, ports.peerAccounts);
  const judged = (idle: Readonly<Record<string, number>>): Omit<AlertFacts, 'idleDays'> => ({
    budgets: {
      all: unitsIn(costs.monthlyBudget, costs),
      networks: Object.fromEntries(
        networks.flatMap(({ name, wish }) => {
          const budget = unitsIn(wish.budget?.monthly, costs);
          return budget === undefined ? [] : [[name, budget]];
        }),
      ),
    },
    networks: networks.map(({ name, state, runs }) => ({ name, state, ...startOf(runs) })),
    awaiting,
    dead,
    vpgs: vpgs
      .filter((vpg) => stands(vpg) && (ours(vpg) !== undefined || vpg.tags['canal:stack'] === undefined))
      .map((vpg) => ({ vpgId: vpg.vpgId, ...named(ours(vpg) ?? adopted.get(vpg.vpgId)), ...since(idle[vpg.vpgId]) })),
  });
  return { seen, vpgs, judged, unread };
}

/** Since when each VPG without sessions has had none: since the earlier report's hour, or since now. */
export function idleSince(
  { vpgs }: Pick<CostFacts, 'vpgs'>,
  before: KeptReport | undefined,
  now: number,
): Record<string, number> {
  const idle = vpgs.filter((vpg) => stands(vpg) && vpg.onlineSessions === 0);
  return Object.fromEntries(idle.map(({ vpgId }) => [vpgId, before?.idleSince[vpgId] ?? now]));
}

const stands = ({ status }: Vpg): boolean => !['terminating', 'terminated'].includes(status);
const named = (network: string | undefined) => (network === undefined ? {} : { network });
const since = (idle: number | undefined) => (idle === undefined ? {} : { idleSince: idle });
const startOf = (runs: NetworkRecord['runs']) => {
  const newest = runs.at(-1);
  return newest ? { startedAt: newest.startedAt } : {};
};

/** A budget in the smallest unit; what is finer than that is cut off. */
function unitsIn(budget: number | undefined, { coverage }: CostSettings): number | undefined {
  if (budget === undefined) return undefined;
  return unitsOf(budget, currencyOf[coverage]) ?? unitsOf(Math.floor(budget), currencyOf[coverage]);
}

async function allNetworks(records: Records): Promise<NetworkRecord[]> {
  const found: NetworkRecord[] = [];
  let names: string[] = [];
  do {
    names = await records.networkNames(names.at(-1), namesPerPage);
    // Names stay when their networks are gone, so in time they are many: one by one would take too long.
    const page = await Promise.all(names.map((name) => records.network(name)));
    found.push(...page.filter((record) => record !== undefined));
  } while (names.length > 0);
  return found;
}

/** Peerings on a VPG that a network has adopted are the network's, if its record knows them: the VPG has no tags of ours. */
async function peeringsOnAdopted(networks: readonly NetworkRecord[], records: Records): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  for (const { name, vpg } of networks) {
    if (!vpg || vpg.made) continue;
    for (const { peeringId } of await records.peerings(name)) if (peeringId !== undefined) owners.set(peeringId, name);
  }
  return owners;
}

/**
 * SORACOM never tells whether a peering was accepted, or whether it lives: one question in each account and Region that has
 * peerings of ours.
 */
async function peeringsAtAws(vpgs: readonly Vpg[], seen: readonly SeenVpg[], peerAccounts: PeerAccounts) {
  const owner = new Map(seen.flatMap(({ peerings }) => peerings.map(({ id, network }) => [id, network] as const)));
  const ours = vpgs
    .filter(stands)
    .flatMap(({ region, peerings }) =>
      peerings.map((one) => ({ ...one, peerRegion: one.peerRegion ?? region ?? 'ap-northeast-1' })),
    )
    .filter(({ id }) => owner.get(id) !== undefined);
  const places = Map.groupBy(ours, ({ peerOwnerId, peerRegion }) => `${peerOwnerId}/${peerRegion}`);
  const awaiting: AlertFacts['awaiting'][number][] = [];
  const dead: AlertFacts['dead'][number][] = [];
  const unread: string[] = [];
  for (const [place, peerings] of places) {
    const [accountId = '', region = ''] = place.split('/');
    try {
      const account = await peerAccounts.open(accountId, region, 'report-cost');
      const statuses = new Map((await account.shownPeerings()).map(({ id, status }) => [id, status]));
      for (const { id, peerOwnerId, peerVpcId } of peerings) {
        const status = statuses.get(id);
        const peering = { peeringId: id, peerOwnerId, peerVpcId, ...named(owner.get(id)) };
        if (status === 'pending-acceptance') awaiting.push(peering);
        if (status === undefined) dead.push(peering);
        else if (deadStatuses.includes(status)) dead.push({ ...peering, status });
      }
    } catch (error) {
      if (!(error instanceof CanalError)) throw error;
      unread.push(`${place}: ${error.message}`);
    }
  }
  return { awaiting, dead, unread };
}
