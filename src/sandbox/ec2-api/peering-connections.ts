import { endedAt, type Peering, type PeeringStatus, peeringStatus } from '../world/peering.ts';
import type { Ec2Call, Ec2Operations } from './call.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { checkId, notFound, resourceKinds } from './resource-ids.ts';
import { shownStatus } from './shown.ts';
import { tagSet } from './tag-set.ts';
import type { Xml, XmlFields } from './xml.ts';

const hour = 3600_000;

/** A peering as the caller's account sees it at one moment. */
interface SeenPeering {
  readonly peering: Peering;
  readonly status: PeeringStatus;
  readonly message: string;
  /** ISO 8601; only while it waits to be accepted. */
  readonly expirationTime: string | undefined;
  /** EC2 tells the ranges of either side only of an active peering. */
  readonly ranges: { readonly accepter: readonly string[]; readonly requester: readonly string[] };
}

/** The peerings that the call's account sees in the call's Region: as the accepter, from when EC2 first shows them. */
export function visiblePeerings(call: Ec2Call): Peering[] {
  const { accountId, region } = call.caller;
  return call.world
    .peeringsOfOwner(accountId)
    .filter((peering) => peering.peerRegion === region && isShown(call, peering));
}

/** The visible peering of an id; Malformed or NotFound when there is none. */
export function visiblePeering(call: Ec2Call, id: string): Peering {
  checkId(resourceKinds.peering, id);
  const found = visiblePeerings(call).find((peering) => peering.id === id);
  if (!found) throw notFound(resourceKinds.peering, id);
  return found;
}

/** Whether EC2 shows a peering to its accepter now: not before it appears, and for a while after its end. */
export function isShown({ world, now }: Ec2Call, peering: Peering): boolean {
  if (now < peering.visibleAt) return false;
  const ended = endedAt(peering, now);
  if (ended === undefined) return true;
  switch (peeringStatus(peering, now)) {
    case 'failed':
      return world.behaviour.failedPeeringShownToAccepter && now < ended + 2 * hour;
    case 'deleted':
      return now < ended + (peering.deletedBy === 'accepter' ? 2 : 48) * hour;
    case 'rejected':
      return now < ended + 2 * hour;
    default:
      return now < ended + 48 * hour;
  }
}

/** The `vpcPeeringConnection` element of Accept, which tells how the peering stands. */
export function peeringXml(call: Ec2Call, peering: Peering): XmlFields {
  return seenXml(seen(call, peering, peeringStatus(peering, call.now)));
}

/** The same element of Describe, which may lag behind. */
function seenXml({ peering, status, message, expirationTime, ranges }: SeenPeering): XmlFields {
  const active = status === 'active';
  const { requester } = peering;
  return {
    vpcPeeringConnectionId: peering.id,
    requesterVpcInfo: {
      ownerId: requester.ownerId,
      vpcId: requester.vpcId,
      ...rangesXml(ranges.requester),
      peeringOptions: active ? optionsXml(false) : undefined,
      region: requester.region,
    },
    accepterVpcInfo: {
      ownerId: peering.peerOwnerId,
      vpcId: peering.peerVpcId,
      ...rangesXml(ranges.accepter),
      peeringOptions: active ? optionsXml(allowsDns(peering)) : undefined,
      region: peering.peerRegion,
    },
    status: { code: status, message },
    expirationTime,
    tagSet: tagSet(peering.accepterTags),
  };
}

/** The options of one side; what concerns EC2-Classic is always off. */
export function optionsXml(allowDnsResolutionFromRemoteVpc: boolean): XmlFields {
  return {
    allowDnsResolutionFromRemoteVpc,
    allowEgressFromLocalClassicLinkToRemoteVpc: false,
    allowEgressFromLocalVpcToRemoteClassicLink: false,
  };
}

/** Whether the accepter's side lets the other side resolve its private names. */
export function allowsDns(peering: Peering): boolean {
  return peering.accepterOptions?.allowDnsResolutionFromRemoteVpc ?? false;
}

function rangesXml(ranges: readonly string[]): Record<string, Xml> {
  if (ranges.length === 0) return {};
  return { cidrBlock: ranges[0], cidrBlockSet: ranges.map((cidrBlock) => ({ cidrBlock })) };
}

function seen({ world }: Ec2Call, peering: Peering, status: PeeringStatus): SeenPeering {
  const active = status === 'active';
  return {
    peering,
    status,
    // The rest is worked out only for the peerings that a filter or an answer looks into.
    get message() {
      return statusMessage(peering, status);
    },
    get expirationTime() {
      return status === 'pending-acceptance' ? wholeSecond(peering.expiresAt) : undefined;
    },
    get ranges() {
      const { peerOwnerId, peerRegion, peerVpcId } = peering;
      const vpc = active ? world.accounts.get(peerOwnerId)?.regions.get(peerRegion)?.vpcs.get(peerVpcId) : undefined;
      return {
        accepter: vpc ? [vpc.cidrBlock, ...vpc.secondaryCidrBlocks] : [],
        requester: active ? [peering.requester.cidrBlock] : [],
      };
    },
  };
}

/** EC2 tells moments in whole seconds, written with three zeros. */
function wholeSecond(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}

function statusMessage(peering: Peering, status: PeeringStatus): string {
  switch (status) {
    case 'initiating-request':
      return `Initiating Request to ${peering.peerOwnerId}`;
    case 'pending-acceptance':
      return `Pending Acceptance by ${peering.peerOwnerId}`;
    case 'provisioning':
      return 'Provisioning';
    case 'active':
      return 'Active';
    case 'rejected':
      return `Rejected by ${peering.peerOwnerId}`;
    case 'deleted':
      return `Deleted by ${peering.deletedBy === 'accepter' ? peering.peerOwnerId : peering.requester.ownerId}`;
    case 'expired':
      return 'Expired';
    case 'failed':
      return peering.failure ?? 'Failed';
  }
}

const description: Description<SeenPeering> = {
  kind: resourceKinds.peering,
  set: 'vpcPeeringConnectionSet',
  items: (call) => visiblePeerings(call).map((peering) => seen(call, peering, shownStatus(call, peering))),
  id: ({ peering }) => peering.id,
  render: (_, peering) => seenXml(peering),
  filters: {
    fields: {
      'accepter-vpc-info.cidr-block': ({ ranges }) => ranges.accepter,
      'accepter-vpc-info.owner-id': ({ peering }) => [peering.peerOwnerId],
      'accepter-vpc-info.vpc-id': ({ peering }) => [peering.peerVpcId],
      'expiration-time': ({ expirationTime }) => (expirationTime ? [expirationTime] : []),
      'requester-vpc-info.cidr-block': ({ ranges }) => ranges.requester,
      'requester-vpc-info.owner-id': ({ peering }) => [peering.requester.ownerId],
      'requester-vpc-info.vpc-id': ({ peering }) => [peering.requester.vpcId],
      'status-code': ({ status }) => [status],
      'status-message': ({ message }) => [message],
      'vpc-peering-connection-id': ({ peering }) => [peering.id],
    },
    tags: ({ peering }) => peering.accepterTags,
  },
};

/** DescribeVpcPeeringConnections. */
export const peeringConnections: Ec2Operations = {
  DescribeVpcPeeringConnections: {
    parameters: describeParameters(resourceKinds.peering),
    answer: (call) => describe(call, description),
  },
};
