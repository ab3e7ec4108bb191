import type { FilterRule } from './admission.ts';
import type { RouteTableFacts } from './routes.ts';

/** What the rules need to know of a security group: what it lets in. */
export interface SecurityGroupFacts {
  readonly groupId: string;
  /** Rules with a range; those with a prefix list count as any range, because what is in it is not known here. */
  readonly ingress: readonly FilterRule[];
}

/** What the rules need to know of a network interface. */
export interface InterfaceFacts {
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly addresses: readonly string[];
  /** None for the kinds that no security group guards, such as NAT gateways. */
  readonly groupIds: readonly string[];
}

/** What the rules need to know of a network ACL; entries in the order of their numbers. */
export interface NetworkAclFacts {
  readonly networkAclId: string;
  readonly subnetIds: readonly string[];
  readonly ingress: readonly FilterRule[];
  readonly egress: readonly FilterRule[];
}

/** What stands in a peer VPC, as far as the way of a packet goes. What could not be read is absent. */
export interface PeerFacts {
  readonly cidrBlocks: readonly string[];
  readonly subnetIds: readonly string[];
  /** All tables of the VPC. */
  readonly tables: readonly RouteTableFacts[];
  /** The tables of them that get the route back. */
  readonly routed: readonly RouteTableFacts[];
  readonly securityGroups?: readonly SecurityGroupFacts[];
  readonly interfaces?: readonly InterfaceFacts[];
  readonly networkAcls?: readonly NetworkAclFacts[];
}
