import { moneyText } from '../canal/money.ts';
import { columns } from './columns.ts';
import type { Costs } from './cost-shapes.ts';

/** So many rows have a bar; the others are in the table. */
const mostBars = 31;

/** A month of costs as a table, a bar chart that needs no colour, and what to know besides. */
export function costLines(costs: Costs, width: number): string[] {
  const { currency, month, timeZone, by, rows, total, budget, alerts, network } = costs;
  const text = (amount: number): string => moneyText(amount, currency);
  const whose = network === undefined ? 'All networks' : `Network ${network}`;
  const head = [by.toUpperCase(), by === 'day' ? 'DAY' : 'SO FAR', 'PER HOUR', 'FORECAST', 'NOT KNOWN'];
  const row = (key: string, one: Costs['total']): string[] => [
    key,
    text(one.amount),
    text(one.perHour),
    text(one.forecast),
    one.unknown.join(', '),
  ];
  // Until something was charged, one day is like the other.
  const first =
    by === 'day'
      ? Math.max(
          0,
          rows.findIndex(({ amount, unknown }) => amount > 0 || unknown.length > 0),
        )
      : 0;
  const shown = rows.slice(first);
  const table = columns([head, ...shown.map((one) => row(nameOf(one), one)), row('total', total)]);
  const before = first === 0 ? [] : [`Nothing was charged before ${shown[0]?.key}.`];
  const inAll = total.lifetime === total.monthToDate ? '' : ` In all it has cost ${text(total.lifetime)}.`;
  return [
    `${whose}, ${month} (${timeZone}), without tax:`,
    '',
    ...(rows.length === 0 ? ['Nothing was charged.'] : table),
    ...before,
    ...bars({ ...costs, rows: shown }, width, text),
    '',
    `So far ${text(total.monthToDate)}, ${text(total.perHour)} per hour; at the end of the month ${text(total.forecast)} if all stays as it is.${inAll}`,
    ...(total.unknown.length > 0
      ? [`Not in these sums, because the price is not known: ${total.unknown.join(', ')}.`]
      : []),
    ...(budget === undefined
      ? []
      : [`Budget: ${text(budget)} a month, ${Math.round((total.monthToDate / budget) * 100)} % spent.`]),
    ...(rows.some(({ sinceFirstSight }) => sinceFirstSight)
      ? ['Some of it was there before it was first seen, and cost more than it says here.']
      : []),
    ...alerts.map(({ message }) => `! ${message}`),
  ];
}

const nameOf = ({ key }: { key: string }): string => (key === '' ? '(no network)' : key);

function bars({ rows }: Costs, width: number, text: (amount: number) => string): string[] {
  const shown = rows.slice(0, mostBars);
  const most = Math.max(0, ...shown.map(({ amount }) => amount));
  if (most === 0 || shown.length < 2) return [];
  const names = Math.max(...shown.map((row) => nameOf(row).length));
  const amounts = Math.max(...shown.map(({ amount }) => text(amount).length));
  const room = Math.max(1, Math.min(60, width - names - amounts - 5));
  const line = (row: Costs['rows'][number]): string =>
    `${nameOf(row).padEnd(names)}  ${text(row.amount).padStart(amounts)}  ${'#'.repeat(Math.ceil((row.amount / most) * room))}`.trimEnd();
  return ['', ...shown.map(line)];
}
