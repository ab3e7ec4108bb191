/** A Virtual Private Gateway of the sandbox, with the moments (ms since the epoch) that its life cycle is computed from. */
export interface Vpg {
  readonly vpgId: string;
  readonly operatorId: string;
  readonly type: number;
  readonly useInternetGateway: boolean;
  readonly deviceSubnetCidrRange: string;
  /** The range that SIMs are seen from in a peered VPC: this VPG's own part of 100.64.0.0/10. */
  readonly vpgSubnetCidrRange: string;
  readonly region: string;
  /** SORACOM's own VPC behind this VPG: the requester of its peerings. */
  readonly requesterVpcId: string;
  /** Only when it was created by the old request that named it. */
  readonly primaryServiceName?: string;
  tags: Record<string, string>;
  /** When its tags are seen by the list's tag filter. */
  readonly listedAt: number;
  readonly createdAt: number;
  lastModifiedAt: number;
  /** When creation ends, and how. */
  readonly createdBy: number;
  readonly creationFails: boolean;
  terminatingAt?: number;
  terminatedAt?: number;
}

/** The status that SORACOM reports at a moment: creating -> running | failed, then terminating -> terminated. */
export function vpgStatus(vpg: Vpg, now: number): 'creating' | 'running' | 'failed' | 'terminating' | 'terminated' {
  if (vpg.terminatedAt !== undefined && now >= vpg.terminatedAt) return 'terminated';
  if (vpg.terminatingAt !== undefined && now >= vpg.terminatingAt) return 'terminating';
  if (now < vpg.createdBy) return 'creating';
  return vpg.creationFails ? 'failed' : 'running';
}
