import type { Instance, NetworkInterface, RouteTable, SecurityGroup, Subnet, Tag } from '@aws-sdk/client-ec2';
import type { HostGroup, HostInstance, HostInterface, HostSubnet, HostTable } from '../steps/ports.ts';
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
    rules: (group.IpPermissions ?? []).flatMap(({ IpProtocol, FromPort, IpRanges }) =>
      (IpRanges ?? []).map(({ CidrIp }) => ({
        protocol: IpProtocol ?? '-1',
        port: FromPort ?? -1,
        cidrBlock: CidrIp ?? '',
      })),
    ),
    tags: tagsOf(group.Tags),
  };
}

/** An ENI of EC2's answer. */
export function hostInterface(nic: NetworkInterface): HostInterface {
  const { Attachment: attachment } = nic;
  return {
    networkInterfaceId: nic.NetworkInterfaceId ?? '',
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
