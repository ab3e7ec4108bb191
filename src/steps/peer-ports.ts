import type { InterfaceFacts, NetworkAclFacts, SecurityGroupFacts } from '../canal/peer-facts.ts';

/** A VPC as its account shows it. */
export interface PeerVpc {
  readonly vpcId: string;
  /** Primary and secondary ranges. */
  readonly cidrBlocks: readonly string[];
}

/** A peering as the accepter's account shows it. */
export interface PeerPeering {
  readonly id: string;
  /** EC2's status code: pending-acceptance, provisioning, active, deleted … */
  readonly status: string;
  readonly statusMessage: string;
  readonly accepterVpcId: string;
  readonly requesterOwnerId: string;
  /** SORACOM's ranges; EC2 tells them only while the peering is active. */
  readonly requesterCidrBlocks: readonly string[];
  /** Of the accepter's account: each side has its own. */
  readonly tags: Readonly<Record<string, string>>;
}

/** One route of a route table. */
export interface PeerRoute {
  readonly destinationCidrBlock: string;
  readonly state: 'active' | 'blackhole' | 'filtered';
  /** The id of what it points to: pcx-…, igw-…, local … */
  readonly target: string;
  readonly origin: string;
}

/** A route table of a VPC, as its account shows it. */
export interface PeerRouteTable {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly main: boolean;
  /** Subnets that are associated explicitly. */
  readonly subnetIds: readonly string[];
  readonly routes: readonly PeerRoute[];
}

/** What the steps need of EC2 in one account and Region. Every method throws our errors: Ec2*, NotFound, QuotaExceeded. */
export interface PeerAccount {
  /** DescribeVpcs by id; undefined if it is not in this account and Region. */
  vpc(vpcId: string): Promise<PeerVpc | undefined>;
  /** DescribeSubnets of a VPC: the ids. */
  subnetIds(vpcId: string): Promise<string[]>;
  /** DescribeRouteTables of a VPC, all pages. */
  routeTables(vpcId: string): Promise<PeerRouteTable[]>;
  /** DescribeSecurityGroups of a VPC, all pages. */
  securityGroups(vpcId: string): Promise<SecurityGroupFacts[]>;
  /** DescribeNetworkInterfaces of a VPC, all pages. */
  networkInterfaces(vpcId: string): Promise<InterfaceFacts[]>;
  /** DescribeNetworkAcls of a VPC, all pages. */
  networkAcls(vpcId: string): Promise<NetworkAclFacts[]>;
  /** DescribeVpcPeeringConnections of a VPC as the accepter that count against its quota (pending, provisioning, active). */
  livePeerings(vpcId: string): Promise<PeerPeering[]>;
  /** DescribeVpcPeeringConnections of the account and Region, all pages: dead ones too, as long as EC2 shows them. */
  shownPeerings(): Promise<PeerPeering[]>;
  /** DescribeVpcPeeringConnections by id; undefined while EC2 does not show it. */
  peering(peeringId: string): Promise<PeerPeering | undefined>;
  /** AcceptVpcPeeringConnection; "not-pending" for InvalidStateTransition: look again. */
  acceptPeering(peeringId: string): Promise<'accepted' | 'not-pending'>;
  /** CreateTags. */
  tag(resourceId: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** CreateRoute; "exists" for RouteAlreadyExists: read the table again. */
  createRoute(routeTableId: string, destinationCidrBlock: string, peeringId: string): Promise<'created' | 'exists'>;
  /** ReplaceRoute. */
  replaceRoute(routeTableId: string, destinationCidrBlock: string, peeringId: string): Promise<void>;
  /** DeleteRoute; one that is not there counts as deleted. */
  deleteRoute(routeTableId: string, destinationCidrBlock: string): Promise<void>;
}

/** Opens EC2 in the account that owns a VPC: our own, or a registered one through its role. */
export interface PeerAccounts {
  /** Begins to load what opening needs: it is there then when others have been asked meanwhile. */
  prepare?(): void;
  /** Throws NotFound for an account that is not registered, Ec2Denied if its role cannot be assumed. */
  open(accountId: string, region: string, sessionName: string): Promise<PeerAccount>;
}
