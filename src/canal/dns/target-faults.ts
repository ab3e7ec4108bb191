import type { Fault } from '../errors.ts';
import { isInZone, wholeTarget } from './names.ts';
import { type PlacedRecord, recordFault } from './record-faults.ts';
import type { DnsRecord } from './wish.ts';
import { ZoneNames } from './zone-names.ts';

const hasAddress = (type: string) => type === 'A' || type === 'AAAA';

/** Whether an alias comes back to itself through other aliases of the zone. */
function loops(start: string, names: ZoneNames, zone: string): boolean {
  const seen = new Set<string>();
  for (let whole: string | undefined = start; whole !== undefined && isInZone(whole, zone); ) {
    if (seen.has(whole)) return true;
    seen.add(whole);
    const alias: DnsRecord | undefined = names.at(whole).find(({ type }) => type === 'CNAME');
    whole = alias && wholeTarget(alias.value, zone);
  }
  return false;
}

/** The faults of records that lead to a name of the same zone: nothing is there, it goes round, or it is an alias. */
export function targetFaults(placed: readonly PlacedRecord[], zone: string): Fault[] {
  const names = new ZoneNames(
    zone,
    placed.map(({ record }) => record),
  );
  return placed.flatMap(({ index, record: { type, value } }): Fault[] => {
    if (type !== 'CNAME' && type !== 'MX' && type !== 'SRV') return [];
    const whole = wholeTarget(value, zone);
    if (whole === undefined || !isInZone(whole, zone)) return [];
    const found = names.at(whole);
    const fault = (message: string) => [recordFault(index, 'value', message)];
    if (found.length === 0) {
      return fault(`nothing in the zone is called ${whole}; add a record of that name, or correct this one`);
    }
    if (type === 'CNAME') {
      return loops(whole, names, zone)
        ? fault(`${whole} leads in a circle of aliases (CNAME); let one of them lead to a host`)
        : [];
    }
    if (found.some((each) => each.type === 'CNAME')) {
      return fault(`${whole} is an alias (CNAME), which a ${type} record must not lead to; name the host itself`);
    }
    return found.some((each) => hasAddress(each.type))
      ? []
      : fault(`${whole} has no address; add a record of type A for it`);
  });
}
