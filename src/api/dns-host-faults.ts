import { rangeContains, rangesOverlap } from '../canal/cidr.ts';
import type { DnsHostRegistration, RegisteredDnsHost } from '../canal/dns/host.ts';
import type { DnsPlace } from '../canal/dns/place.ts';
import { positionsOf } from '../canal/dns/places.ts';
import type { Fault } from '../canal/errors.ts';
import { fewOf } from '../canal/few-of.ts';
import type { HostSubnet } from '../steps/ports.ts';

const fault = (name: Fault['name'], field: string, message: string): Fault => ({ name, field, message });

/** Why a host that is registered already cannot be registered otherwise: its tenants' subnets and ENIs stand. */
export function useFaults(
  before: RegisteredDnsHost | undefined,
  { instanceId, pool, region }: DnsHostRegistration,
  places: readonly DnsPlace[],
): Fault[] {
  if (!before || places.length === 0) return [];
  const changed = [
    ['instanceId', before.instanceId, instanceId],
    ['pool', before.pool, pool],
    ['region', before.region, region],
  ].filter(([, stands, wished]) => stands !== wished);
  const tenants = fewOf(places.map(({ network }) => network));
  return changed.map(([field = '', stands]) =>
    fault('DnsHostInUse', field, `is ${stands}, and ${tenants} use it; register another host under another name`),
  );
}

/**
 * What is wrong with a host's pool: it is not in its VPC, or shares addresses with a subnet that is none of its tenants', or
 * with the pool of another host there; and an instance that is another host, or takes no tenant.
 */
export function poolFaults(
  host: RegisteredDnsHost,
  subnets: readonly HostSubnet[],
  others: readonly RegisteredDnsHost[],
  places: readonly DnsPlace[],
): Fault[] {
  const { vpcId, vpcCidrBlocks, pool, instanceId, instanceType, mostInterfaces } = host;
  const twin = others.find((other) => other.instanceId === instanceId);
  const neighbour = others.find((other) => other.vpcId === vpcId && rangesOverlap(other.pool, pool));
  const own = places.map(({ subnetCidrBlock }) => subnetCidrBlock);
  const inTheWay = subnets.filter(({ cidrBlock }) => rangesOverlap(cidrBlock, pool) && !own.includes(cidrBlock));
  const named = fewOf(inTheWay.map(({ subnetId, cidrBlock }) => `${subnetId} (${cidrBlock})`));
  return [
    ...(vpcCidrBlocks.some((range) => rangeContains(range, pool))
      ? []
      : [fault('InvalidInput', 'pool', `${pool} is not in ${vpcId}, which has ${vpcCidrBlocks.join(', ')}`)]),
    ...(inTheWay.length > 0
      ? [
          fault(
            'CidrOverlap',
            'pool',
            `${pool} overlaps ${named} of ${vpcId}; choose a part of the VPC that has no subnets`,
          ),
        ]
      : []),
    ...(neighbour
      ? [fault('CidrOverlap', 'pool', `${pool} overlaps ${neighbour.pool} of DNS host ${neighbour.name}`)]
      : []),
    ...(twin ? [fault('InvalidInput', 'instanceId', `${instanceId} is DNS host ${twin.name} already`)] : []),
    ...(positionsOf(host).length > 0
      ? []
      : [
          fault(
            'InvalidInput',
            'instanceId',
            `${instanceType} allows ${mostInterfaces} ENIs, the first is for maintenance: no tenant fits; use another type`,
          ),
        ]),
  ];
}
