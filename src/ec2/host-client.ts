import {
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { clientOptions } from '../aws/client-options.ts';
import { CanalError } from '../canal/errors.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { HostChanges, HostReads } from '../steps/ports.ts';
import { peerPeering, peerVpc } from './answers.ts';
import { ec2Calls } from './calls.ts';
import { hostGroup, hostInstance, hostInterface, hostPeering, hostSubnet, hostTable } from './host-answers.ts';
import { hostChanges } from './host-changes.ts';

/** The IAM actions that each method needs. Whoever makes something tags it, which is an action of its own. */
export const hostActionOf: Readonly<Record<keyof HostReads | keyof HostChanges, string | readonly string[]>> = {
  instance: 'ec2:DescribeInstances',
  interfaceLimit: 'ec2:DescribeInstanceTypes',
  vpcRanges: 'ec2:DescribeVpcs',
  hostSubnets: 'ec2:DescribeSubnets',
  hostTables: 'ec2:DescribeRouteTables',
  hostGroup: 'ec2:DescribeSecurityGroups',
  hostGroups: 'ec2:DescribeSecurityGroups',
  hostInterfaces: 'ec2:DescribeNetworkInterfaces',
  hostPeerings: 'ec2:DescribeVpcPeeringConnections',
  peeringRanges: 'ec2:DescribeVpcPeeringConnections',
  makeSubnet: ['ec2:CreateSubnet', 'ec2:CreateTags'],
  deleteSubnet: 'ec2:DeleteSubnet',
  makeTable: ['ec2:CreateRouteTable', 'ec2:CreateTags'],
  deleteTable: 'ec2:DeleteRouteTable',
  associateTable: 'ec2:AssociateRouteTable',
  dissociateTable: 'ec2:DisassociateRouteTable',
  makeTableRoute: 'ec2:CreateRoute',
  moveTableRoute: 'ec2:ReplaceRoute',
  dropTableRoute: 'ec2:DeleteRoute',
  makeGroup: ['ec2:CreateSecurityGroup', 'ec2:CreateTags'],
  deleteGroup: 'ec2:DeleteSecurityGroup',
  letIn: 'ec2:AuthorizeSecurityGroupIngress',
  keepOut: 'ec2:RevokeSecurityGroupIngress',
  makeInterface: ['ec2:CreateNetworkInterface', 'ec2:CreateTags'],
  deleteInterface: 'ec2:DeleteNetworkInterface',
  guardInterface: 'ec2:ModifyNetworkInterfaceAttribute',
  attachInterface: 'ec2:AttachNetworkInterface',
  detachInterface: 'ec2:DetachNetworkInterface',
};

/** EC2 of our own account in one Region, as DNS hosts need it. It neither retries nor waits: the state machine does. */
export function hostClient(opening: Opening, region: string): HostReads & HostChanges {
  const { aws, ownAccountId: accountId } = opening.settings;
  const ec2 = new EC2Client(clientOptions(opening, { endpoint: aws.ec2Endpoint, region }));

  const { call, pages } = ec2Calls({ accountId, region });
  const of = (Name: string, value: string) => [{ Name, Values: [value] }];
  const groups = async (Filters: ReturnType<typeof of>) => {
    const found = await pages('DescribeSecurityGroups', (from) =>
      ec2.send(new DescribeSecurityGroupsCommand({ Filters, ...from })),
    );
    return found.flatMap(({ SecurityGroups }) => (SecurityGroups ?? []).map(hostGroup));
  };

  return {
    async instance(instanceId) {
      const command = new DescribeInstancesCommand({ InstanceIds: [instanceId] });
      const answer = await call('DescribeInstances', ec2.send(command), { 'InvalidInstanceID.NotFound': undefined });
      const all = (answer?.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
      const found = all.find(({ InstanceId }) => InstanceId === instanceId);
      return found && hostInstance(found);
    },

    async interfaceLimit(instanceType) {
      const command = new DescribeInstanceTypesCommand({ InstanceTypes: [instanceType as never] });
      const { InstanceTypes } = await call('DescribeInstanceTypes', ec2.send(command));
      const limit = InstanceTypes?.[0]?.NetworkInfo?.MaximumNetworkInterfaces;
      if (limit !== undefined) return limit;
      throw new CanalError('Ec2Rejected', `EC2 does not tell how many ENIs ${instanceType} takes in ${region}.`);
    },

    async vpcRanges(vpcId) {
      const command = new DescribeVpcsCommand({ VpcIds: [vpcId] });
      const answer = await call('DescribeVpcs', ec2.send(command));
      const found = answer.Vpcs?.find((vpc) => vpc.VpcId === vpcId);
      return found ? [...peerVpc(found).cidrBlocks] : [];
    },

    async hostSubnets(vpcId) {
      const found = await pages('DescribeSubnets', (from) =>
        ec2.send(new DescribeSubnetsCommand({ Filters: of('vpc-id', vpcId), ...from })),
      );
      return found.flatMap(({ Subnets }) => (Subnets ?? []).map(hostSubnet));
    },

    async hostTables(vpcId) {
      const found = await pages('DescribeRouteTables', (from) =>
        ec2.send(new DescribeRouteTablesCommand({ Filters: of('vpc-id', vpcId), ...from })),
      );
      return found.flatMap(({ RouteTables }) => (RouteTables ?? []).map(hostTable));
    },

    async hostGroup(vpcId, groupName) {
      const [found] = await groups([...of('vpc-id', vpcId), ...of('group-name', groupName)]);
      return found;
    },

    hostGroups: (vpcId) => groups(of('vpc-id', vpcId)),

    async hostInterfaces(where) {
      const Filters = 'vpcId' in where ? of('vpc-id', where.vpcId) : of('subnet-id', where.subnetId);
      const found = await pages('DescribeNetworkInterfaces', (from) =>
        ec2.send(new DescribeNetworkInterfacesCommand({ Filters, ...from })),
      );
      return found.flatMap(({ NetworkInterfaces }) => (NetworkInterfaces ?? []).map(hostInterface));
    },

    async hostPeerings(vpcId) {
      const states = { Name: 'status-code', Values: ['pending-acceptance', 'provisioning', 'active'] };
      const found = await pages('DescribeVpcPeeringConnections', (from) =>
        ec2.send(
          new DescribeVpcPeeringConnectionsCommand({
            Filters: [...of('accepter-vpc-info.vpc-id', vpcId), states],
            ...from,
          }),
        ),
      );
      return found.flatMap(({ VpcPeeringConnections }) => (VpcPeeringConnections ?? []).map(hostPeering));
    },

    async peeringRanges(peeringId) {
      const command = new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [peeringId] });
      const answer = await call('DescribeVpcPeeringConnections', ec2.send(command));
      const [found] = answer.VpcPeeringConnections ?? [];
      return found ? [...peerPeering(found).requesterCidrBlocks] : [];
    },

    ...hostChanges(ec2, call),
  };
}
