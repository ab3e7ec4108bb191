import { rangeContains } from '../cidr.ts';
import { wholeName, zoneForm } from './names.ts';
import { canonicalValue } from './record-faults.ts';
import type { DnsTenant } from './tenant.ts';
import type { DnsRecord } from './wish.ts';
import { nameServerLabel } from './zone-names.ts';

/** A zone as BIND reads it. */
export interface ZoneFile {
  /** Its name, without the dot at its end. */
  readonly zone: string;
  readonly text: string;
}

// What was not looked at by the schema must still not leave its place in a file.
const plain = /^[a-z0-9_*.: -]+$/;

function checked(text: string): string {
  if (!plain.test(text)) throw new RangeError(`${JSON.stringify(text)} cannot stand in a zone file`);
  return text;
}

/** A text as character strings of up to 255 bytes; each byte that is not a plain one is written as its number. */
export function characterStrings(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const strings: string[] = [];
  for (let from = 0; from < bytes.length; from += 255) {
    const written = bytes.slice(from, from + 255).map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[\w !#$%&'()*+,./:;<=>?@[\]^`{|}~-]/.test(letter) ? letter : `\\${String(byte).padStart(3, '0')}`;
    });
    strings.push(`"${written.join('')}"`);
  }
  return strings.join(' ');
}

function dataOf(record: DnsRecord, zone: string): string {
  if (record.type === 'TXT') return characterStrings(record.value);
  const value = checked(canonicalValue(record, zone));
  return record.type === 'A' || record.type === 'AAAA' ? value : `${value}.`;
}

function line(record: DnsRecord, zone: string): string {
  const owner = checked(wholeName(record.name, zone));
  return `${owner}. ${record.ttl} IN ${record.type} ${dataOf(record, zone)}`;
}

function head(zone: string, tenant: DnsTenant): string[] {
  const { wish, address, serial } = tenant;
  const server = `${nameServerLabel}.${wish.zone}.`;
  return [
    `; Zone ${zone} of network ${tenant.name}. Written by Canal: changes by hand are lost.`,
    // Refresh, retry and expire are for secondaries, which nobody may be; the last is how long "no such name" is kept.
    `${zone}. 60 IN SOA ${server} hostmaster.${wish.zone}. ${serial} 3600 600 86400 60`,
    `${zone}. 60 IN NS ${server}`,
    ...(zone === wish.zone ? [`${server} 60 IN A ${address}`] : []),
  ];
}

/** In an order of its own, so that the order of the wish does not matter: plain code units, the same everywhere. */
const sorted = (lines: readonly string[]) => lines.toSorted((a, b) => (a < b ? -1 : 1));

const file = (zone: string, tenant: DnsTenant, lines: readonly string[]): ZoneFile => ({
  zone,
  text: `${[...head(zone, tenant), ...sorted(lines)].join('\n')}\n`,
});

const reversed = (address: string, octets: number) => address.split('.').slice(0, octets).toReversed().join('.');

function reverseZone(range: string, tenant: DnsTenant): ZoneFile {
  const { zone, records } = tenant.wish;
  const lines = records.flatMap((record) => {
    if (record.type !== 'A' || record.name.startsWith('*') || !rangeContains(range, record.value)) return [];
    const host = checked(wholeName(record.name, zone));
    return [`${reversed(record.value, 4)}.in-addr.arpa. ${record.ttl} IN PTR ${host}.`];
  });
  const [address = '', length = ''] = range.split('/');
  return file(`${reversed(address, Number(length) / 8)}.in-addr.arpa`, tenant, lines);
}

/** The zones of a tenant: its own first, then one for each range whose addresses get names. Same wish, same bytes. */
export function zoneFiles(tenant: DnsTenant): ZoneFile[] {
  const { zone, records, reverse } = tenant.wish;
  if (!zoneForm.test(zone)) throw new RangeError(`${JSON.stringify(zone)} cannot be a zone`);
  return [
    file(
      zone,
      tenant,
      records.map((record) => line(record, zone)),
    ),
    ...sorted(reverse).map((range) => reverseZone(range, tenant)),
  ];
}
