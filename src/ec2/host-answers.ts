import type {
  Instance,
  IpPermission,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  Subnet,
  Tag,
  VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import type {
  HostGroup,
  HostInstance,
  HostInterface,
  HostPeering,
  HostRule,
  HostSubnet,
  HostTable,
} from '../steps/ports.ts';
import { ipv4Routes } from './answers.ts';

const tagsOf = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** An instance of EC2's answer. */
export function hostInstance(instance: Instance): HostInstance {
  return {
    instanceId: instance.InstanceId ?? '',
    instanceType: instance.InstanceType ?? '',
    state: instance.State?.Name ?? '',
    vpcId: instance.VpcId ?? '',
    availabilityZone: instance.Placement?.AvailabilityZone ?? '',
    interfaces: (instance.NetworkInterfaces ?? []).map(({ NetworkInterfaceId, Attachment }) => ({
      networkInterfaceId: NetworkInterfaceId ?? '',
      deviceIndex: Attachment?.DeviceIndex ?? 0,
    })),
  };
}

/** A subnet of EC2's answer. */
export function hostSubnet(subnet: Subnet): HostSubnet {
  return {
    subnetId: subnet.SubnetId ?? '',
    cidrBlock: subnet.CidrBlock ?? '',
    availabilityZone: subnet.AvailabilityZone ?? '',
    tags: tagsOf(subnet.Tags),
  };
}

/** A route table of EC2's answer. */
export function hostTable(table: RouteTable): HostTable {
  return {
    routeTableId: table.RouteTableId ?? '',
    associations: (table.Associations ?? []).flatMap(({ RouteTableAssociationId, SubnetId }) =>
      SubnetId ? [{ associationId: RouteTableAssociationId ?? '', subnetId: SubnetId }] : [],
    ),
    routes: ipv4Routes(table),
    tags: tagsOf(table.Tags),
  };
}

/** A security group of EC2's answer. */
export function hostGroup(group: SecurityGroup): HostGroup {
  return {
    groupId: group.GroupId ?? '',
    rules: (group.IpPermissions ?? []).flatMap((permission) => rulesOf(permission, group.OwnerId)),
    tags: tagsOf(group.Tags),
  };
}

/** A rule for each source: whatever is let in by something else than a range is let in all the same. */
function rulesOf(permission: IpPermission, ownerId: string | undefined): HostRule[] {
  const { IpProtocol: protocol = '-1', FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds } = permission;
  const ports = protocol === '-1' ? {} : { fromPort: FromPort ?? -1, toPort: ToPort ?? -1 };
  const sources = [
    ...(IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...(PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, UserId }) =>
      UserId === undefined || UserId === ownerId ? GroupId : `${UserId}/${GroupId}`,
    ),
  ];
  return sources.map((source = '') => ({ protocol, ...ports, source }));
}

/** A peering of EC2's answer. */
export function hostPeering(peering: VpcPeeringConnection): HostPeering {
  return {
    peeringId: peering.VpcPeeringConnectionId ?? '',
    tags: tagsOf(peering.Tags),
  };
}

/** An ENI of EC2's answer. */
export function hostInterface(nic: NetworkInterface): HostInterface {
  const { Attachment: attachment } = nic;
  return {
    networkInterfaceId: nic.NetworkInterfaceId ?? '',
    subnetId: nic.SubnetId ?? '',
    macAddress: nic.MacAddress ?? '',
    address: nic.PrivateIpAddress ?? '',
    groupIds: (nic.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    tags: tagsOf(nic.TagSet),
    ...(attachment && attachment.Status !== 'detached'
      ? {
          attachment: {
            attachmentId: attachment.AttachmentId ?? '',
            instanceId: attachment.InstanceId ?? '',
            deviceIndex: attachment.DeviceIndex ?? 0,
            status: attachment.Status ?? '',
          },
        }
      : {}),
  };
}
