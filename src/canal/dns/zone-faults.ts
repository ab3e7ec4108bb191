import { canonicalCidr, rangeContains, rangesOverlap } from '../cidr.ts';
import type { Fault } from '../errors.ts';
import { unusableIpv4 } from './addresses.ts';

const fault = (field: string, message: string): Fault => ({ name: 'InvalidInput', field, message });

/** Top-level names that no zone of ours may stand under, with the reason. */
const refused: Readonly<Record<string, string>> = {
  local:
    'devices ask their neighbours for names that end in .local (Multicast DNS, RFC 6762), and never this DNS server',
  localhost: 'every device takes names that end in .localhost for itself (RFC 6761)',
  invalid: 'names that end in .invalid never exist (RFC 6761)',
  onion: 'names that end in .onion are never asked of a DNS server (RFC 7686)',
};

/** The fault of the zone's name, if it has one. */
export function zoneFaults(zone: string): Fault[] {
  const top = zone.split('.').at(-1) ?? '';
  const reason = refused[top];
  if (reason !== undefined) {
    return [fault('dns.zone', `${zone} is refused: ${reason}; choose a name such as plant.internal`)];
  }
  if (/^\d+$/.test(top)) {
    return [fault('dns.zone', `${zone} ends in a number and would be taken for an address; end it in .internal`)];
  }
  if (top === 'arpa' && zone !== 'home.arpa' && !zone.endsWith('.home.arpa')) {
    return [fault('dns.zone', `${zone} is for names of addresses; name their ranges in dns.reverse instead`)];
  }
  return [];
}

/** The faults of the addresses that other names are forwarded to. */
export function forwardFaults(addresses: readonly string[]): Fault[] {
  return addresses.flatMap((address, index): Fault[] => {
    const field = `dns.forward[${index}]`;
    const use = unusableIpv4(address);
    if (use !== undefined) return [fault(field, `${address} ${use}; name a DNS server`)];
    if (rangeContains('169.254.0.0/16', address)) {
      return [fault(field, `${address} answers only inside a VPC; for the DNS host's own resolver write forward: vpc`)];
    }
    return addresses.indexOf(address) === index
      ? []
      : [fault(field, `${address} stands in dns.forward[${addresses.indexOf(address)}] already; name it once`)];
  });
}

/** The faults of the ranges whose addresses get names. */
export function reverseFaults(ranges: readonly string[]): Fault[] {
  return ranges.flatMap((text, index): Fault[] => {
    const field = `dns.reverse[${index}]`;
    const range = canonicalCidr(text);
    if (range === undefined) return [fault(field, `"${text}" is not an IPv4 range; write one such as 172.21.10.0/24`)];
    if (range !== text) return [fault(field, `${text} is not the start of its range; write ${range}`)];
    const other = ranges.findIndex(
      (each, place) => place < index && canonicalCidr(each) !== undefined && rangesOverlap(each, range),
    );
    return other === -1
      ? []
      : [fault(field, `${range} shares addresses with ${ranges[other]} of dns.reverse[${other}]; keep the wider one`)];
  });
}
