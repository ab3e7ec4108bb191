import { Address6 } from 'ip-address';
import { rangeContains } from '../cidr.ts';

const unusable = [
  { range: '0.0.0.0/8', use: 'is no address of a host' },
  { range: '127.0.0.0/8', use: 'is the address by which every host speaks to itself' },
  { range: '224.0.0.0/3', use: 'is for multicast or reserved' },
] as const;

/** Why an IPv4 address can be no host's, as the end of a sentence; undefined if it can. */
export function unusableIpv4(address: string): string | undefined {
  return unusable.find(({ range }) => rangeContains(range, address))?.use;
}

/** The one form of an IPv6 address that RFC 5952 recommends. */
export function canonicalIpv6(address: string): string {
  return new Address6(address).correctForm();
}

/** Why an IPv6 address can be no host's, as the end of a sentence; undefined if it can. */
export function unusableIpv6(address: string): string | undefined {
  const ipv6 = new Address6(address);
  if (ipv6.correctForm() === '::') return 'is no address of a host';
  if (ipv6.isLoopback()) return 'is the address by which every host speaks to itself';
  if (ipv6.isMulticast()) return 'is for multicast';
  if (ipv6.isInSubnet(new Address6('::ffff:0:0/96'))) return 'is an IPv4 address in disguise; write a record of type A';
  return undefined;
}
