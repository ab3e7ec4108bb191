import { hourMs, isoOf } from './calendar.ts';
import type { HourlyReport, ReportedSum } from './hourly-report.ts';
import { majorOf, moneyText } from './money.ts';
import type { NetworkState } from './record.ts';
import { unknownFees } from './unknown-fees.ts';

/** Something about money that people should know, and what to do about it. */
export interface CostAlert {
  readonly kind:
    | 'over-budget'
    | 'over-budget-by-forecast'
    | 'unfinished-network'
    | 'awaiting-acceptance'
    | 'dead-peering'
    | 'idle-vpg'
    | 'unmanaged-vpg';
  /** The network's name, the id of a VPG or a peering, or "all" for the installation. */
  readonly subject: string;
  readonly network?: string;
  /** The month or the day (UTC) in which it is told once. */
  readonly period: string;
  /** What is the case, and what to do. */
  readonly message: string;
}

/** A peering as its owner at AWS knows it. */
interface AwsPeering {
  readonly peeringId: string;
  readonly peerOwnerId: string;
  readonly peerVpcId: string;
  readonly network?: string;
}

/** What alerts are judged by, beside the report. */
export interface AlertFacts {
  /** Monthly budgets in the smallest unit. */
  readonly budgets: { readonly all: number | undefined; readonly networks: Readonly<Record<string, number>> };
  readonly networks: readonly {
    readonly name: string;
    readonly state: NetworkState;
    /** When its newest run began, ms since the epoch. */
    readonly startedAt?: number;
  }[];
  /** Peerings that their owners have not accepted. */
  readonly awaiting: readonly AwsPeering[];
  /** Those that SORACOM has, and that are dead at AWS, in EC2's word, or not there; a new one may only not be there yet. */
  readonly dead: readonly (AwsPeering & { readonly status?: string })[];
  /** The VPGs that stand, those of other installations left out: these report them. */
  readonly vpgs: readonly {
    readonly vpgId: string;
    readonly network?: string;
    /** Since when it has no session, as far as it was watched; absent: it has some, or nobody knows. */
    readonly idleSince?: number;
  }[];
  readonly idleDays: number;
}

/** A run ends after six and a half hours at the latest; one that has not is not going to. */
const longestRunMs = 7 * hourMs;

/** The alerts that hold at the end of a report's hour. */
export function costAlerts(report: HourlyReport, facts: AlertFacts): CostAlert[] {
  const now = Date.parse(report.hour) + hourMs;
  const month = report.hour.slice(0, 7);
  const day = report.hour.slice(0, 10);
  return [
    ...budgetAlerts('all', report.total, facts.budgets.all, report, month),
    ...Object.entries(facts.budgets.networks).flatMap(([name, budget]) => {
      const told = report.networks[name];
      return told ? budgetAlerts(name, told, budget, report, month) : [];
    }),
    ...Object.entries(report.networks).flatMap(([name, told]) => unfinished(name, told, facts, report, now, day)),
    ...facts.awaiting.map(({ peeringId, peerOwnerId, peerVpcId, network }): CostAlert => {
      const message = `Peering ${peeringId} to ${peerVpcId} waits for account ${peerOwnerId} to accept it, and is charged meanwhile. Accept it there, or remove it.`;
      return { kind: 'awaiting-acceptance', subject: peeringId, ...ofNetwork(network), period: day, message };
    }),
    ...deadPeerings(report, facts, now, day),
    ...facts.vpgs.flatMap((vpg) => vpgAlerts(vpg, facts, now, month)),
  ];
}

function budgetAlerts(
  subject: string,
  { monthToDate, forecast }: ReportedSum,
  budget: number | undefined,
  { currency }: HourlyReport,
  period: string,
): CostAlert[] {
  if (budget === undefined || forecast.units <= budget) return [];
  const text = (units: number): string => moneyText(majorOf(units, currency), currency);
  const over = monthToDate.units > budget;
  const whose = subject === 'all' ? 'All networks together' : `Network ${subject}`;
  const so = over
    ? `${whose} cost ${text(monthToDate.units)} so far in ${period}, more than the budget of ${text(budget)}`
    : `${whose} will have cost ${text(forecast.units)} at the end of ${period} if all stays as it is, more than the budget of ${text(budget)}; so far it is ${text(monthToDate.units)}`;
  const fees = unknownFees(forecast);
  const more = fees.length === 0 ? '' : `, and ${fees.join(' and ')} come on top (price not known)`;
  const network = ofNetwork(subject === 'all' ? undefined : subject);
  return [
    {
      kind: over ? 'over-budget' : 'over-budget-by-forecast',
      subject,
      ...network,
      period,
      message: `${so}${more}. Remove what is not needed ("canal down"), or raise the budget.`,
    },
  ];
}

const ofNetwork = (network: string | undefined) => (network === undefined ? {} : { network });

/** EC2 shows a peering this long after it was made, at the latest. */
const visibleWithinMs = 600_000;

/** Peerings that carry nothing any more: SORACOM charges for them until they are deleted there. */
function deadPeerings({ things }: HourlyReport, facts: AlertFacts, now: number, day: string): CostAlert[] {
  const begun = new Map(things.map(({ billed }) => [billed.id, billed.from]));
  return facts.dead
    .filter(({ peeringId, status }) => status !== undefined || (begun.get(peeringId) ?? now) <= now - visibleWithinMs)
    .map(({ peeringId, peerOwnerId, peerVpcId, network, status }): CostAlert => {
      const known = removable(network, facts);
      const remove = known ? mendOf(known.name) : 'Delete it at SORACOM.';
      const message = `Peering ${peeringId} to ${peerVpcId} of account ${peerOwnerId} ${endOf(status)}. It carries nothing, and SORACOM charges for it until it is deleted there. ${remove}`;
      return { kind: 'dead-peering', subject: peeringId, ...ofNetwork(network), period: day, message };
    });
}

const mendOf = (network: string): string =>
  `Start network ${network} again ("canal up"), which makes another one, or remove it ("canal down ${network}").`;

const endOf = (status: string | undefined): string => {
  if (status === 'expired') return 'was not accepted within 7 days, and its request has expired';
  return status === undefined ? 'is not at AWS any more' : `is ${status} at AWS`;
};

/** A network that bills although no run of it will make it ready. */
function unfinished(
  name: string,
  { perHour }: ReportedSum,
  { networks }: AlertFacts,
  { currency }: HourlyReport,
  now: number,
  day: string,
): CostAlert[] {
  const fees = unknownFees(perHour);
  if (perHour.units === 0 && fees.length === 0) return [];
  const found = networks.find((network) => network.name === name);
  const trouble = troubleOf(found, now);
  if (trouble === undefined) return [];
  const known = perHour.units > 0 ? [moneyText(majorOf(perHour.units, currency), currency)] : [];
  const cost = [...known, ...fees.map((fee) => `${fee} (price not known)`)].join(' and ');
  const mend = removable(name, { networks })
    ? `Start it again ("canal up"), or remove it ("canal down ${name}").`
    : swept;
  const message = `Network ${name} ${trouble}, and still costs ${cost} per hour. ${mend}`;
  return [{ kind: 'unfinished-network', subject: name, network: name, period: day, message }];
}

/** The network of a name, if a run can be asked to remove it: it has a record, and was not removed. */
const removable = (name: string | undefined, { networks }: Pick<AlertFacts, 'networks'>) =>
  networks.find((one) => one.name === name && one.state !== 'removed');

const swept = '"canal sweep" says what is left of it, and "canal sweep --remove" takes it away.';

function troubleOf(network: AlertFacts['networks'][number] | undefined, now: number): string | undefined {
  if (!network) return 'has no record here';
  const { state, startedAt } = network;
  if (state === 'failed') return 'has failed';
  if (state === 'removed') return 'was removed, but something of it stands';
  if (state === 'ready' || startedAt === undefined || now - startedAt < longestRunMs) return undefined;
  return `is half made: its run began at ${isoOf(startedAt)} and has not ended`;
}

function vpgAlerts(
  { vpgId, network, idleSince }: AlertFacts['vpgs'][number],
  facts: AlertFacts,
  now: number,
  period: string,
): CostAlert[] {
  const owner = ofNetwork(network);
  const idle = idleSince !== undefined && now - idleSince >= facts.idleDays * 24 * hourMs;
  const known = removable(network, facts);
  const remove = known ? `Remove the network ("canal down ${known.name}")` : 'Terminate it';
  const alerts: CostAlert[] = [];
  if (idle) {
    const message = `VPG ${vpgId} has had no session since ${isoOf(idleSince)}, and is charged all the same. ${remove} if no SIM needs it.`;
    alerts.push({ kind: 'idle-vpg', subject: vpgId, ...owner, period, message });
  }
  if (network === undefined) {
    const message = `VPG ${vpgId} belongs to no network, and is charged. Terminate it if nobody needs it.`;
    alerts.push({ kind: 'unmanaged-vpg', subject: vpgId, period, message });
  }
  return alerts;
}
