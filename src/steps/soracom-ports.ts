import type { VpgWish } from '../canal/network.ts';
import type { PeeringWish } from '../canal/peering-wish.ts';

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
  /** Its status is a part of it: one that was terminated was so by then. */
  readonly lastModifiedTime?: number;
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
  /** Absent for one that is in no group. */
  readonly groupId?: string;
  /** The name of its subscription, such as `plan-D`, if SORACOM tells it. */
  readonly subscription?: string;
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
  /**
   * deleteVpcPeeringConnection; one that is not there counts as deleted. Whose it was, and since when at the earliest where no
   * answer has told of its creation, is for who counts what it has cost.
   */
  deletePeering(
    vpgId: string,
    peeringId: string,
    of?: { network: string; askedAt?: number | undefined },
  ): Promise<void>;
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
  /** searchSims: one page of all SIMs that are online; the cursor is absent on the last one. The index may lag behind. */
  onlineSims(limit: number, cursor?: string): Promise<{ sims: Sim[]; cursor?: string }>;
  /** getSim; undefined for an unknown SIM. */
  sim(simId: string): Promise<Sim | undefined>;
  /** deleteSimSession: offline (SEM0016) is an answer, not an error. */
  deleteSession(simId: string): Promise<'asked' | 'offline'>;
}
