import type { NetworkPlaces } from '../canal/dns/network-places.ts';
import type { CanalEvent } from '../canal/events.ts';
import type { GroupRecord } from '../canal/group-record.ts';
import type { Holder, NetworkRecord, PeeringRecord } from '../canal/record.ts';

export type { Bills, CostMetrics, CostSettings, CostValues, KeptReport, Ledger } from './cost-ports.ts';
export type * from './host-ports.ts';
export type { Installation } from './installation-port.ts';
export type {
  PeerAccount,
  PeerAccounts,
  PeerPeering,
  PeerRoute,
  PeerRouteTable,
  PeerVpc,
} from './peer-ports.ts';
export type { Prices } from './price-ports.ts';
export type { Round, Rounds } from './round-ports.ts';
export type { AirSettings, Sim, Soracom, Vpg, VpgPeering } from './soracom-ports.ts';

/** An account that owns VPCs, and how it lets us in. */
export interface RegisteredAccount {
  readonly accountId: string;
  readonly roleArn: string;
  readonly externalId: string;
  /** Where it is registered: by somebody in the table, or by the deployment in the settings. */
  readonly source: 'table' | 'settings';
  /** Who registered it in the table, and when, ms since the epoch. */
  readonly changedBy?: string;
  readonly changedAt?: number;
}

/** Which accounts are registered. */
export interface AccountRegistry {
  /** A consistent read; undefined for one that is not registered. Throws StoreUnavailable. */
  registered(accountId: string): Promise<RegisteredAccount | undefined>;
}

/** All that is kept of a network; no `record` for one that was never asked for. */
export interface WholeRecord {
  readonly record?: NetworkRecord;
  readonly peerings: readonly PeeringRecord[];
  readonly groups: readonly GroupRecord[];
  /** Its places on DNS hosts. */
  readonly places: NetworkPlaces;
}

/** What the steps need of the table. Every method throws StoreUnavailable, also for a write that came too late. */
export interface Records {
  /** All that is kept of a network, by one consistent read where one page holds it. */
  whole(name: string): Promise<WholeRecord>;
  /** A consistent read; undefined for a network that was never asked for. */
  network(name: string): Promise<NetworkRecord | undefined>;
  /** Writes a record as the next version of the one that was read; version 0 is a new one. */
  save(record: NetworkRecord): Promise<void>;
  peerings(name: string): Promise<PeeringRecord[]>;
  savePeering(network: string, record: PeeringRecord): Promise<void>;
  /** Keeps nothing of a peering any more. */
  forgetPeering(network: string, name: string): Promise<void>;
  /** What is kept of one of the groups that the network has served; ids in any case. */
  group(network: string, groupId: string): Promise<GroupRecord | undefined>;
  /** What is kept of all groups that the network has served. */
  groups(network: string): Promise<GroupRecord[]>;
  /** Writes what is kept of a group in place of what was read before; undefined: nothing was kept. */
  saveGroup(network: string, record: GroupRecord, known: GroupRecord | undefined): Promise<void>;
  /** Keeps nothing of a group any more. */
  forgetGroup(network: string, groupId: string): Promise<void>;
  /** Names of networks in alphabetical order, at most `limit` after a name. A new one may be missing for a moment. */
  networkNames(after: string | undefined, limit: number): Promise<string[]>;
}

/** What the steps need of Step Functions. */
export interface Executions {
  /** DescribeExecution. */
  holder(executionArn: string): Promise<Holder>;
}

/** What steps that watch runs need of Step Functions. Every method throws StoreUnavailable. */
export interface ExecutionReader {
  /** GetExecutionHistory, newest first: the state that was entered last, if it is among the last 100 events. */
  lastState(executionArn: string): Promise<string | undefined>;
  /** ListExecutions: since when the oldest of the executions that run has been running; undefined if none runs. */
  oldestRunningSince(): Promise<number | undefined>;
}

/** What the steps need to do something once although they are asked twice. Every method throws StoreUnavailable. */
export interface Claims {
  /** Takes a key until a moment, unless it is settled or somebody else holds it now. */
  claim(key: string, until: number): Promise<'mine' | 'held' | 'settled'>;
  /** What the key stands for has been done; nobody gets it any more. */
  settle(key: string): Promise<void>;
  /** Lets go of a key that one holds. */
  release(key: string): Promise<void>;
}

/** What the steps need to have something watched over time. */
export interface Metrics {
  /** Puts one value of a metric of this installation. */
  put(name: string, value: number): void;
}

/** What the steps need of our event bus. */
export interface Events {
  /**
   * PutEvents on our bus, in this order; the details are held against src/canal/events.ts. Throws StoreUnavailable if
   * EventBridge did not take all of them: it may have taken some, so whoever tries again may publish those twice.
   */
  publish(events: readonly CanalEvent[]): Promise<void>;
}

/** What the steps need to tell people something. */
export interface People {
  /** Publish to the topic for people: what happened as the subject, plain sentences as the text. Throws StoreUnavailable. */
  tell(message: { readonly subject: string; readonly text: string }): Promise<void>;
}

/** What a step is told besides its ports. */
export interface Run {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
