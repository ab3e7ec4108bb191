import { moneyText } from '../canal/money.ts';
import { type ApiClient, ApiFailure } from './api-client.ts';
import { costsOf } from './cost-requests.ts';
import type { Costs } from './cost-shapes.ts';

/**
 * What a network has cost so far, as a line; none where that is nothing, or cannot be told: a command that is about
 * something else does not fail for it.
 */
export async function soFarLines(api: ApiClient, name: string): Promise<string[]> {
  const costs = await known(api, name);
  if (!costs) return [];
  const { currency, total, month } = costs;
  const text = (amount: number): string => moneyText(amount, currency);
  const missing = total.lifetimeUnknown;
  // A sum of nothing but unknown prices is not zero.
  if (total.lifetime === 0) return [`Cost so far: ${missing.join(' and ')} (price not known).`];
  const fees = missing.length === 0 ? '' : `, without ${missing.join(' and ')} (price not known)`;
  return [`Cost so far: ${text(total.lifetime)}, of it ${text(total.monthToDate)} in ${month}${fees}.`];
}

/** The same for --json: the field `costSoFar`, in yen or dollars; no field where there is nothing to tell. */
export async function soFarFields(api: ApiClient, name: string): Promise<Record<string, unknown>> {
  const costs = await known(api, name);
  if (!costs) return {};
  const { currency, month, total } = costs;
  const { lifetime, lifetimeUnknown, monthToDate, forecast, unknown } = total;
  return { costSoFar: { currency, lifetime, lifetimeUnknown, month, monthToDate, forecast, unknown } };
}

async function known(api: ApiClient, name: string): Promise<Costs | undefined> {
  try {
    const { read } = await costsOf(api, name);
    return read.total.lifetime === 0 && read.total.lifetimeUnknown.length === 0 ? undefined : read;
  } catch (error) {
    if (error instanceof ApiFailure) return undefined;
    throw error;
  }
}
