import type { Attachment } from './instance.ts';

/** One rule of a security group: what may come in or go out, and from or to where. Exactly one peer is named. */
export interface SecurityGroupRule {
  readonly ruleId: string;
  readonly egress: boolean;
  /** `tcp`, `udp`, `icmp`, a protocol number, or `-1` for all of them. */
  readonly protocol: string;
  /** Both absent when the protocol is `-1`: all ports. */
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrBlock?: string;
  readonly groupId?: string;
  readonly description?: string;
}

/** A security group of a VPC, with its rules. */
export interface SecurityGroup {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: SecurityGroupRule[];
  readonly tags: Map<string, string>;
}

/** A network interface: what answers at a private address of a subnet. */
export interface NetworkInterface {
  readonly networkInterfaceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  description: string;
  /** The primary address first. */
  readonly privateIpAddresses: readonly string[];
  groupIds: readonly string[];
  sourceDestCheck: boolean;
  /** What ties it to an instance, or tied it: `attachmentStatus` says whether it still does. */
  attachment?: Attachment;
  /** What the call that created it sent, so that the same call again finds it. */
  readonly createdBy?: { readonly clientToken: string; readonly request: string };
  readonly tags: Map<string, string>;
}

/** One entry of a network ACL; the first one by number that fits a packet decides. */
export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly egress: boolean;
  /** A protocol number, or `-1` for all of them. */
  readonly protocol: string;
  readonly action: 'allow' | 'deny';
  readonly cidrBlock: string;
  /** Both absent: all ports. */
  readonly fromPort?: number;
  readonly toPort?: number;
}

/** A network ACL of a VPC, with its entries and the subnets that it guards. */
export interface NetworkAcl {
  readonly networkAclId: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
  /** Its subnets; one that no other ACL names has the default one. */
  readonly associations: { readonly id: string; readonly subnetId: string }[];
  readonly entries: readonly NetworkAclEntry[];
  readonly tags: Map<string, string>;
}
