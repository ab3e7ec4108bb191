import type { Fault } from '../errors.ts';
import { canonicalValue, type PlacedRecord, recordFault } from './record-faults.ts';

const at = (index: number) => `dns.records[${index}]`;

function repeated(placed: readonly PlacedRecord[], zone: string): Fault[] {
  const first = new Map<string, number>();
  return placed.flatMap(({ index, record }): Fault[] => {
    const key = `${record.name} ${record.type} ${canonicalValue(record, zone)}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    return earlier === undefined
      ? []
      : [recordFault(index, 'value', `is the same record as ${at(earlier)}; leave one of them out`)];
  });
}

/** DNS answers all records of a name and type together, with one time to live. */
function unequalTimes(placed: readonly PlacedRecord[]): Fault[] {
  const first = new Map<string, PlacedRecord>();
  return placed.flatMap(({ index, record }): Fault[] => {
    const key = `${record.name} ${record.type}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, { index, record });
    if (earlier === undefined || earlier.record.ttl === record.ttl) return [];
    const message = `${record.ttl} differs from ${earlier.record.ttl} of ${at(earlier.index)}, but records of one name and type are answered together; give them the same ttl`;
    return [recordFault(index, 'ttl', message)];
  });
}

function companions(placed: readonly PlacedRecord[]): Fault[] {
  const byName = Map.groupBy(placed, ({ record }) => record.name);
  return placed.flatMap(({ index, record }): Fault[] => {
    if (record.type !== 'CNAME') return [];
    if (record.name === '@') {
      const message = `the zone itself cannot be an alias (CNAME), because its SOA and NS records stand there; write the address of ${record.value} as a record of type A`;
      return [recordFault(index, 'name', message)];
    }
    const other = byName.get(record.name)?.find((one) => one.index !== index);
    if (other === undefined || (other.record.type === 'CNAME' && other.index > index)) return [];
    const message = `${record.name} is an alias (CNAME) and so can have no other record, but ${at(other.index)} is one (${other.record.type}); keep one of them`;
    return [recordFault(index, 'name', message)];
  });
}

/** The faults of records that share a name. */
export function recordSetFaults(placed: readonly PlacedRecord[], zone: string): Fault[] {
  return [...repeated(placed, zone), ...unequalTimes(placed), ...companions(placed)];
}
