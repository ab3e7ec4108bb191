import {
  AssociateRouteTableCommand,
  AttachNetworkInterfaceCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  DeleteNetworkInterfaceCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DetachNetworkInterfaceCommand,
  DisassociateRouteTableCommand,
  type EC2Client,
  type IpPermission,
  ModifyNetworkInterfaceAttributeCommand,
  ReplaceRouteCommand,
  type ResourceType,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { HostChanges, HostRule } from '../steps/ports.ts';
import type { Ec2Call } from './calls.ts';
import { hostInterface, hostTable } from './host-answers.ts';

const tagged = (type: ResourceType, tags: Readonly<Record<string, string>>) => ({
  TagSpecifications: [{ ResourceType: type, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
});

/** Where a rule lets in from, in the words of EC2: the form of the source tells what it is. */
function peerOf(source: string): IpPermission {
  if (source.startsWith('pl-')) return { PrefixListIds: [{ PrefixListId: source }] };
  const [, UserId, GroupId] = /^(?:(\d{12})\/)?(sg-.+)$/.exec(source) ?? [];
  if (GroupId !== undefined) return { UserIdGroupPairs: [{ GroupId, ...(UserId ? { UserId } : {}) }] };
  return source.includes(':') ? { Ipv6Ranges: [{ CidrIpv6: source }] } : { IpRanges: [{ CidrIp: source }] };
}

const permissions = (rules: readonly HostRule[]): IpPermission[] =>
  rules.map(({ protocol, fromPort, toPort, source }) => ({
    IpProtocol: protocol,
    ...(fromPort === undefined ? {} : { FromPort: fromPort }),
    ...(toPort === undefined ? {} : { ToPort: toPort }),
    ...peerOf(source),
  }));

/** What changes at EC2 for a place on a DNS host. What is gone already counts as deleted. */
export function hostChanges(ec2: EC2Client, call: Ec2Call): HostChanges {
  /** Deletes something; its code for "it is not there" is success. */
  const drop = async (operation: string, answer: Promise<unknown>, gone: string): Promise<void> => {
    await call(operation, answer, { [gone]: undefined });
  };
  return {
    async makeSubnet(VpcId, CidrBlock, AvailabilityZone, tags) {
      const command = new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone, ...tagged('subnet', tags) });
      return (await call('CreateSubnet', ec2.send(command))).Subnet?.SubnetId ?? '';
    },

    deleteSubnet: (SubnetId) =>
      drop('DeleteSubnet', ec2.send(new DeleteSubnetCommand({ SubnetId })), 'InvalidSubnetID.NotFound'),

    async makeTable(VpcId, tags, ClientToken) {
      const command = new CreateRouteTableCommand({ VpcId, ClientToken, ...tagged('route-table', tags) });
      return hostTable((await call('CreateRouteTable', ec2.send(command))).RouteTable ?? {});
    },

    deleteTable: (RouteTableId) =>
      drop('DeleteRouteTable', ec2.send(new DeleteRouteTableCommand({ RouteTableId })), 'InvalidRouteTableID.NotFound'),

    async associateTable(RouteTableId, SubnetId) {
      await call('AssociateRouteTable', ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId })));
    },

    dissociateTable: (AssociationId) =>
      drop(
        'DisassociateRouteTable',
        ec2.send(new DisassociateRouteTableCommand({ AssociationId })),
        'InvalidAssociationID.NotFound',
      ),

    async makeTableRoute(RouteTableId, DestinationCidrBlock, VpcPeeringConnectionId) {
      const command = new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, VpcPeeringConnectionId });
      await call('CreateRoute', ec2.send(command));
    },

    async moveTableRoute(RouteTableId, DestinationCidrBlock, VpcPeeringConnectionId) {
      const command = new ReplaceRouteCommand({ RouteTableId, DestinationCidrBlock, VpcPeeringConnectionId });
      await call('ReplaceRoute', ec2.send(command));
    },

    dropTableRoute: (RouteTableId, DestinationCidrBlock) =>
      drop(
        'DeleteRoute',
        ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock })),
        'InvalidRoute.NotFound',
      ),

    async makeGroup(VpcId, GroupName, Description, tags) {
      const input = { VpcId, GroupName, Description, ...tagged('security-group', tags) };
      return (await call('CreateSecurityGroup', ec2.send(new CreateSecurityGroupCommand(input)))).GroupId ?? '';
    },

    deleteGroup: (GroupId) =>
      drop('DeleteSecurityGroup', ec2.send(new DeleteSecurityGroupCommand({ GroupId })), 'InvalidGroup.NotFound'),

    async letIn(GroupId, rules) {
      const command = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: permissions(rules) });
      await call('AuthorizeSecurityGroupIngress', ec2.send(command), { 'InvalidPermission.Duplicate': undefined });
    },

    keepOut: (GroupId, rules) =>
      drop(
        'RevokeSecurityGroupIngress',
        ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: permissions(rules) })),
        'InvalidPermission.NotFound',
      ),

    async makeInterface({ subnetId, address, groupId, description }, tags, ClientToken) {
      const command = new CreateNetworkInterfaceCommand({
        SubnetId: subnetId,
        PrivateIpAddress: address,
        Groups: [groupId],
        Description: description,
        ClientToken,
        ...tagged('network-interface', tags),
      });
      return hostInterface((await call('CreateNetworkInterface', ec2.send(command))).NetworkInterface ?? {});
    },

    deleteInterface: (NetworkInterfaceId) =>
      drop(
        'DeleteNetworkInterface',
        ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })),
        'InvalidNetworkInterfaceID.NotFound',
      ),

    async guardInterface(NetworkInterfaceId, groupId) {
      const command = new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: [groupId] });
      await call('ModifyNetworkInterfaceAttribute', ec2.send(command));
    },

    async attachInterface(NetworkInterfaceId, InstanceId, DeviceIndex) {
      const command = new AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId, DeviceIndex });
      await call('AttachNetworkInterface', ec2.send(command), { 'InvalidNetworkInterface.InUse': undefined });
    },

    detachInterface: (AttachmentId) =>
      drop(
        'DetachNetworkInterface',
        ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId })),
        'InvalidAttachmentID.NotFound',
      ),
  };
}
