import type { CanalEvent } from '../canal/events.ts';
import type { GroupRecord } from '../canal/group-record.ts';
import type { PeeringWish, VpgWish } from '../canal/network.ts';
import type { Holder, NetworkRecord, PeeringRecord } from '../canal/record.ts';

export type { Bills, CostMetrics, CostSettings, CostValues, KeptReport, Ledger } from './cost-ports.ts';
export type * from './host-ports.ts';
export type {
  PeerAccount,
  PeerAccounts,
  PeerPeering,
  PeerRoute,
  PeerRouteTable,
  PeerVpc,
} from './peer-ports.ts';
export type { Round, Rounds } from './round-ports.ts';

/** A VPG as SORACOM reports it. Times are ms since the epoch. */
export interface Vpg {
  readonly vpgId: string;
  /** creating, running, failed, terminating, terminated, or a word that SORACOM has added since. */
  readonly status: string;
  readonly type: number;
  readonly useInternetGateway: boolean;
  readonly deviceSubnetCidrRange: string;
  /** The range that peered VPCs route back to; absent while SORACOM has not told it. */
  readonly vpgSubnetCidrRange?: string;
  readonly region?: string;
  readonly createdTime: number;
  /** Sessions through it, as of a while ago; absent where SORACOM does not tell. */
  readonly onlineSessions?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly peerings: readonly VpgPeering[];
}

/** A peering as SORACOM reports it: it never says whether it was accepted. */
export interface VpgPeering {
  readonly id: string;
  readonly peerOwnerId: string;
  readonly peerVpcId: string;
  readonly peerRegion?: string;
  readonly destinationCidrBlock: string;
}

/** The four keys of a group's SoracomAir namespace that we may set; a key that is absent there is absent here. */
export interface AirSettings {
  readonly useVpg?: unknown;
  readonly vpgId?: unknown;
  readonly useCustomDns?: unknown;
  readonly dnsServers?: unknown;
}

/** A SIM and the session that it has, as SORACOM shows them. */
export interface Sim {
  readonly simId: string;
  readonly online: boolean;
  /** What its session was set up with, while it is online. */
  readonly vpgId?: string;
  readonly dnsServers: readonly string[];
}

/** What the steps need of SORACOM. Every method throws our errors: Soracom*, NotFound. */
export interface Soracom {
  /** getVirtualPrivateGateway; undefined for an unknown id. */
  vpg(vpgId: string): Promise<Vpg | undefined>;
  /** listVirtualPrivateGateways by one tag, all pages. */
  vpgsTagged(tagName: string, tagValue: string): Promise<Vpg[]>;
  /** listVirtualPrivateGateways of the whole operator, all pages. */
  allVpgs(): Promise<Vpg[]>;
  /** createVirtualPrivateGateway. */
  createVpg(wish: VpgWish, tags: Readonly<Record<string, string>>): Promise<Vpg>;
  /** createVpcPeeringConnection: the new peering's id. Whose it is, SORACOM is not told: it has no tags. */
  createPeering(vpgId: string, wish: PeeringWish, network?: string): Promise<VpgPeering>;
  /** deleteVpcPeeringConnection; one that is not there counts as deleted. */
  deletePeering(vpgId: string, peeringId: string): Promise<void>;
  /** terminateVirtualPrivateGateway; one that is not there counts as terminated. */
  terminateVpg(vpgId: string): Promise<void>;
  /** getGroup: the four keys; undefined for an unknown group. */
  airSettings(groupId: string): Promise<AirSettings | undefined>;
  /** putConfigurationParameters on SoracomAir: merges key by key. */
  putAirSettings(groupId: string, settings: AirSettings): Promise<void>;
  /** deleteConfigurationParameter of one key of SoracomAir; one that is not there counts as deleted. */
  deleteAirSetting(groupId: string, key: keyof AirSettings): Promise<void>;
  /** listGroups, all pages: the groups that are set to use a VPG, by id. */
  groupsOn(vpgId: string): Promise<string[]>;
  /** listSubscribersInGroup: one page; the cursor is absent on the last one. */
  simsOfGroup(groupId: string, limit: number, cursor?: string): Promise<{ sims: Sim[]; cursor?: string }>;
  /** getSim; undefined for an unknown SIM. */
  sim(simId: string): Promise<Sim | undefined>;
  /** deleteSimSession: offline (SEM0016) is an answer, not an error. */
  deleteSession(simId: string): Promise<'asked' | 'offline'>;
}

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

/** What the steps need of the table. Every method throws StoreUnavailable, also for a write that came too late. */
export interface Records {
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

/** The settings that steps read. */
export interface Installation {
  /** account/Region/stage: the value of the tag canal:stack. */
  readonly stack: string;
  readonly coverage: 'japan' | 'global';
  /** The AWS account that SORACOM requests peerings from, when it is known. */
  readonly soracomAccountId: string | undefined;
  /** How long the creation of a VPG is expected to take, in seconds. */
  readonly vpgExpectedSeconds: number;
  /** For how many hours a network must have failed before a sweep reports it. */
  readonly sweepFailedHours: number;
  /** Whether the daily sweep removes what nobody uses. */
  readonly sweepRemoves: boolean;
}
