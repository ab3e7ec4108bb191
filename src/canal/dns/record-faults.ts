import type { Fault } from '../errors.ts';
import { canonicalIpv6, unusableIpv4, unusableIpv6 } from './addresses.ts';
import { isInZone, wholeName, wholeTarget } from './names.ts';
import type { DnsRecord } from './wish.ts';
import { nameServerLabel } from './zone-names.ts';

/** A record at its place in the list. */
export interface PlacedRecord {
  readonly index: number;
  readonly record: DnsRecord;
}

/** A fault of a field of the record at a place. */
export function recordFault(index: number, field: 'name' | 'value' | 'ttl', message: string): Fault {
  return { name: 'InvalidInput', field: `dns.records[${index}].${field}`, message };
}

function nameFault(name: string, zone: string): string | undefined {
  if (name !== '@' && isInZone(name, zone)) {
    const inside = name === zone ? '@' : name.slice(0, -zone.length - 1);
    return `${name} has the zone in it already, and names are within the zone; write "${inside}"`;
  }
  if (name === nameServerLabel) return `${name} is the name of the zone's own name server; choose another name`;
  const whole = wholeName(name, zone);
  return whole.length > 253 ? `${whole} has more than the 253 characters that DNS allows; shorten it` : undefined;
}

/** What a record's value is in the one form that all ways to write it have; its target as a whole name. */
export function canonicalValue(record: DnsRecord, zone: string): string {
  if (record.type === 'A' || record.type === 'TXT') return record.value;
  if (record.type === 'AAAA') return canonicalIpv6(record.value);
  const target = wholeTarget(record.value, zone) ?? record.value;
  if (record.type === 'MX') return `${record.priority} ${target}`;
  if (record.type === 'SRV') return `${record.priority} ${record.weight} ${record.port} ${target}`;
  return target;
}

function valueFault(record: DnsRecord, zone: string): string | undefined {
  const { type, value } = record;
  if (type === 'TXT') return undefined;
  if (type === 'A' || type === 'AAAA') {
    const use = type === 'A' ? unusableIpv4(value) : unusableIpv6(value);
    return use && `${value} ${use}`;
  }
  if (/(?:^|\.)\d+\.?$/.test(value)) {
    return `${value} is an address or ends like one, and a ${type} record leads to a name; ${type === 'CNAME' ? 'write a record of type A' : 'give that address a name by a record of type A'}`;
  }
  const whole = wholeTarget(value, zone);
  if (whole === undefined) {
    return `"${value}" may be meant inside the zone or outside of it; write "${value}." for that very name, or "${value}.${zone}"`;
  }
  return whole.length > 253 ? `${whole} has more than the 253 characters that DNS allows; shorten it` : undefined;
}

/** The faults of each record by itself. */
export function singleRecordFaults(records: readonly PlacedRecord[], zone: string): Fault[] {
  return records.flatMap(({ index, record }) => {
    const ofName = nameFault(record.name, zone);
    const ofValue = valueFault(record, zone);
    return [
      ...(ofName === undefined ? [] : [recordFault(index, 'name', ofName)]),
      ...(ofValue === undefined ? [] : [recordFault(index, 'value', ofValue)]),
    ];
  });
}
