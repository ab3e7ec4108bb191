/** A VPC peering connection: one thing with two faces. SORACOM requests it, the owner of the peer VPC accepts it. */
export interface Peering {
  readonly id: string;
  readonly vpgId: string;
  readonly peerOwnerId: string;
  readonly peerVpcId: string;
  readonly peerRegion: string;
  readonly destinationCidrBlock: string;
  readonly requester: {
    readonly ownerId: string;
    readonly vpcId: string;
    readonly region: string;
    readonly cidrBlock: string;
  };
  readonly createdAt: number;
  /** When EC2 starts to show it. */
  readonly visibleAt: number;
  /** When a request that nobody has accepted expires: 7 days after creation. */
  readonly expiresAt: number;
  /** Why it failed at creation; AWS reports overlapping ranges so, not as an error of a call. */
  readonly failure?: string;
  acceptedAt?: number;
  activeAt?: number;
  rejectedAt?: number;
  deletedAt?: number;
  deletedBy?: 'requester' | 'accepter';
  /** SORACOM keeps showing a peering until it is deleted at SORACOM, whatever EC2 says. */
  forgottenBySoracom?: true;
  /** When it was deleted at SORACOM. */
  forgottenAt?: number;
  /** Tags are per account: the requester's are not the accepter's. */
  readonly accepterTags: Map<string, string>;
  /** What the accepter's owner has switched on with ModifyVpcPeeringConnectionOptions. */
  accepterOptions?: { readonly allowDnsResolutionFromRemoteVpc: boolean };
}

/** EC2's status codes of a VPC peering connection. */
export type PeeringStatus =
  | 'initiating-request'
  | 'pending-acceptance'
  | 'provisioning'
  | 'active'
  | 'deleted'
  | 'rejected'
  | 'failed'
  | 'expired';

/** The status code that EC2 reports at a moment. */
export function peeringStatus(peering: Peering, now: number): PeeringStatus {
  if (peering.failure !== undefined) return 'failed';
  if (peering.deletedAt !== undefined) return 'deleted';
  if (peering.rejectedAt !== undefined) return 'rejected';
  if (peering.activeAt !== undefined && now >= peering.activeAt) return 'active';
  if (peering.acceptedAt !== undefined) return 'provisioning';
  if (now >= peering.expiresAt) return 'expired';
  return now < peering.visibleAt ? 'initiating-request' : 'pending-acceptance';
}

/** When a peering stopped being usable, or undefined while it is alive (or not shown yet). */
export function endedAt(peering: Peering, now: number): number | undefined {
  if (peering.failure !== undefined) return peering.createdAt;
  if (peering.deletedAt !== undefined) return peering.deletedAt;
  if (peering.rejectedAt !== undefined) return peering.rejectedAt;
  if (peering.acceptedAt === undefined && now >= peering.expiresAt) return peering.expiresAt;
  return undefined;
}
