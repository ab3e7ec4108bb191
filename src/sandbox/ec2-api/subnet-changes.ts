import { Address4 } from 'ip-address';
import type { Subnet } from '../world/vpc.ts';
import { rangesOverlap } from '../world/world.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { canonical, rangeOf } from './cidr-block.ts';
import { invalidParameterValue, Refusal } from './errors.ts';
import { find, resourceKinds } from './resource-ids.ts';
import { subnetXml } from './subnets.ts';
import { specifiedTags, tagSpecification } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

const zonesOfRegion = ['a', 'b', 'c', 'd'];

/** A new subnet has no route table of its own, which is the main one's work, and the VPC's default network ACL. */
function createSubnet(call: Ec2Call): XmlFields {
  const { world, region, parameters } = call;
  const vpc = find(resourceKinds.vpc, region.vpcs, parameters.required('VpcId'));
  const sent = parameters.required('CidrBlock');
  const range = rangeOf(sent);
  if (!range)
    throw invalidParameterValue(`Value (${sent}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  const cidrBlock = canonical(range);
  const availabilityZone = zoneOf(call);
  const tags = specifiedTags(call, resourceKinds.subnet);
  endDryRun(call);
  const inside = [vpc.cidrBlock, ...vpc.secondaryCidrBlocks].some((block) => range.isInSubnet(new Address4(block)));
  if (!inside || range.subnetMask < 16 || range.subnetMask > 28) {
    throw new Refusal('InvalidSubnet.Range', `The CIDR '${sent}' is invalid.`);
  }
  const others = [...region.subnets.values()].filter(({ vpcId }) => vpcId === vpc.vpcId);
  if (others.some((other) => rangesOverlap(other.cidrBlock, cidrBlock))) {
    throw new Refusal('InvalidSubnet.Conflict', `The CIDR '${sent}' conflicts with another subnet`);
  }
  if (others.length >= world.behaviour.subnetsPerVpc) {
    throw new Refusal('SubnetLimitExceeded', 'The maximum number of subnets has been reached.');
  }
  const subnetId = `subnet-${world.ids.hex('subnet', 17)}`;
  const subnet: Subnet = { subnetId, vpcId: vpc.vpcId, cidrBlock, availabilityZone, tags };
  region.subnets.set(subnetId, subnet);
  const acl = [...region.networkAcls.values()].find((one) => one.vpcId === vpc.vpcId && one.isDefault);
  acl?.associations.push({ id: `aclassoc-${world.ids.hex('aclassoc', 17)}`, subnetId });
  return { subnet: subnetXml(call, subnet) };
}

function zoneOf({ caller, parameters }: Ec2Call): string {
  const zones = zonesOfRegion.map((letter) => caller.region + letter);
  const sent = parameters.get('AvailabilityZone') ?? (zones[0] as string);
  if (zones.includes(sent)) return sent;
  throw invalidParameterValue(
    `Value (${sent}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(', ')}.`,
  );
}

/** What was associated with it is not any more. A subnet with an interface in it stays. */
function deleteSubnet(call: Ec2Call): XmlFields {
  const { region, parameters } = call;
  const { subnetId } = find(resourceKinds.subnet, region.subnets, parameters.required('SubnetId'));
  endDryRun(call);
  if ([...region.networkInterfaces.values()].some((nic) => nic.subnetId === subnetId)) {
    throw new Refusal('DependencyViolation', `The subnet '${subnetId}' has dependencies and cannot be deleted.`);
  }
  region.subnets.delete(subnetId);
  for (const { associations } of [...region.routeTables.values(), ...region.networkAcls.values()]) {
    const at = associations.findIndex((one) => one.subnetId === subnetId);
    if (at >= 0) associations.splice(at, 1);
  }
  return { return: true };
}

/** CreateSubnet, DeleteSubnet. */
export const subnetChanges: Ec2Operations = {
  CreateSubnet: {
    parameters: ['VpcId', 'CidrBlock', 'AvailabilityZone', ...tagSpecification],
    notImitated: [
      'AvailabilityZoneId',
      'Ipv6CidrBlock',
      'Ipv6IpamPoolId',
      'Ipv6Native',
      'Ipv6NetmaskLength',
      'Ipv4IpamPoolId',
      'Ipv4NetmaskLength',
      'OutpostArn',
    ],
    answer: createSubnet,
  },
  DeleteSubnet: { parameters: ['SubnetId'], answer: deleteSubnet },
};
