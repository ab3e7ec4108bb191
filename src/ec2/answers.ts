import type { Route, RouteTable, RouteTableAssociation, Vpc, VpcPeeringConnection } from '@aws-sdk/client-ec2';
import type { PeerPeering, PeerRoute, PeerRouteTable, PeerVpc } from '../steps/ports.ts';

/** A VPC of EC2's answer, with the ranges that it has or is about to have. */
export function peerVpc(vpc: Vpc): PeerVpc {
  const secondary = (vpc.CidrBlockAssociationSet ?? [])
    .filter(({ CidrBlockState }) => isStanding(CidrBlockState?.State))
    .map(({ CidrBlock }) => CidrBlock);
  return { vpcId: vpc.VpcId ?? '', cidrBlocks: distinct([vpc.CidrBlock, ...secondary]) };
}

/** A peering of EC2's answer. */
export function peerPeering(peering: VpcPeeringConnection): PeerPeering {
  const { AccepterVpcInfo: accepter, RequesterVpcInfo: requester, Status: status } = peering;
  return {
    id: peering.VpcPeeringConnectionId ?? '',
    status: status?.Code ?? '',
    statusMessage: status?.Message ?? '',
    accepterVpcId: accepter?.VpcId ?? '',
    requesterOwnerId: requester?.OwnerId ?? '',
    requesterCidrBlocks: distinct([
      requester?.CidrBlock,
      ...(requester?.CidrBlockSet ?? []).map(({ CidrBlock }) => CidrBlock),
    ]),
    tags: Object.fromEntries((peering.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  };
}

/** A route table of EC2's answer; undefined for one of a gateway, which serves no subnet. */
export function peerRouteTable(table: RouteTable): PeerRouteTable | undefined {
  const associations = (table.Associations ?? []).filter(({ AssociationState }) => isStanding(AssociationState?.State));
  if (associations.some(({ GatewayId }) => GatewayId)) return undefined;
  return {
    routeTableId: table.RouteTableId ?? '',
    vpcId: table.VpcId ?? '',
    main: associations.some(({ Main }: RouteTableAssociation) => Main === true),
    subnetIds: associations.flatMap(({ SubnetId }) => SubnetId ?? []),
    routes: ipv4Routes(table),
  };
}

/** The IPv4 routes of a table: none for IPv6 and for prefix lists. */
export const ipv4Routes = (table: RouteTable): PeerRoute[] => (table.Routes ?? []).flatMap(peerRoute);

function peerRoute(route: Route): PeerRoute[] {
  if (!route.DestinationCidrBlock) return [];
  // A state that AWS has added since is taken as alive, so that such a route is never overwritten.
  const state = route.State === 'blackhole' || route.State === 'filtered' ? route.State : 'active';
  return [
    {
      destinationCidrBlock: route.DestinationCidrBlock,
      state,
      target: targetOf(route),
      origin: route.Origin ?? '',
    },
  ];
}

const targetOf = (route: Route): string =>
  route.VpcPeeringConnectionId ??
  route.GatewayId ??
  route.NatGatewayId ??
  route.TransitGatewayId ??
  route.NetworkInterfaceId ??
  route.InstanceId ??
  route.EgressOnlyInternetGatewayId ??
  route.LocalGatewayId ??
  route.CarrierGatewayId ??
  route.CoreNetworkArn ??
  route.OdbNetworkArn ??
  'unknown';

/** False for an association that is going, gone or never was. */
const isStanding = (state: string | undefined): boolean =>
  !['disassociating', 'disassociated', 'failing', 'failed'].includes(state ?? '');

const distinct = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];
