import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import type { NetworkPlaces } from '../canal/dns/network-places.ts';
import type { DnsPlace } from '../canal/dns/place.ts';
import type { PeerRoute } from './peer-ports.ts';

type Tags = Readonly<Record<string, string>>;

/** An instance as EC2 shows it. */
export interface HostInstance {
  readonly instanceId: string;
  readonly instanceType: string;
  /** running, stopped … */
  readonly state: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly interfaces: readonly { readonly networkInterfaceId: string; readonly deviceIndex: number }[];
}

/** A subnet of a host's VPC. */
export interface HostSubnet {
  readonly subnetId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly tags: Tags;
}

/** A route table of a host's VPC. */
export interface HostTable {
  readonly routeTableId: string;
  readonly associations: readonly { readonly associationId: string; readonly subnetId: string }[];
  readonly routes: readonly PeerRoute[];
  readonly tags: Tags;
}

/** What a security group lets in from one source. */
export interface HostRule {
  /** udp, tcp …; -1 for all, which have no ports. */
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  /** A range of IPv4 or IPv6, a prefix list (pl-…) or a security group (sg-…, of another account 111111111111/sg-…). */
  readonly source: string;
}

/** A security group of a host's VPC, with all that it lets in. */
export interface HostGroup {
  readonly groupId: string;
  readonly rules: readonly HostRule[];
  readonly tags: Tags;
}

/** An ENI in a host's VPC. */
export interface HostInterface {
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly macAddress: string;
  readonly address: string;
  readonly groupIds: readonly string[];
  readonly tags: Tags;
  readonly attachment?: {
    readonly attachmentId: string;
    readonly instanceId: string;
    readonly deviceIndex: number;
    /** attaching, attached, detaching. */
    readonly status: string;
  };
}

/** A peering of a host's VPC as the accepter, that counts against its quota. */
export interface HostPeering {
  readonly peeringId: string;
  /** Of the accepter's account. */
  readonly tags: Tags;
}

/** What the steps read of EC2 about a DNS host and its VPC. Every method throws Ec2*, NotFound, QuotaExceeded. */
export interface HostReads {
  /** DescribeInstances by id; undefined if it is not in this account and Region. */
  instance(instanceId: string): Promise<HostInstance | undefined>;
  /** DescribeInstanceTypes: how many ENIs a type takes. */
  interfaceLimit(instanceType: string): Promise<number>;
  /** DescribeVpcs: the ranges of a VPC, the primary one first. */
  vpcRanges(vpcId: string): Promise<string[]>;
  /** DescribeSubnets of a VPC. */
  hostSubnets(vpcId: string): Promise<HostSubnet[]>;
  /** DescribeRouteTables of a VPC. */
  hostTables(vpcId: string): Promise<HostTable[]>;
  /** DescribeSecurityGroups of a VPC by name. */
  hostGroup(vpcId: string, groupName: string): Promise<HostGroup | undefined>;
  /** DescribeSecurityGroups of a VPC. */
  hostGroups(vpcId: string): Promise<HostGroup[]>;
  /** DescribeNetworkInterfaces of a subnet, or of a VPC. */
  hostInterfaces(where: { readonly subnetId: string } | { readonly vpcId: string }): Promise<HostInterface[]>;
  /** DescribeVpcPeeringConnections of a VPC as the accepter: those that are asked for, being made, or active. */
  hostPeerings(vpcId: string): Promise<HostPeering[]>;
  /** DescribeVpcPeeringConnections: the requester's ranges of an active peering. */
  peeringRanges(peeringId: string): Promise<string[]>;
}

/** What the steps change at EC2 for a place. What is gone counts as deleted. */
export interface HostChanges {
  /** CreateSubnet; the id. */
  makeSubnet(vpcId: string, cidrBlock: string, availabilityZone: string, tags: Tags): Promise<string>;
  deleteSubnet(subnetId: string): Promise<void>;
  /** CreateRouteTable; the same token gives the same table. */
  makeTable(vpcId: string, tags: Tags, token: string): Promise<HostTable>;
  deleteTable(routeTableId: string): Promise<void>;
  /** AssociateRouteTable, DisassociateRouteTable. */
  associateTable(routeTableId: string, subnetId: string): Promise<void>;
  dissociateTable(associationId: string): Promise<void>;
  /** CreateRoute, ReplaceRoute and DeleteRoute. */
  makeTableRoute(routeTableId: string, cidrBlock: string, peeringId: string): Promise<void>;
  moveTableRoute(routeTableId: string, cidrBlock: string, peeringId: string): Promise<void>;
  dropTableRoute(routeTableId: string, cidrBlock: string): Promise<void>;
  /** CreateSecurityGroup; the id. */
  makeGroup(vpcId: string, groupName: string, description: string, tags: Tags): Promise<string>;
  deleteGroup(groupId: string): Promise<void>;
  /** AuthorizeSecurityGroupIngress, RevokeSecurityGroupIngress. */
  letIn(groupId: string, rules: readonly HostRule[]): Promise<void>;
  keepOut(groupId: string, rules: readonly HostRule[]): Promise<void>;
  /** CreateNetworkInterface; the same token gives the same one. */
  makeInterface(
    wished: { subnetId: string; address: string; groupId: string; description: string },
    tags: Tags,
    token: string,
  ): Promise<HostInterface>;
  deleteInterface(networkInterfaceId: string): Promise<void>;
  /** ModifyNetworkInterfaceAttribute: one security group guards it, and no other. */
  guardInterface(networkInterfaceId: string, groupId: string): Promise<void>;
  /** AttachNetworkInterface, DetachNetworkInterface. */
  attachInterface(networkInterfaceId: string, instanceId: string, deviceIndex: number): Promise<void>;
  detachInterface(attachmentId: string): Promise<void>;
}

/** EC2 of our own account, in the Region of a DNS host. */
export interface HostAccounts {
  openHost(region: string): Promise<HostReads & HostChanges>;
}

/** What the steps need of the DNS hosts in the table. Every method throws StoreUnavailable. */
export interface DnsHosts {
  /** A consistent read; undefined for one that is not registered. */
  dnsHost(name: string): Promise<RegisteredDnsHost | undefined>;
  /** All of them, by name. */
  dnsHosts(): Promise<RegisteredDnsHost[]>;
  keepDnsHost(host: RegisteredDnsHost): Promise<'new' | 'replaced'>;
  forgetDnsHost(name: string): Promise<void>;
  /** The places of a host that are held, by device index. */
  places(host: string): Promise<DnsPlace[]>;
  /** Takes a place, or writes one that the same network holds; "taken" if another network has it. */
  holdPlace(place: DnsPlace): Promise<'held' | 'taken'>;
  /** Gives a place back, if the network holds it. */
  freePlace(place: Pick<DnsPlace, 'host' | 'deviceIndex' | 'network'>): Promise<void>;
  /** Where a network's places are; kept before a place is taken, and changed after one was given back. */
  placesOf(network: string): Promise<NetworkPlaces>;
  keepPlacesOf(network: string, places: NetworkPlaces): Promise<void>;
  /** The number of the last publication of a host; undefined before the first. */
  lastRevision(host: string): Promise<number | undefined>;
  /** The number of the next publication of a host: larger than every one before. */
  nextRevision(host: string, now: number): Promise<number>;
}

/** Where bundles are put for DNS hosts to fetch. */
export interface Bundles {
  /** PutObject; where it is. Throws Ec2*. */
  putBundle(key: string, bytes: Uint8Array): Promise<{ readonly bucket: string; readonly key: string }>;
  /** GetObject; undefined for one that is not there: bundles are kept for 30 days. Throws Ec2*. */
  bundle(key: string): Promise<Uint8Array | undefined>;
}

/** How far a command is. */
export interface HostCommand {
  /** pending, running, or how it ended. */
  readonly status: 'pending' | 'running' | 'succeeded' | 'failed';
  /** Systems Manager's own word: Success, TimedOut, Undeliverable … */
  readonly said: string;
  readonly stdout: string;
}

/** Commands to DNS hosts, by the SSM document of this installation. */
export interface HostCommands {
  /** SendCommand; the command's id. Throws Ec2*, DnsHostFailed for an instance that Systems Manager does not reach. */
  deliver(
    at: { readonly region: string; readonly instanceId: string },
    parameters: Readonly<Record<string, string>>,
    comment: string,
  ): Promise<string>;
  /** GetCommandInvocation. */
  delivered(at: { readonly region: string; readonly instanceId: string }, commandId: string): Promise<HostCommand>;
}
