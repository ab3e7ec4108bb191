import { isoOf } from '../canal/calendar.ts';
import { costBook } from '../canal/cost-book.ts';
import { type CostRow, costTable } from '../canal/cost-table.ts';
import { costsCsv } from '../canal/costs-csv.ts';
import { billedThings } from '../canal/ledger.ts';
import { majorOf } from '../canal/money.ts';
import { NetworkName } from '../canal/network-name.ts';
import { type Currency, currencyOf } from '../canal/rates.ts';
import { unknownFees } from '../canal/unknown-fees.ts';
import { wantsCsv } from './accepted-type.ts';
import { readCostQuery, unknownNetwork } from './cost-query.ts';
import type { CostPorts } from './costs-api.ts';
import type { Answer } from './problems.ts';

/**
 * GET /costs and GET /networks/{name}/costs: a month of costs by network, VPG, peering or day, with its total, budget and the
 * alerts of the newest report; CSV if the Accept header asks for it. Throws InvalidInput, NotFound.
 */
export async function getCosts(
  name: string | undefined,
  query: Readonly<Record<string, string | undefined>>,
  accept: string | undefined,
  ports: Omit<CostPorts, 'bills'>,
): Promise<Answer> {
  const { ledger, prices, costs, records, now } = ports;
  const asked = readCostQuery(query, now(), name === undefined ? 'network' : 'peering');
  const record = name !== undefined && NetworkName.safeParse(name).success ? await records.network(name) : undefined;
  const all = billedThings(await ledger.lines());
  const things = name === undefined ? all : all.filter(({ network }) => network === name);
  if (name !== undefined && !record && things.length === 0) throw unknownNetwork(name);
  const pricing = await prices.pricing();
  const { rows, total, asOf } = costTable(costBook(things, pricing), { ...asked, now: now() });
  const newest = await ledger.newestReport();
  const currency = currencyOf[pricing.coverage];
  const budget = name === undefined ? costs.monthlyBudget : record?.wish.budget?.monthly;
  // What holds now says nothing of a month that is over.
  const alerts = (newest?.alerts ?? []).filter(
    ({ network, period }) => period.startsWith(asked.month) && (name === undefined || network === name),
  );
  const body = {
    ...(name === undefined ? {} : { network: name }),
    ...asked,
    asOf: isoOf(asOf),
    currency,
    taxExclusive: true as const,
    rule: pricing.rule,
    ...(budget === undefined ? {} : { budget }),
    total: figuresOf(total, currency),
    rows: rows.map((row) => rowView(row, currency)),
    ...(newest ? { reportedHour: newest.hour } : {}),
    alerts: alerts.map(({ kind, subject, period, message }) => ({ kind, subject, period, message })),
  };
  if (!wantsCsv(accept)) return { status: 200, body };
  return { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' }, body: costsCsv(body) };
}

const figuresOf = ({ amount, perHour, monthToDate, forecast, lifetime }: CostRow, currency: Currency) => ({
  currency,
  amount: majorOf(amount.units, currency),
  perHour: majorOf(perHour.units, currency),
  monthToDate: majorOf(monthToDate.units, currency),
  forecast: majorOf(forecast.units, currency),
  lifetime: majorOf(lifetime.units, currency),
  amountUnknown: unknownFees(amount),
  perHourUnknown: unknownFees(perHour),
  unknown: unknownFees(forecast),
  lifetimeUnknown: unknownFees(lifetime),
});

const rowView = (row: CostRow, currency: Currency) => ({
  key: row.key,
  ...figuresOf(row, currency),
  ...(row.billed
    ? {
        ...(row.billed.network === undefined ? {} : { network: row.billed.network }),
        vpgId: row.billed.vpgId,
        since: isoOf(row.billed.from),
        ...(row.billed.to === undefined ? {} : { until: isoOf(row.billed.to) }),
        sinceFirstSight: row.billed.sinceFirstSight,
        untilLastSight: row.billed.untilLastSight,
      }
    : {}),
});
