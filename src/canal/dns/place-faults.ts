import { canonicalCidr, rangeContains, rangesOverlap } from '../cidr.ts';
import type { Fault } from '../errors.ts';
import type { Network } from '../network.ts';
import type { RegisteredDnsHost } from './host.ts';
import { hostPeering } from './place.ts';

/** The parts of a network that its place must fit. */
type PlacedNetwork = Pick<Network, 'peerings' | 'vpg'> & { readonly dns: NonNullable<Network['dns']> };

/**
 * Why a network cannot have a place in a subnet of a host's VPC: records that point to other parts of that VPC, which its SIMs
 * cannot reach, a range of the network that overlaps the subnet, or a peering to that VPC of its own.
 */
export function placeFaults(network: PlacedNetwork, host: RegisteredDnsHost, subnetCidrBlock: string): Fault[] {
  return [
    ...recordFaults(network, host, subnetCidrBlock),
    ...rangeFaults(network, host, subnetCidrBlock),
    ...peeringFaults(network, host),
  ];
}

function recordFaults({ dns, peerings }: PlacedNetwork, host: RegisteredDnsHost, subnet: string): Fault[] {
  const ranges = host.vpcCidrBlocks.filter((range) => canonicalCidr(range));
  return dns.records.flatMap(({ type, value }, index): Fault[] => {
    if (type !== 'A' || !ranges.some((range) => rangeContains(range, value)) || rangeContains(subnet, value)) return [];
    // A range of a VPC of the network's own may be the same as one of the host's.
    if (peerings.some(({ destinationCidrBlock }) => rangeContains(destinationCidrBlock, value))) return [];
    const message = `${value} is in ${host.vpcId}, the VPC of DNS host ${host.name}, outside this network's subnet ${subnet}: its SIMs do not reach it; let the record point into a VPC of peerings`;
    return [{ name: 'InvalidInput', field: `dns.records[${index}].value`, message }];
  });
}

function rangeFaults({ peerings, vpg }: PlacedNetwork, host: RegisteredDnsHost, subnet: string): Fault[] {
  const fault = (field: string, range: string): Fault => ({
    name: 'CidrOverlap',
    field,
    message: `${range} overlaps ${subnet}, this network's subnet on DNS host ${host.name}; choose another range, or a host with another pool`,
  });
  return [
    ...peerings.flatMap(({ destinationCidrBlock: range }, index) =>
      rangesOverlap(range, subnet) ? [fault(`peerings[${index}].destinationCidrBlock`, range)] : [],
    ),
    ...(rangesOverlap(vpg.deviceSubnetCidrRange, subnet)
      ? [fault('vpg.deviceSubnetCidrRange', vpg.deviceSubnetCidrRange)]
      : []),
  ];
}

/** AWS allows one peering between two VPCs, and the one to the host must lead to this network's subnet alone. */
function peeringFaults({ peerings }: PlacedNetwork, host: RegisteredDnsHost): Fault[] {
  return peerings.flatMap(({ peerVpcId }, index): Fault[] => {
    if (peerVpcId !== host.vpcId) return [];
    const message = `${peerVpcId} is the VPC of DNS host ${host.name}, to which the network gets a peering of its own: take this one out, or use airGroup.dnsServers instead of dns`;
    return [{ name: 'InvalidInput', field: `peerings[${index}].peerVpcId`, message }];
  });
}

/** What can be said of `dns` beside the rest of the file without knowing the host. */
export function besideDnsFaults(draft: {
  readonly hasDns: boolean;
  readonly peerings: readonly { readonly name?: string }[];
  readonly airGroup?: { readonly dnsServers?: readonly string[] };
}): Fault[] {
  if (!draft.hasDns) return [];
  const faults: Fault[] = [];
  if (draft.airGroup?.dnsServers) {
    const message = 'stands beside dns, which sets the DNS server of the SIMs by itself: leave one of them out';
    faults.push({ name: 'InvalidInput', field: 'airGroup.dnsServers', message });
  }
  for (const [index, { name }] of draft.peerings.entries()) {
    if (name !== hostPeering) continue;
    const message = `${hostPeering} is the name of the peering to the DNS host; choose another name`;
    faults.push({ name: 'InvalidInput', field: `peerings[${index}].name`, message });
  }
  if (draft.peerings.length === 50) {
    const message = 'must be at most 49 beside dns: the peering to the DNS host is one more';
    faults.push({ name: 'InvalidInput', field: 'peerings', message });
  }
  return faults;
}
