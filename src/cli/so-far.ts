import { moneyText } from '../canal/money.ts';
import { type ApiClient, ApiFailure } from './api-client.ts';
import { costsOf } from './cost-requests.ts';

/**
 * What a network has cost so far, as a line; none where that is nothing, or cannot be told: a command that is about
 * something else does not fail for it.
 */
export async function soFarLines(api: ApiClient, name: string): Promise<string[]> {
  try {
    const { read } = await costsOf(api, name);
    const { currency, total, month } = read;
    if (total.lifetime === 0 && total.unknown.length === 0) return [];
    const text = (amount: number): string => moneyText(amount, currency);
    const fees = total.unknown.length === 0 ? '' : `, without ${total.unknown.join(' and ')} (price not known)`;
    return [`Cost so far: ${text(total.lifetime)}, of it ${text(total.monthToDate)} in ${month}${fees}.`];
  } catch (error) {
    if (error instanceof ApiFailure) return [];
    throw error;
  }
}
