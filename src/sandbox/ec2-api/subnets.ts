import { Address4 } from 'ip-address';
import type { Subnet } from '../world/vpc.ts';
import type { Ec2Operations } from './call.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { resourceKinds } from './resource-ids.ts';
import { tagSet } from './tag-set.ts';

interface OwnedSubnet {
  readonly subnet: Subnet;
  readonly ownerId: string;
  readonly arn: string;
}

/** AWS keeps five addresses of each subnet for itself; nothing of the sandbox takes any. */
const reserved = 5;

const free = ({ cidrBlock }: Subnet): number => 2 ** (32 - new Address4(cidrBlock).subnetMask) - reserved;
const zone = ({ subnet }: OwnedSubnet): string[] => [subnet.availabilityZone];
const range = ({ subnet }: OwnedSubnet): string[] => [subnet.cidrBlock];
const no = (): string[] => ['false'];

const description: Description<OwnedSubnet> = {
  kind: resourceKinds.subnet,
  set: 'subnetSet',
  items: ({ region, caller }) =>
    [...region.subnets.values()].map((subnet) => ({
      subnet,
      ownerId: caller.accountId,
      arn: `arn:aws:ec2:${caller.region}:${caller.accountId}:subnet/${subnet.subnetId}`,
    })),
  id: ({ subnet }) => subnet.subnetId,
  render: (_, { subnet, ownerId, arn }) => ({
    subnetId: subnet.subnetId,
    subnetArn: arn,
    state: 'available',
    ownerId,
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidrBlock,
    ipv6CidrBlockAssociationSet: [],
    availableIpAddressCount: free(subnet),
    availabilityZone: subnet.availabilityZone,
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    mapCustomerOwnedIpOnLaunch: false,
    assignIpv6AddressOnCreation: false,
    ipv6Native: false,
    enableDns64: false,
    tagSet: tagSet(subnet.tags),
  }),
  filters: {
    fields: {
      'availability-zone': zone,
      availabilityZone: zone,
      'available-ip-address-count': ({ subnet }) => [String(free(subnet))],
      'cidr-block': range,
      cidr: range,
      cidrBlock: range,
      'default-for-az': no,
      defaultForAz: no,
      'map-public-ip-on-launch': no,
      'owner-id': ({ ownerId }) => [ownerId],
      state: () => ['available'],
      'subnet-arn': ({ arn }) => [arn],
      'subnet-id': ({ subnet }) => [subnet.subnetId],
      'vpc-id': ({ subnet }) => [subnet.vpcId],
    },
    tags: ({ subnet }) => subnet.tags,
  },
};

/** DescribeSubnets. */
export const subnets: Ec2Operations = {
  DescribeSubnets: {
    parameters: describeParameters(resourceKinds.subnet),
    answer: (call) => describe(call, description),
  },
};
