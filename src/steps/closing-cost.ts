import { billedThings, type LedgerEntry } from '../canal/ledger.ts';
import { type TotalCost, totalCost } from '../canal/total-cost.ts';
import type { Ledger, Prices, Run } from './ports.ts';

/** What it takes to say what a network has cost. */
export interface ClosingPorts {
  readonly ledger: Ledger;
  readonly prices: Prices;
}

/**
 * What a network that is gone has cost in all, by the ledger. A VPG of it that stands there still is closed there, too: the
 * answer that told of its end was lost. Throws StoreUnavailable.
 */
export async function closingCost(name: string, { ledger, prices, now }: ClosingPorts & Run): Promise<TotalCost> {
  const lines = await ledger.lines();
  const at = now();
  const open = ofNetwork(lines, name).filter(({ thing, to }) => thing === 'vpg' && to === undefined);
  const closed = open.map(({ id, vpgId }): LedgerEntry => {
    return { thing: 'vpg', id, vpgId, network: name, what: 'closed', at, source: 'observed', noticed: true };
  });
  if (closed.length > 0) await ledger.addLines(closed);
  return totalCost(ofNetwork([...lines, ...closed], name), await prices.pricing(), at);
}

const ofNetwork = (lines: readonly LedgerEntry[], name: string) =>
  billedThings(lines).filter(({ network }) => network === name);
