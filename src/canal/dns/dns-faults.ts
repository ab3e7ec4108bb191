import type { Fault } from '../errors.ts';
import type { DnsDraft } from './draft.ts';
import { type PlacedRecord, singleRecordFaults } from './record-faults.ts';
import { recordSetFaults } from './record-set-faults.ts';
import { targetFaults } from './target-faults.ts';
import { forwardFaults, reverseFaults, zoneFaults } from './zone-faults.ts';

/**
 * All that is wrong with a `dns` section beside its shape and can be said without asking a vendor; empty if BIND will
 * take it. Whether an alias leads anywhere is only said when every record is well-formed.
 */
export function dnsFaults({ zone, forward, records, reverse }: DnsDraft): Fault[] {
  const placed = records.flatMap((record, index): PlacedRecord[] => (record ? [{ index, record }] : []));
  const alone = zone === undefined ? [] : singleRecordFaults(placed, zone);
  const together = zone === undefined ? [] : recordSetFaults(placed, zone);
  const leads = zone === undefined || placed.length < records.length || alone.length > 0;
  return [
    ...(zone === undefined ? [] : zoneFaults(zone)),
    ...(forward === undefined || typeof forward === 'string' ? [] : forwardFaults(forward)),
    ...alone,
    ...together,
    ...(leads ? [] : targetFaults(placed, zone)),
    ...reverseFaults(reverse ?? []),
  ];
}
