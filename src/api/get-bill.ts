import { type BilledFigures, compareBill } from '../canal/bill-comparison.ts';
import { billedThings } from '../canal/ledger.ts';
import { readCostQuery } from './cost-query.ts';
import type { CostPorts } from './costs-api.ts';
import type { Answer } from './problems.ts';

/**
 * GET /costs/bill: SORACOM's own figures of a UTC month beside the ledger's for the same days, and what the difference comes
 * from. Throws InvalidInput, and what SORACOM throws.
 */
export async function getBill(
  query: Readonly<Record<string, string | undefined>>,
  { ledger, prices, bills, now }: Omit<CostPorts, 'records' | 'costs'>,
): Promise<Answer> {
  const { month } = readCostQuery({ month: query.month }, now(), 'network');
  const days = await bills.billedDays(month);
  const summary = (await bills.billedItems()).find((one) => one.month === month);
  const figures: BilledFigures = {
    days,
    items: summary?.items,
    currency: days?.[0]?.currency ?? summary?.currency,
  };
  const pricing = await prices.pricing();
  const comparison = compareBill(billedThings(await ledger.lines()), pricing, figures, month, now());
  return { status: 200, body: { month, ...comparison, items: figures.items ?? [] } };
}
