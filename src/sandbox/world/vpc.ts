import type { Instance } from './instance.ts';
import type { NetworkAcl, NetworkInterface, SecurityGroup } from './vpc-security.ts';

/** A VPC with its secondary ranges. */
export interface Vpc {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly secondaryCidrBlocks: readonly string[];
  readonly tags: Map<string, string>;
}

/** A subnet of a VPC. */
export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly tags: Map<string, string>;
}

/** One route, by EC2's own field for its target. State is computed: a peering that is not active is a black hole. */
export interface Route {
  readonly destinationCidrBlock: string;
  readonly origin: 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation';
  readonly gatewayId?: string;
  readonly natGatewayId?: string;
  readonly transitGatewayId?: string;
  readonly networkInterfaceId?: string;
  readonly vpcPeeringConnectionId?: string;
  /** When it was made or replaced; absent for one that has always been there. */
  readonly since?: number;
  /** What it has replaced: what EC2 goes on showing while it is behind. */
  readonly before?: Route;
}

/** What a route table is used for: the whole VPC (main), a subnet or a gateway. */
export interface RouteTableAssociation {
  readonly id: string;
  readonly main: boolean;
  readonly subnetId?: string;
  readonly gatewayId?: string;
}

/** A route table of a VPC. */
export interface RouteTable {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly associations: RouteTableAssociation[];
  /** In the order in which EC2 lists them: the local route first. */
  readonly routes: Route[];
  readonly tags: Map<string, string>;
  /** What the call that created it named, so that the same call again finds it. */
  readonly clientToken?: string;
}

/** What one account has in one Region. */
export interface Region {
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly routeTables: Map<string, RouteTable>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly networkInterfaces: Map<string, NetworkInterface>;
  readonly networkAcls: Map<string, NetworkAcl>;
  readonly instances: Map<string, Instance>;
}

/** An IAM role that another account may assume with its ExternalId. */
export interface Role {
  readonly arn: string;
  readonly externalId: string;
  /** Accounts whose identities may assume it. */
  readonly trusts: readonly string[];
  /** EC2 actions that it may not take, such as `AcceptVpcPeeringConnection`. */
  readonly denies?: readonly string[];
}

/** One AWS account. */
export interface Account {
  readonly accountId: string;
  readonly regions: Map<string, Region>;
  readonly roles: Map<string, Role>;
}
