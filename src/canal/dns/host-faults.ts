import { canonicalCidr, rangeContains, rangesOverlap } from '../cidr.ts';
import type { DnsHost, DnsTenant } from './tenant.ts';
import { DnsHostName } from './wish.ts';

const isAddress = (text: string) => canonicalCidr(`${text}/32`) === `${text}/32`;

function ownFaults(tenant: DnsTenant): string[] {
  const { address, subnetCidrBlock: subnet, deviceIndex, clients, serial } = tenant;
  if (!isAddress(address)) return [`"${address}" is no address of an ENI`];
  if (canonicalCidr(subnet) !== subnet) return [`"${subnet}" is no range of a subnet`];
  return [
    ...(rangeContains(subnet, address) ? [] : [`its ENI's address ${address} is not in its subnet ${subnet}`]),
    ...(Number.isInteger(deviceIndex) && deviceIndex > 0
      ? []
      : [`device index ${deviceIndex} is not its own; 0 is the maintenance ENI's`]),
    ...(clients.length > 0 ? [] : ['no range may ask it; name its vpgSubnetCidrRange']),
    ...clients.filter((range) => canonicalCidr(range) !== range).map((range) => `"${range}" is no range of SIMs`),
    ...(Number.isInteger(serial) && serial > 0 && serial < 2 ** 32 ? [] : [`${serial} is no serial of a zone`]),
  ];
}

function mutualFaults(tenant: DnsTenant, others: readonly DnsTenant[]): string[] {
  const { forward } = tenant.wish;
  const named = typeof forward === 'string' ? [] : forward;
  return others.flatMap((other) => [
    ...(other.name === tenant.name ? ['the name stands twice'] : []),
    ...(other.address === tenant.address ? [`${other.name} has its address ${other.address}`] : []),
    ...(other.deviceIndex === tenant.deviceIndex ? [`${other.name} has its device index ${other.deviceIndex}`] : []),
    ...(rangesOverlap(other.subnetCidrBlock, tenant.subnetCidrBlock)
      ? [`its subnet ${tenant.subnetCidrBlock} overlaps ${other.subnetCidrBlock} of ${other.name}`]
      : []),
    ...(named.includes(other.address) ? [`it forwards to ${other.address}, which is the ENI of ${other.name}`] : []),
  ]);
}

/** Why the tenants of a host cannot be served together, each as a sentence that names the tenant; empty if they can. */
export function dnsHostFaults(host: DnsHost, tenants: readonly DnsTenant[]): string[] {
  const ofHost = [
    ...(DnsHostName.safeParse(host.name).success ? [] : [`"${host.name}" is no name of a DNS host`]),
    ...(isAddress(host.resolver) ? [] : [`"${host.resolver}" is no address of a resolver`]),
  ];
  const sound = tenants.filter((tenant) => ownFaults(tenant).length === 0);
  const ofTenants = tenants.flatMap((tenant) => {
    if (!DnsHostName.safeParse(tenant.name).success) return [`"${tenant.name}" is no name of a network`];
    const alone = ownFaults(tenant);
    const others = sound.filter((other) => other !== tenant);
    const loop = typeof tenant.wish.forward !== 'string' && tenant.wish.forward.includes(tenant.address);
    const all = [
      ...alone,
      ...(alone.length > 0 ? [] : mutualFaults(tenant, others)),
      ...(loop ? [`it forwards to its own ENI ${tenant.address}`] : []),
    ];
    return all.map((fault) => `${tenant.name}: ${fault}`);
  });
  return [...ofHost, ...ofTenants];
}
