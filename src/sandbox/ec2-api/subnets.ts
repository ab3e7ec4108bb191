import { Address4 } from 'ip-address';
import type { Subnet } from '../world/vpc.ts';
import type { Ec2Call, Ec2Operations } from './call.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { resourceKinds } from './resource-ids.ts';
import { tagSet } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

interface OwnedSubnet {
  readonly subnet: Subnet;
  readonly ownerId: string;
  readonly arn: string;
  readonly free: number;
}

/** AWS keeps five addresses of each subnet for itself; interfaces take others. */
const reserved = 5;

/** How many addresses of a subnet an interface may still get. */
export function freeAddresses({ region }: Ec2Call, { subnetId, cidrBlock }: Subnet): number {
  const taken = [...region.networkInterfaces.values()]
    .filter((one) => one.subnetId === subnetId)
    .reduce((sum, { privateIpAddresses }) => sum + privateIpAddresses.length, 0);
  return 2 ** (32 - new Address4(cidrBlock).subnetMask) - reserved - taken;
}

function owned(call: Ec2Call, subnet: Subnet): OwnedSubnet {
  return {
    subnet,
    ownerId: call.caller.accountId,
    arn: `arn:aws:ec2:${call.caller.region}:${call.caller.accountId}:subnet/${subnet.subnetId}`,
    // Counted only for the subnets that a filter or an answer looks into.
    get free() {
      return freeAddresses(call, subnet);
    },
  };
}

const xmlOf = ({ subnet, ownerId, arn, free }: OwnedSubnet): XmlFields => ({
  subnetId: subnet.subnetId,
  subnetArn: arn,
  state: 'available',
  ownerId,
  vpcId: subnet.vpcId,
  cidrBlock: subnet.cidrBlock,
  ipv6CidrBlockAssociationSet: [],
  availableIpAddressCount: free,
  availabilityZone: subnet.availabilityZone,
  defaultForAz: false,
  mapPublicIpOnLaunch: false,
  mapCustomerOwnedIpOnLaunch: false,
  assignIpv6AddressOnCreation: false,
  ipv6Native: false,
  enableDns64: false,
  tagSet: tagSet(subnet.tags),
});

/** The `subnet` element of Create, as Describe has it. */
export function subnetXml(call: Ec2Call, subnet: Subnet): XmlFields {
  return xmlOf(owned(call, subnet));
}

const zone = ({ subnet }: OwnedSubnet): string[] => [subnet.availabilityZone];
const range = ({ subnet }: OwnedSubnet): string[] => [subnet.cidrBlock];
const no = (): string[] => ['false'];

const description: Description<OwnedSubnet> = {
  kind: resourceKinds.subnet,
  set: 'subnetSet',
  items: (call) => [...call.region.subnets.values()].map((subnet) => owned(call, subnet)),
  id: ({ subnet }) => subnet.subnetId,
  render: (_, subnet) => xmlOf(subnet),
  filters: {
    fields: {
      'availability-zone': zone,
      availabilityZone: zone,
      'available-ip-address-count': ({ free }) => [String(free)],
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
