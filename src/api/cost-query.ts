import { isTimeZone, monthOf, monthPeriod } from '../canal/calendar.ts';
import { type TableKind, tableKinds } from '../canal/cost-table.ts';
import { CanalError, type Fault, faultsError } from '../canal/errors.ts';

/** What is asked about costs. */
export interface CostQuery {
  /** YYYY-MM. */
  readonly month: string;
  readonly timeZone: string;
  readonly by: TableKind;
}

/** The query parameters month (default: this one), by (network) and timeZone (UTC); throws every fault of them. */
export function readCostQuery(
  query: Readonly<Record<string, string | undefined>>,
  now: number,
  byDefault: TableKind,
): CostQuery {
  const { timeZone = 'UTC', by = byDefault } = query;
  const faults: Fault[] = [];
  const fault = (field: string, message: string) => faults.push({ name: 'InvalidInput', field, message });
  if (!isTimeZone(timeZone)) fault('timeZone', 'must be a time zone such as UTC or Asia/Tokyo');
  const month = query.month ?? monthOf(now, isTimeZone(timeZone) ? timeZone : 'UTC');
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month)) fault('month', 'must be a month such as 2026-11');
  else if (isTimeZone(timeZone) && monthPeriod(month, timeZone).from >= now) fault('month', 'is yet to come');
  if (!(tableKinds as readonly string[]).includes(by)) fault('by', `must be one of ${tableKinds.join(', ')}`);
  const [first, ...rest] = faults;
  if (first) throw faultsError('The query is not right', [first, ...rest]);
  return { month, timeZone, by: by as TableKind };
}

/** NotFound for a network that has neither a record nor a line in the ledger. */
export function unknownNetwork(name: string): CanalError {
  return new CanalError('NotFound', `There is no network "${name.slice(0, 60)}" here, and none was ever charged.`);
}
