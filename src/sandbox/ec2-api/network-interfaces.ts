import { type Attachment, attachmentStatus } from '../world/instance.ts';
import type { NetworkInterface } from '../world/vpc-security.ts';
import type { Ec2Call, Ec2Operations } from './call.ts';
import { derivedId } from './derived-id.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { resourceKinds } from './resource-ids.ts';
import { tagSet } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

interface OwnedInterface {
  readonly nic: NetworkInterface;
  readonly ownerId: string;
  readonly zone: string;
  readonly groups: readonly { readonly groupId: string; readonly groupName: string }[];
  readonly macAddress: string;
  readonly status: 'in-use' | 'available';
  /** Undefined once it is gone. */
  readonly attachment: Attachment | undefined;
  readonly attachmentStatus: string | undefined;
}

const privateName = (address: string, region: string): string =>
  `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`;

/** Six bytes that are the same each time; the first one says that they are nobody's product. */
const macOf = (id: string): string => `06:${derivedId('', id, 10).replaceAll(/(..)(?=.)/g, '$1:')}`;

function owned({ region, caller, now }: Ec2Call, nic: NetworkInterface): OwnedInterface {
  const status = attachmentStatus(nic.attachment, now);
  return {
    nic,
    ownerId: caller.accountId,
    zone: region.subnets.get(nic.subnetId)?.availabilityZone ?? '',
    groups: nic.groupIds.map((groupId) => ({
      groupId,
      groupName: region.securityGroups.get(groupId)?.groupName ?? '',
    })),
    macAddress: macOf(nic.networkInterfaceId),
    status: status === undefined ? 'available' : 'in-use',
    attachment: status === undefined ? undefined : nic.attachment,
    attachmentStatus: status,
  };
}

/** The `networkInterface` element of Create and Describe. */
export function networkInterfaceXml(call: Ec2Call, nic: NetworkInterface): XmlFields {
  const { ownerId, zone, groups, macAddress, status, attachment, attachmentStatus } = owned(call, nic);
  return {
    networkInterfaceId: nic.networkInterfaceId,
    subnetId: nic.subnetId,
    vpcId: nic.vpcId,
    availabilityZone: zone,
    description: nic.description,
    ownerId,
    requesterManaged: false,
    status,
    macAddress,
    privateIpAddress: nic.privateIpAddresses[0],
    privateDnsName: privateName(nic.privateIpAddresses[0] ?? '', call.caller.region),
    sourceDestCheck: nic.sourceDestCheck,
    groupSet: groups,
    attachment: attachment && {
      attachmentId: attachment.attachmentId,
      instanceId: attachment.instanceId,
      instanceOwnerId: ownerId,
      deviceIndex: attachment.deviceIndex,
      status: attachmentStatus,
      deleteOnTermination: attachment.deleteOnTermination,
    },
    privateIpAddressesSet: nic.privateIpAddresses.map((privateIpAddress, index) => ({
      privateIpAddress,
      privateDnsName: privateName(privateIpAddress, call.caller.region),
      primary: index === 0,
    })),
    ipv6AddressesSet: [],
    interfaceType: 'interface',
    tagSet: tagSet(nic.tags),
  };
}

const ofAttachment =
  (field: 'attachmentId' | 'instanceId' | 'deviceIndex' | 'deleteOnTermination') =>
  ({ attachment }: OwnedInterface): string[] =>
    attachment ? [String(attachment[field])] : [];

const description: Description<OwnedInterface> = {
  kind: resourceKinds.networkInterface,
  set: 'networkInterfaceSet',
  items: (call) => [...call.region.networkInterfaces.values()].map((nic) => owned(call, nic)),
  id: ({ nic }) => nic.networkInterfaceId,
  render: (call, { nic }) => networkInterfaceXml(call, nic),
  filters: {
    fields: {
      'addresses.private-ip-address': ({ nic }) => nic.privateIpAddresses,
      'attachment.attachment-id': ofAttachment('attachmentId'),
      'attachment.delete-on-termination': ofAttachment('deleteOnTermination'),
      'attachment.device-index': ofAttachment('deviceIndex'),
      'attachment.instance-id': ofAttachment('instanceId'),
      'attachment.status': ({ attachmentStatus: told }) => (told === undefined ? [] : [told]),
      'availability-zone': ({ zone }) => [zone],
      description: ({ nic }) => [nic.description],
      'group-id': ({ nic }) => nic.groupIds,
      'group-name': ({ groups }) => groups.map(({ groupName }) => groupName),
      'interface-type': () => ['interface'],
      'mac-address': ({ macAddress }) => [macAddress],
      'network-interface-id': ({ nic }) => [nic.networkInterfaceId],
      'owner-id': ({ ownerId }) => [ownerId],
      'private-ip-address': ({ nic }) => nic.privateIpAddresses.slice(0, 1),
      'requester-managed': () => ['false'],
      'source-dest-check': ({ nic }) => [String(nic.sourceDestCheck)],
      status: ({ status }) => [status],
      'subnet-id': ({ nic }) => [nic.subnetId],
      'vpc-id': ({ nic }) => [nic.vpcId],
    },
    tags: ({ nic }) => nic.tags,
  },
};

/** DescribeNetworkInterfaces. */
export const networkInterfaces: Ec2Operations = {
  DescribeNetworkInterfaces: {
    parameters: describeParameters(resourceKinds.networkInterface),
    answer: (call) => describe(call, description),
  },
};
