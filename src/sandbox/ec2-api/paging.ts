import type { Ec2Call } from './call.ts';
import { invalidParameterValue, Refusal } from './errors.ts';

/** Some of the items, and the token that asks for those behind them, if there are any. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * The page that a call asks for by MaxResults and NextToken. Items come in the order of their keys and a token names the
 * last key shown, so that what comes and goes between two pages moves nothing else.
 */
export function page<T>(call: Ec2Call, items: readonly T[], keyOf: (item: T) => string, most = 1000): Page<T> {
  const size = maxResults(call, most);
  const after = lastKey(call);
  const rest = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    nextToken: last && rest.length > shown.length ? token(call.action, last.key) : undefined,
  };
}

function maxResults(call: Ec2Call, most: number): number | undefined {
  const sent = call.parameters.get('MaxResults');
  if (sent === undefined) return undefined;
  const value = `Value ( ${sent} ) for parameter maxResults is invalid.`;
  if (!/^-?\d+$/.test(sent)) throw invalidParameterValue(`${value} Expecting a number.`);
  if (Number(sent) < 5) throw invalidParameterValue(`${value} Expecting a value greater than 5.`);
  if (Number(sent) > most) throw invalidParameterValue(`${value} Expecting a value less than ${most}.`);
  return Number(sent);
}

function token(action: string, key: string): string {
  return Buffer.from(JSON.stringify([action, key])).toString('base64url');
}

function lastKey(call: Ec2Call): string | undefined {
  const sent = call.parameters.get('NextToken');
  if (sent === undefined) return undefined;
  try {
    const [action, key] = JSON.parse(Buffer.from(sent, 'base64url').toString());
    if (action === call.action && typeof key === 'string') return key;
  } catch {
    // Not a token of ours: the same answer as for another Action's.
  }
  throw new Refusal('InvalidPaginationToken', 'The specified pagination token is not valid.');
}
