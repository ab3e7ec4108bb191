import type { NetworkInterface } from '../world/vpc-security.ts';
import type { Ec2Operations } from './call.ts';
import { derivedId } from './derived-id.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { resourceKinds } from './resource-ids.ts';
import { tagSet } from './tag-set.ts';

interface OwnedInterface {
  readonly nic: NetworkInterface;
  readonly ownerId: string;
  readonly zone: string;
  readonly groups: readonly { readonly groupId: string; readonly groupName: string }[];
  readonly macAddress: string;
  readonly status: 'in-use' | 'available';
}

const privateName = (address: string, region: string): string =>
  `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`;

/** Six bytes that are the same each time; the first one says that they are nobody's product. */
const macOf = (id: string): string => `06:${derivedId('', id, 10).replaceAll(/(..)(?=.)/g, '$1:')}`;

const description: Description<OwnedInterface> = {
  kind: resourceKinds.networkInterface,
  set: 'networkInterfaceSet',
  items: ({ region, caller }) =>
    [...region.networkInterfaces.values()].map((nic) => ({
      nic,
      ownerId: caller.accountId,
      zone: region.subnets.get(nic.subnetId)?.availabilityZone ?? '',
      groups: nic.groupIds.map((groupId) => ({
        groupId,
        groupName: region.securityGroups.get(groupId)?.groupName ?? '',
      })),
      macAddress: macOf(nic.networkInterfaceId),
      status: nic.instanceId === undefined ? 'available' : 'in-use',
    })),
  id: ({ nic }) => nic.networkInterfaceId,
  render: ({ caller }, { nic, ownerId, zone, groups, macAddress, status }) => ({
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
    privateDnsName: privateName(nic.privateIpAddresses[0] ?? '', caller.region),
    sourceDestCheck: true,
    groupSet: groups,
    attachment:
      nic.instanceId === undefined
        ? undefined
        : {
            attachmentId: derivedId('eni-attach-', nic.networkInterfaceId),
            instanceId: nic.instanceId,
            instanceOwnerId: ownerId,
            deviceIndex: 0,
            status: 'attached',
            deleteOnTermination: true,
          },
    privateIpAddressesSet: nic.privateIpAddresses.map((privateIpAddress, index) => ({
      privateIpAddress,
      privateDnsName: privateName(privateIpAddress, caller.region),
      primary: index === 0,
    })),
    ipv6AddressesSet: [],
    interfaceType: 'interface',
    tagSet: tagSet(nic.tags),
  }),
  filters: {
    fields: {
      'addresses.private-ip-address': ({ nic }) => nic.privateIpAddresses,
      'attachment.instance-id': ({ nic }) => (nic.instanceId === undefined ? [] : [nic.instanceId]),
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
      'source-dest-check': () => ['true'],
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
