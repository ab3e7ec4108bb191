import { Address4 } from 'ip-address';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Bucket } from './bucket.ts';
import type { Command } from './command.ts';
import type { RoleSession, SoracomToken } from './credentials.ts';
import { Lists } from './lists.ts';
import { type Peering, peeringStatus } from './peering.ts';
import { SessionCensus } from './session-census.ts';
import type { Group, Sim } from './sim.ts';
import type { Account, Region, Vpc } from './vpc.ts';
import type { Vpg } from './vpg.ts';
import { VpgRanges } from './vpg-ranges.ts';
import type { WorldFile } from './world-file.ts';

/** What is asked of SORACOM for a peering. */
export interface PeeringRequest {
  readonly peerOwnerId: string;
  readonly peerVpcId: string;
  readonly peerRegion: string;
  readonly destinationCidrBlock: string;
}

const week = 7 * 24 * 3600_000;

/** Whether two IPv4 ranges share an address. */
export function rangesOverlap(a: string, b: string): boolean {
  const [one, other] = [new Address4(a), new Address4(b)];
  return one.isInSubnet(other) || other.isInSubnet(one);
}

/**
 * The imitated world: what SORACOM and AWS each know, kept once. Each service shows its own face of it; nothing here
 * speaks a protocol. Life cycles are computed from the clock when they are read.
 */
export class World {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly behaviour: WorldFile['behaviour'];
  /** When this world began, ms since the epoch. */
  readonly since: number;
  readonly census = new SessionCensus();
  readonly ownAccountId: string;
  readonly operatorId = 'OP0012345678';
  /** The AWS account that SORACOM's side of every peering belongs to. */
  readonly soracomAccountId = '900000000015';
  /** The AuthKey that the sandbox's SORACOM accepts. */
  readonly authKey = { authKeyId: 'keyId-sandbox', authKey: 'secret-sandbox' };
  readonly tokens = new Map<string, SoracomToken>();
  readonly vpgs = new Map<string, Vpg>();
  readonly peerings = new Map<string, Peering>();
  readonly groups = new Map<string, Group>();
  readonly sims = new Map<string, Sim>();
  readonly accounts = new Map<string, Account>();
  /** S3's buckets, by their names. */
  readonly buckets = new Map<string, Bucket>();
  /** Of Systems Manager, by their ids. */
  readonly commands = new Map<string, Command>();
  /** By access key id. */
  readonly roleSessions = new Map<string, RoleSession>();
  readonly #vpgRanges: VpgRanges;
  readonly #peeringsByVpg = new Lists<Peering>();
  readonly #peeringsByVpc = new Lists<Peering>();
  readonly #peeringsByOwner = new Lists<Peering>();
  readonly #simsByGroup = new Lists<Sim>();

  constructor(file: WorldFile, clock: Clock, ids: Ids) {
    this.clock = clock;
    this.since = clock.now();
    this.ids = ids;
    this.behaviour = file.behaviour;
    this.ownAccountId = file.ownAccountId;
    this.#vpgRanges = new VpgRanges(file.behaviour.firstVpgSubnetCidrRange);
  }

  /** The account that an access key belongs to: a role session's, the account of that very number, else our own. */
  accountOf(accessKeyId: string): string {
    return (
      this.roleSessions.get(accessKeyId)?.accountId ??
      (this.accounts.has(accessKeyId) ? accessKeyId : this.ownAccountId)
    );
  }

  /** What an account has in a Region; an empty Region is made on first sight. */
  region(accountId: string, region: string): Region {
    let account = this.accounts.get(accountId);
    if (!account) {
      account = { accountId, regions: new Map(), roles: new Map() };
      this.accounts.set(accountId, account);
    }
    let found = account.regions.get(region);
    if (!found) {
      found = {
        vpcs: new Map(),
        subnets: new Map(),
        routeTables: new Map(),
        securityGroups: new Map(),
        networkInterfaces: new Map(),
        networkAcls: new Map(),
        instances: new Map(),
      };
      account.regions.set(region, found);
    }
    return found;
  }

  /** The range that the next VPG gets: each VPG its own block of the first one's size. */
  nextVpgRange(): string {
    return this.#vpgRanges.next(this.vpgs.values());
  }

  /** SORACOM requests a peering: it stands at once at SORACOM, and some seconds later in the peer's account. */
  requestPeering(vpg: Vpg, request: PeeringRequest): Peering {
    const now = this.clock.now();
    const peer = this.accounts.get(request.peerOwnerId)?.regions.get(request.peerRegion)?.vpcs.get(request.peerVpcId);
    const failure = this.#peeringFailure(vpg, request, peer);
    const peering: Peering = {
      id: `pcx-${this.ids.hex('pcx', 17)}`,
      vpgId: vpg.vpgId,
      ...request,
      requester: {
        ownerId: this.soracomAccountId,
        vpcId: this.#requesterVpcOf(vpg),
        region: vpg.region,
        cidrBlock: vpg.vpgSubnetCidrRange,
      },
      createdAt: now,
      visibleAt: now + this.behaviour.peeringVisibleAfterSeconds * 1000,
      expiresAt: now + week,
      ...(failure === undefined ? {} : { failure }),
      accepterTags: new Map(),
    };
    this.addPeering(peering);
    return peering;
  }

  /** Adds a peering. */
  addPeering(peering: Peering): void {
    this.peerings.set(peering.id, peering);
    this.#peeringsByVpg.add(peering.vpgId, peering);
    this.#peeringsByVpc.add(peering.peerVpcId, peering);
    this.#peeringsByOwner.add(peering.peerOwnerId, peering);
  }

  /** The peerings that a VPG ever requested, in the order of their requests; ended ones too. */
  peeringsOfVpg(vpgId: string): readonly Peering[] {
    return this.#peeringsByVpg.of(vpgId);
  }

  /** The peerings that were ever requested of a VPC, in the order of their requests; ended ones too. */
  peeringsOfVpc(vpcId: string): readonly Peering[] {
    return this.#peeringsByVpc.of(vpcId);
  }

  /** The peerings that were ever requested of an account, in the order of their requests; ended ones too. */
  peeringsOfOwner(accountId: string): readonly Peering[] {
    return this.#peeringsByOwner.of(accountId);
  }

  /** Adds temporary credentials; forgets the oldest that have ended, or a long life would gather them. */
  addRoleSession(accessKeyId: string, session: RoleSession): void {
    const now = this.clock.now();
    for (const [key, { expiresAt }] of this.roleSessions) {
      if (expiresAt > now) break;
      this.roleSessions.delete(key);
    }
    this.roleSessions.set(accessKeyId, session);
  }

  /** Adds a SIM. */
  addSim(sim: Sim): void {
    this.sims.set(sim.simId, sim);
    if (sim.groupId !== undefined) this.#simsByGroup.add(sim.groupId, sim);
  }

  /** The SIMs of a group, in the order in which they were added. */
  simsOfGroup(groupId: string): readonly Sim[] {
    return this.#simsByGroup.of(groupId);
  }

  /** SORACOM's VPC that a VPG's peerings come from. */
  #requesterVpcOf = ({ requesterVpcId }: Vpg) =>
    this.behaviour.vpgsShareVpc ? 'vpc-0e0000000000000e1' : requesterVpcId;

  /** Why AWS would let a new peering fail: no such VPC, overlapping ranges, or one that stands between the two VPCs. */
  #peeringFailure(vpg: Vpg, request: PeeringRequest, peer: Vpc | undefined): string | undefined {
    if (!peer) return 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';
    const ranges = [peer.cidrBlock, ...peer.secondaryCidrBlocks];
    if (ranges.some((range) => rangesOverlap(range, vpg.vpgSubnetCidrRange))) {
      return 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';
    }
    const alive = ['initiating-request', 'pending-acceptance', 'provisioning', 'active'];
    const twin = this.peeringsOfVpc(request.peerVpcId).find(
      (other) =>
        other.requester.vpcId === this.#requesterVpcOf(vpg) && alive.includes(peeringStatus(other, this.clock.now())),
    );
    return twin && `A peering between the two VPCs already exists: ${twin.id}`;
  }
}
