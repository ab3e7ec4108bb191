import { Address4 } from 'ip-address/dist/ipv4.js';
import { prefixLength } from '../cidr.ts';
import type { RegisteredDnsHost } from './host.ts';

/** Where a tenant stands on a host: the index of its ENI, its subnet, and its address there. */
export interface DnsPosition {
  /** 1 or more: 0 is the maintenance ENI's. */
  readonly deviceIndex: number;
  readonly subnetCidrBlock: string;
  readonly address: string;
}

/** How many tenants a host has room for, and why not for more. */
export interface DnsRoom {
  readonly places: number;
  readonly free: number;
  /** ENIs of others that stand where tenants could. */
  readonly foreign: number;
  readonly limit: 'interfaces' | 'pool';
}

/** What must be known of a host to count its places. */
export type DnsCapacity = Pick<RegisteredDnsHost, 'instanceType' | 'mostInterfaces' | 'pool'>;

const subnetLength = 28;
const subnetSize = 2 ** (32 - subnetLength);

/** AWS keeps the first four addresses of a subnet. */
const firstAddress = 4;

const subnetsIn = (pool: string): number => 2 ** (subnetLength - prefixLength(pool));

/** The position at a device index: always the same /28 of the pool and the first address in it. Throws RangeError past its end. */
export function positionAt(pool: string, deviceIndex: number): DnsPosition {
  if (!Number.isInteger(deviceIndex) || deviceIndex < 1 || deviceIndex > subnetsIn(pool)) {
    throw new RangeError(`${pool} has no subnet for device index ${deviceIndex}`);
  }
  const start = new Address4(pool).startAddress().offset((deviceIndex - 1) * subnetSize) as Address4;
  return {
    deviceIndex,
    subnetCidrBlock: `${start.correctForm()}/${subnetLength}`,
    address: (start.offset(firstAddress) as Address4).correctForm(),
  };
}

/** The positions of a host, in order: one for each ENI behind the first, as far as the pool goes. */
export function positionsOf({ mostInterfaces, pool }: DnsCapacity): DnsPosition[] {
  const count = Math.max(0, Math.min(mostInterfaces - 1, subnetsIn(pool)));
  return Array.from({ length: count }, (_, index) => positionAt(pool, index + 1));
}

/** The positions that neither a tenant nor an ENI of somebody else's has. */
export function freePositions(host: DnsCapacity, taken: readonly number[], foreign: readonly number[]): DnsPosition[] {
  return positionsOf(host).filter(({ deviceIndex }) => ![...taken, ...foreign].includes(deviceIndex));
}

/** The device indexes of an instance's ENIs that are neither for maintenance nor at a place that is taken. */
export const foreignTo = (
  interfaces: readonly { readonly deviceIndex: number }[],
  taken: readonly number[],
): number[] => interfaces.map(({ deviceIndex }) => deviceIndex).filter((index) => index > 0 && !taken.includes(index));

/** How full a host is. */
export function roomOf(host: DnsCapacity, taken: readonly number[], foreign: readonly number[]): DnsRoom {
  const others = foreign.filter((index) => !taken.includes(index) && index < host.mostInterfaces);
  return {
    places: positionsOf(host).length,
    free: freePositions(host, taken, others).length,
    foreign: others.length,
    limit: host.mostInterfaces - 1 <= subnetsIn(host.pool) ? 'interfaces' : 'pool',
  };
}

/** Sizes that take more ENIs than a type with so many; the tenants are one fewer. */
const larger = [
  { interfaces: 3, size: 'a small or large', tenants: 2 },
  { interfaces: 4, size: 'an xlarge', tenants: 3 },
  { interfaces: 8, size: 'a 4xlarge', tenants: 7 },
  { interfaces: 15, size: 'a 16xlarge', tenants: 14 },
];

/** Why a host takes no tenant more, and what would help, as a sentence without its end. */
export function hostFull(host: DnsCapacity, taken: readonly number[], foreign: readonly number[]): string {
  const { places, free, foreign: others, limit } = roomOf(host, taken, foreign);
  const full = `host full: ${places - free - others} of ${places} place${places === 1 ? '' : 's'}`;
  const held = others > 0 ? `, and ${others} with ENIs that are not ours` : '';
  if (limit === 'pool') {
    return `${full}${held}; its pool ${host.pool} has no more subnets; register it with a larger pool or add a host`;
  }
  const next = larger.find(({ interfaces }) => interfaces > Math.max(host.mostInterfaces, 3));
  const advice = next ? `use ${next.size} (${next.tenants} tenants) or add a host` : 'add a host';
  return `${full}${held}; ${host.instanceType} allows ${host.mostInterfaces} ENIs, the first is for maintenance; ${advice}`;
}
