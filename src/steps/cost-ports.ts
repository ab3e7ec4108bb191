import type { CostAlert } from '../canal/cost-alerts.ts';
import type { HourlyReport } from '../canal/hourly-report.ts';
import type { LedgerEntry } from '../canal/ledger.ts';
import type { Coverage } from '../canal/rates.ts';

/** A report as it is kept: with what held at its hour. */
export interface KeptReport extends HourlyReport {
  /** When SORACOM's list was seen for it; ms since the epoch. */
  readonly seenAt?: number;
  readonly alerts: readonly CostAlert[];
  /** Since when VPGs without sessions have had none, by their ids; ms since the epoch. */
  readonly idleSince: Readonly<Record<string, number>>;
  /** Accounts whose peerings could not be looked at, and why. */
  readonly unread: readonly string[];
}

/** What is needed of the cost ledger in the table. Every method throws StoreUnavailable. */
export interface Ledger {
  /** All lines, read consistently. */
  lines(): Promise<LedgerEntry[]>;
  /** Adds lines; those that are there already stay as they are. */
  addLines(entries: readonly LedgerEntry[]): Promise<void>;
  /** Brings lines together that stand in items of their own, once they are many: fewer reads, and the same lines. */
  packLines(): Promise<void>;
  /** The report of the newest hour that has one. */
  newestReport(): Promise<KeptReport | undefined>;
  /** The report of an hour, by its ISO 8601 beginning. */
  reportOf(hour: string): Promise<KeptReport | undefined>;
  /** Keeps the report of its hour, unless that has one: the answer is the one that is kept. */
  keepReport(report: KeptReport): Promise<KeptReport>;
  /** What was told before, by keys of our own that begin so. */
  toldKeys(prefix: string): Promise<string[]>;
  /** Notes that they were told: keys of one report, of one month. */
  markTold(keys: readonly string[], at: number): Promise<void>;
}

/** The settings that costs are judged by. */
export interface CostSettings {
  readonly coverage: Coverage;
  /** What the whole installation may cost a month, in yen or dollars; absent: it has no budget. */
  readonly monthlyBudget: number | undefined;
  /** After how many days without a session a VPG is told of. */
  readonly idleDays: number;
}

/** The metrics of a network, or of the whole installation, by their names. */
export interface CostValues {
  /** The value of the dimension Network; absent: of the whole installation. */
  readonly network?: string;
  readonly values: Readonly<Record<string, number>>;
}

/** What is needed to have costs watched over time. */
export interface CostMetrics {
  /** Puts values of a moment, ms since the epoch. */
  putCosts(at: number, costs: readonly CostValues[]): void;
}

/** An amount of money on SORACOM's own bill, as it writes it: a decimal number. */
export interface BillAmount {
  readonly currency: string;
  readonly amount: number;
}

/** What is needed of SORACOM's billing. Every method throws our errors: Soracom*. */
export interface Bills {
  /** getBillingPerDay of a month (YYYY-MM): by day YYYY-MM-DD; undefined if there is no bill. Tells no fees by the month. */
  billedDays(month: string): Promise<(BillAmount & { readonly day: string })[] | undefined>;
  /** getBillingSummaryOfBillItems: the items of the last 4 months, without tax. */
  billedItems(): Promise<BilledMonth[]>;
}

/** One month of SORACOM's summary. */
export interface BilledMonth {
  /** YYYY-MM. */
  readonly month: string;
  readonly currency: string;
  /** When it was computed, ms since the epoch. */
  readonly updatedAt: number;
  readonly items: readonly { readonly category: string; readonly name: string; readonly amount: number }[];
}
