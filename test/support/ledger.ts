import { hourMs } from '../../src/canal/calendar.ts';
import { costBook } from '../../src/canal/cost-book.ts';
import { hourlyReport } from '../../src/canal/hourly-report.ts';
import { billedThings, entryKey, type LedgerEntry } from '../../src/canal/ledger.ts';
import { rates } from '../../src/canal/rates.ts';
import type { CostSettings, KeptReport, Ledger } from '../../src/steps/ports.ts';
import { tapped, type Wire } from './ports.ts';

/** What a ledger in memory holds. */
export interface HeldLedger {
  lines: Map<string, LedgerEntry>;
  reports: Map<string, KeptReport>;
  told: Set<string>;
}

export const heldLedger = (): HeldLedger => ({ lines: new Map(), reports: new Map(), told: new Set() });

/** The port over a ledger in memory. */
export function ledgerPort(held: HeldLedger, to: Wire): Ledger {
  const port: Ledger = {
    lines: async () => [...held.lines.values()],
    async addLines(entries) {
      for (const entry of entries) if (!held.lines.has(entryKey(entry))) held.lines.set(entryKey(entry), entry);
    },
    packLines: async () => undefined,
    newestReport: async () => held.reports.get([...held.reports.keys()].sort().at(-1) ?? ''),
    reportOf: async (hour) => held.reports.get(hour),
    async keepReport(report) {
      if (!held.reports.has(report.hour)) held.reports.set(report.hour, structuredClone(report));
      return held.reports.get(report.hour) ?? report;
    },
    toldKeys: async (prefix) => [...held.told].filter((key) => key.startsWith(prefix)),
    async markTold(keys) {
      for (const key of keys) held.told.add(key);
    },
  };
  return tapped('ledger', port, to);
}

export const costSettings = (changes: Partial<CostSettings> = {}): CostSettings => ({
  coverage: 'japan',
  monthlyBudget: undefined,
  idleDays: 7,
  ...changes,
});

/** A line that opens a peering of the network "plant". */
export const ledgerLine = (changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  thing: 'peering',
  id: 'pcx-1',
  vpgId: 'v',
  network: 'plant',
  what: 'opened',
  at: 0,
  source: 'workflow',
  ...changes,
});

/** The report of an hour (counted from the epoch) in which some peerings of "plant" were opened. */
export function keptReport(hour: number, things = 1): KeptReport {
  const lines = Array.from({ length: things }, (_, index) => ledgerLine({ id: `pcx-${index}`, at: hour * hourMs }));
  const pricing = { coverage: 'japan', table: rates, rule: 'started-hours', firstPeeringIncluded: false } as const;
  return {
    ...hourlyReport(costBook(billedThings(lines), pricing), hour, undefined),
    alerts: [],
    idleSince: {},
    unread: [],
  };
}
