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
