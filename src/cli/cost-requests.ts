import type { Answer, ApiClient } from './api-client.ts';
import { Bill, Costs } from './cost-shapes.ts';

/** What may be asked about costs. */
export interface CostQuery {
  readonly month?: string | undefined;
  readonly by?: string | undefined;
  readonly timeZone?: string | undefined;
}

/** GET /costs, or GET /networks/{name}/costs. */
export function costsOf(api: ApiClient, name: string | undefined, query: CostQuery = {}): Promise<Answer<Costs>> {
  const of = name === undefined ? '' : `/networks/${encodeURIComponent(name)}`;
  return api.ask(`${of}/costs${text(query)}`, Costs);
}

/** GET /costs/bill. */
export const billOf = (api: ApiClient, month: string | undefined): Promise<Answer<Bill>> =>
  api.ask(`/costs/bill${text({ month })}`, Bill);

function text(query: CostQuery): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
