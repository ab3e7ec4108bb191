import { monthPeriod } from '../canal/calendar.ts';
import { moneyText } from '../canal/money.ts';
import { columns } from './columns.ts';
import { costBars } from './cost-bars.ts';
import type { Costs } from './cost-shapes.ts';

type Row = Costs['rows'][number];

/** A month of costs as a table, a bar chart that needs no colour, and what to know besides. */
export function costLines(costs: Costs, width: number): string[] {
  const { currency, month, timeZone, by, rows, total, budget, alerts, network } = costs;
  const text = (amount: number): string => moneyText(amount, currency);
  const whose = network === undefined ? 'All networks' : `Network ${network}`;
  // Until something was charged, one day is like the other.
  const first = by === 'day' ? Math.max(0, rows.findIndex(isCharged)) : 0;
  const shown = rows.slice(first);
  const nothing = by === 'day' ? !rows.some(isCharged) : rows.length === 0;
  return [
    `${whose}, ${month} (${timeZone}), without tax:`,
    '',
    ...(nothing ? ['Nothing was charged.'] : table({ ...costs, rows: shown }, width)),
    ...(first === 0 ? [] : [`Nothing was charged before ${shown[0]?.key}.`]),
    ...costBars(
      shown.map((one) => ({
        name: nameOf(one),
        amount: one.amount,
        text: money(one.amount, one.amountUnknown, currency),
      })),
      width,
    ),
    '',
    ...sentences(costs, text),
    ...(total.unknown.length > 0
      ? [`Not in these sums (? in the table), because the price is not known: ${total.unknown.join(', ')}.`]
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

const isCharged = ({ amount, unknown }: Row): boolean => amount > 0 || unknown.length > 0;

/** A cell of the table: what is not known is a question mark, never zero. */
function money(amount: number, unknown: readonly string[], currency: Costs['currency']): string {
  if (unknown.length === 0) return moneyText(amount, currency);
  return amount === 0 ? '?' : `${moneyText(amount, currency)} + ?`;
}

/** Whether a month is seen from its end. */
const isOver = ({ asOf, month, timeZone }: Costs): boolean => Date.parse(asOf) >= monthPeriod(month, timeZone).to;

/** Of a month that is over, what it came to; of this one, what is to come as well. What is not known has a column where there is room. */
function table(costs: Costs, width: number): string[] {
  const { by, rows, total, currency } = costs;
  const over = isOver(costs);
  const first = by === 'day' ? 'DAY' : over ? 'AMOUNT' : 'SO FAR';
  const head = [by.toUpperCase(), first, ...(over ? [] : ['PER HOUR', 'FORECAST']), 'NOT KNOWN'];
  const row = (key: string, one: Costs['total']): string[] => [
    key,
    money(one.amount, one.amountUnknown, currency),
    ...(over ? [] : [money(one.perHour, one.perHourUnknown, currency), money(one.forecast, one.unknown, currency)]),
    one.unknown.join(', '),
  ];
  const all = [head, ...rows.map((one) => row(nameOf(one), one)), row('total', total)];
  const whole = columns(all);
  return whole.every((line) => line.length <= width) ? whole : columns(all.map((cells) => cells.slice(0, -1)));
}

function sentences(costs: Costs, text: (amount: number) => string): string[] {
  const { month, total } = costs;
  const known = (amount: number, unknown: readonly string[]): string =>
    amount === 0 && unknown.length > 0 ? 'not known' : text(amount);
  const inAll = total.lifetime === total.monthToDate ? '' : ` In all it has cost ${text(total.lifetime)}.`;
  const spent = known(total.monthToDate, total.unknown);
  if (isOver(costs)) return [`In ${month} it came to ${spent}.${inAll}`];
  return [
    `So far ${spent}, ${known(total.perHour, total.perHourUnknown)} per hour; at the end of the month ${known(total.forecast, total.unknown)} if all stays as it is.${inAll}`,
  ];
}
