import { rangeContains } from '../cidr.ts';

const unusable = [
  { range: '0.0.0.0/8', use: 'is no address of a host' },
  { range: '127.0.0.0/8', use: 'is the address by which every host speaks to itself' },
  { range: '224.0.0.0/3', use: 'is for multicast or reserved' },
] as const;

const unusable6 = [
  { form: /^::$/, use: 'is no address of a host' },
  { form: /^::1$/, use: 'is the address by which every host speaks to itself' },
  { form: /^ff..:/, use: 'is for multicast' },
  { form: /^::ffff:[0-9a-f]+:[0-9a-f]+$/, use: 'is an IPv4 address in disguise; write a record of type A' },
] as const;

/** Why an IPv4 address can be no host's, as the end of a sentence; undefined if it can. */
export function unusableIpv4(address: string): string | undefined {
  return unusable.find(({ range }) => rangeContains(range, address))?.use;
}

/** The one form of an IPv6 address that RFC 5952 recommends: browsers' rules for hosts prescribe the same. Throws for other text. */
export function canonicalIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** Why an IPv6 address can be no host's, as the end of a sentence; undefined if it can. */
export function unusableIpv6(address: string): string | undefined {
  const canonical = canonicalIpv6(address);
  return unusable6.find(({ form }) => form.test(canonical))?.use;
}
