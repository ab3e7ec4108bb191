import {
  AcceptVpcPeeringConnectionCommand,
  CreateRouteCommand,
  CreateTagsCommand,
  DeleteRouteCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type Filter,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { type AwsCredentials, clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { PeerAccount } from '../steps/ports.ts';
import { peerPeering, peerRouteTable, peerVpc } from './answers.ts';
import { ec2Calls } from './calls.ts';
import { networkAcl, networkInterface, securityGroup } from './security-answers.ts';

/** The IAM action that each method needs. */
export const ec2ActionOf: Readonly<Record<keyof PeerAccount, string>> = {
  vpc: 'ec2:DescribeVpcs',
  subnetIds: 'ec2:DescribeSubnets',
  routeTables: 'ec2:DescribeRouteTables',
  securityGroups: 'ec2:DescribeSecurityGroups',
  networkInterfaces: 'ec2:DescribeNetworkInterfaces',
  networkAcls: 'ec2:DescribeNetworkAcls',
  livePeerings: 'ec2:DescribeVpcPeeringConnections',
  shownPeerings: 'ec2:DescribeVpcPeeringConnections',
  peering: 'ec2:DescribeVpcPeeringConnections',
  acceptPeering: 'ec2:AcceptVpcPeeringConnection',
  tag: 'ec2:CreateTags',
  createRoute: 'ec2:CreateRoute',
  replaceRoute: 'ec2:ReplaceRoute',
  deleteRoute: 'ec2:DeleteRoute',
};

/** The IAM actions of all methods, each once. */
export const ec2Actions: readonly string[] = [...new Set(Object.values(ec2ActionOf))];

/** Which account and Region a client is for; without credentials it uses those of the settings. */
export interface Where {
  readonly accountId: string;
  readonly region: string;
  readonly credentials?: AwsCredentials;
}

/** The states in which a peering counts against its VPC's quota, and stands in the way of another one. */
const liveStates = ['pending-acceptance', 'provisioning', 'active'];

/** EC2 in one account and Region, through one SDK client. It neither retries nor waits: the state machine does. */
export function ec2Client(opening: Opening, { accountId, region, credentials }: Where): PeerAccount {
  const endpoint = opening.settings.aws.ec2Endpoint;
  const ec2 = new EC2Client(clientOptions(opening, { endpoint, region, ...(credentials ? { credentials } : {}) }));

  const { call, pages } = ec2Calls({ accountId, region });
  const peerings = async (Filters: Filter[]) => {
    const found = await pages('DescribeVpcPeeringConnections', (from) =>
      ec2.send(new DescribeVpcPeeringConnectionsCommand({ ...(Filters.length > 0 ? { Filters } : {}), ...from })),
    );
    return found.flatMap((page) => (page.VpcPeeringConnections ?? []).map(peerPeering));
  };

  return {
    async vpc(vpcId) {
      const command = new DescribeVpcsCommand({ VpcIds: [vpcId] });
      const answer = await call('DescribeVpcs', ec2.send(command), { 'InvalidVpcID.NotFound': undefined });
      const found = answer?.Vpcs?.find((vpc) => vpc.VpcId === vpcId);
      return found && peerVpc(found);
    },

    async subnetIds(vpcId) {
      const found = await pages('DescribeSubnets', (from) =>
        ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], ...from })),
      );
      return found.flatMap((page) => (page.Subnets ?? []).flatMap(({ SubnetId }) => SubnetId ?? []));
    },

    async routeTables(vpcId) {
      const found = await pages('DescribeRouteTables', (from) =>
        ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], ...from })),
      );
      return found.flatMap((page) => (page.RouteTables ?? []).flatMap((table) => peerRouteTable(table) ?? []));
    },

    async securityGroups(vpcId) {
      const found = await pages('DescribeSecurityGroups', (from) =>
        ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], ...from })),
      );
      return found.flatMap((page) => (page.SecurityGroups ?? []).map(securityGroup));
    },

    async networkInterfaces(vpcId) {
      const found = await pages('DescribeNetworkInterfaces', (from) =>
        ec2.send(new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], ...from })),
      );
      return found.flatMap((page) => (page.NetworkInterfaces ?? []).map(networkInterface));
    },

    async networkAcls(vpcId) {
      const found = await pages('DescribeNetworkAcls', (from) =>
        ec2.send(new DescribeNetworkAclsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], ...from })),
      );
      return found.flatMap((page) => (page.NetworkAcls ?? []).map(networkAcl));
    },

    livePeerings: (vpcId) =>
      peerings([
        { Name: 'accepter-vpc-info.vpc-id', Values: [vpcId] },
        { Name: 'status-code', Values: liveStates },
      ]),

    shownPeerings: () => peerings([]),

    async peering(peeringId) {
      const command = new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [peeringId] });
      const answer = await call('DescribeVpcPeeringConnections', ec2.send(command), {
        'InvalidVpcPeeringConnectionID.NotFound': undefined,
      });
      const found = answer?.VpcPeeringConnections?.find((peering) => peering.VpcPeeringConnectionId === peeringId);
      return found && peerPeering(found);
    },

    async acceptPeering(peeringId) {
      const command = new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: peeringId });
      const answer = await call('AcceptVpcPeeringConnection', ec2.send(command), {
        InvalidStateTransition: 'not-pending' as const,
      });
      return answer === 'not-pending' ? answer : 'accepted';
    },

    async tag(resourceId, tags) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await call('CreateTags', ec2.send(new CreateTagsCommand({ Resources: [resourceId], Tags })));
    },

    async createRoute(routeTableId, destinationCidrBlock, peeringId) {
      const command = new CreateRouteCommand(route(routeTableId, destinationCidrBlock, peeringId));
      const answer = await call('CreateRoute', ec2.send(command), { RouteAlreadyExists: 'exists' as const });
      return answer === 'exists' ? answer : 'created';
    },

    async replaceRoute(routeTableId, destinationCidrBlock, peeringId) {
      const command = new ReplaceRouteCommand(route(routeTableId, destinationCidrBlock, peeringId));
      await call('ReplaceRoute', ec2.send(command));
    },

    async deleteRoute(RouteTableId, DestinationCidrBlock) {
      const command = new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock });
      await call('DeleteRoute', ec2.send(command), {
        'InvalidRoute.NotFound': undefined,
        'InvalidRouteTableID.NotFound': undefined,
      });
    },
  };
}

const route = (routeTableId: string, destinationCidrBlock: string, peeringId: string) => ({
  RouteTableId: routeTableId,
  DestinationCidrBlock: destinationCidrBlock,
  VpcPeeringConnectionId: peeringId,
});
