import { Address4 } from 'ip-address/dist/ipv4.js';
import { canonicalCidr, prefixLength, rangeContains, rangesOverlap } from './cidr.ts';
import { dnsFaults } from './dns/dns-faults.ts';
import { besideDnsFaults } from './dns/place-faults.ts';
import type { Fault } from './errors.ts';
import type { Network } from './network.ts';
import type { NetworkDraft } from './network-draft.ts';
import { rangeRuleFaults } from './range-rules.ts';
import { carrierGradeNatRange, japanRange } from './special-ranges.ts';
import { repeatedFaults } from './unique.ts';
import { vpgTypeFaults } from './vpg-types.ts';

/** Something that need not stop a run, with the field that it is about and what to do if it matters. */
export interface Warning {
  readonly field: string;
  readonly message: string;
}

// The Regions of SORACOM's API file; it may have more by now, so another one is a warning.
const vpgRegions = ['ap-northeast-1', 'eu-central-1', 'us-west-2', 'ap-southeast-2'];

/** All that is wrong with a wish and can be said without asking a vendor; empty if it may be tried. */
export function networkFaults(network: Network | NetworkDraft): Fault[] {
  const { vpg, airGroup }: NetworkDraft = network;
  const { dns, peerings }: NetworkDraft = network;
  const faults = [
    ...vpgTypeFaults(vpg),
    ...rangeRuleFaults(network),
    ...repeatedFaults(network),
    ...(dns ? dnsFaults(dns) : []),
    ...besideDnsFaults({ hasDns: dns !== undefined, peerings, ...(airGroup ? { airGroup } : {}) }),
  ];
  if (vpg?.vpgId !== undefined && airGroup?.replaces?.toLowerCase() === vpg.vpgId.toLowerCase()) {
    const message = `names the VPG of vpg.vpgId itself, so nothing would be replaced; leave it out, or name the VPG that the group uses today`;
    faults.push({ name: 'InvalidInput', field: 'airGroup.replaces', message });
  }
  return faults;
}

function dnsWarnings(network: Network): Warning[] {
  const blocks = network.peerings
    .map((peering) => peering.destinationCidrBlock)
    .filter((block) => canonicalCidr(block));
  return (network.airGroup.dnsServers ?? []).flatMap((server, index): Warning[] => {
    const field = `airGroup.dnsServers[${index}]`;
    if (server === '169.254.169.253') {
      const message = `${server} answers only inside a VPC, never across a peering; name a DNS server of your own or a Route 53 Resolver inbound endpoint`;
      return [{ field, message }];
    }
    const block = blocks.find((each) => rangeContains(each, server));
    if (block === undefined) {
      const message = `${server} is in no peering's destinationCidrBlock, so the SIMs do not reach it through a peering; check the address, or name its VPC's range in a peering`;
      return [{ field, message }];
    }
    if (prefixLength(block) > 28 || server !== new Address4(block).startAddress().offset(2).correctForm()) return [];
    const message = `${server} looks like Amazon's own DNS server of ${block}, which does not answer across a peering; name a DNS server of your own or a Route 53 Resolver inbound endpoint`;
    return [{ field, message }];
  });
}

function japanWarnings(network: Network): Warning[] {
  return network.peerings.flatMap(({ destinationCidrBlock: text }, index) => {
    const range = canonicalCidr(text);
    if (range === undefined || !rangesOverlap(range, japanRange)) return [];
    const message = `${range} overlaps ${japanRange}, which SORACOM reserves in Japan coverage; if the SIMs do not reach it, renumber that part of the VPC`;
    return [{ field: `peerings[${index}].destinationCidrBlock`, message }];
  });
}

/** What a person should know before the run but may accept; `coverage` is SORACOM's, of the account that is used. */
export function networkWarnings(network: Network, coverage: 'japan' | 'global'): Warning[] {
  const region = network.vpg.region;
  const message = `SORACOM's API file does not list ${region} for VPGs; if SORACOM refuses it, choose ${vpgRegions.join(', ')}`;
  return [
    ...(vpgRegions.includes(region) ? [] : [{ field: 'vpg.region', message }]),
    ...(coverage === 'japan' ? japanWarnings(network) : []),
    ...dnsWarnings(network),
  ];
}

/** A CidrOverlap for each range of a peer VPC that shares addresses with the VPG's own range: EC2 would fail the peering. */
export function rangeFaults(field: string, vpcCidrBlocks: readonly string[], vpgSubnetCidrRange: string): Fault[] {
  return vpcCidrBlocks
    .filter((block) => rangesOverlap(block, vpgSubnetCidrRange))
    .map((block) => ({
      name: 'CidrOverlap',
      field,
      message: `the VPC's range ${block} overlaps the VPG's own range ${vpgSubnetCidrRange}, and EC2 would fail the peering; choose another VPC, remove that range from it, or use a VPG with another range`,
    }));
}

/** A warning for each range of a peer VPC in the rest of 100.64.0.0/10: EKS pods live there, and so does the next VPG. */
export function rangeWarnings(field: string, vpcCidrBlocks: readonly string[], vpgSubnetCidrRange?: string): Warning[] {
  return vpcCidrBlocks
    .filter((block) => rangesOverlap(block, carrierGradeNatRange))
    .filter((block) => vpgSubnetCidrRange === undefined || !rangesOverlap(block, vpgSubnetCidrRange))
    .map((block) => ({
      field,
      message: `the VPC's range ${block} is in ${carrierGradeNatRange}, from which every VPG gets its range${vpgSubnetCidrRange === undefined ? '' : ` (this one: ${vpgSubnetCidrRange})`}; they do not clash now, but keep new ranges of the VPC out of it`,
    }));
}
