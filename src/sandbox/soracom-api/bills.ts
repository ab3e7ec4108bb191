import { jsonResponse } from '../wire.ts';
import { type Billable, billOf, evaluatedUpTo, isFinal, totalOf, withTax } from '../world/billing.ts';
import type { World } from '../world/world.ts';
import { invalid, Refusal } from './errors.ts';
import { type Route, route } from './route.ts';

const day = 24 * 3_600_000;

/** The operator's bills: preliminary until a month is final, a day behind, set-up fees only in what is final. */
export const bills: readonly Route[] = [
  route({
    operationId: 'getLatestBilling',
    method: 'GET',
    path: '/bills/latest',
    answer({ world, now }) {
      const { from, to } = billedSpan(world, monthAt(now), now);
      const { billing } = world.behaviour;
      const amount = withTax(totalOf(billOf(billable(world), billing, { from, to, final: false })), billing);
      const lastEvaluatedTime = iso(evaluatedUpTo(billing, now)).replaceAll(/\D/g, '').slice(0, 14);
      return jsonResponse(200, { amount, currency: billing.currency, lastEvaluatedTime });
    },
  }),
  route({
    operationId: 'getBillingPerDay',
    method: 'GET',
    path: '/bills/{yyyyMM}/daily',
    answer({ world, now, ids }) {
      const month = monthOf(ids.yyyyMM);
      const { from, to, final } = billedSpan(world, month, now);
      if (month.from > now || month.to <= world.since || month.from < monthAt(now, -18).from) {
        throw new Refusal(404, 'BIL0001', `There is no bill of ${ids.yyyyMM}`);
      }
      const { billing } = world.behaviour;
      const billList = [];
      for (let date = from; date < to; date += day) {
        const amount = totalOf(billOf(billable(world), billing, { from: date, to: date + day, final }));
        billList.unshift({ date: iso(date).slice(0, 10).replaceAll('-', ''), amount, currency: billing.currency });
      }
      return jsonResponse(200, { billList });
    },
  }),
  route({
    operationId: 'getBillingSummaryOfBillItems',
    method: 'GET',
    path: '/bills/summaries/bill_items',
    answer({ world, now }) {
      const { billing } = world.behaviour;
      const months = [0, -1, -2, -3].map((back) => monthAt(now, back)).filter(({ to }) => to > world.since);
      const summaries = months.map((month) => {
        const { from, to, final } = billedSpan(world, month, now);
        const costBreakdownList = billOf(billable(world), billing, { from, to, final })
          .map(({ category, name, amount }) => ({ billItemCategory: category, billItemName: name, amount }))
          .sort((a, b) => b.amount - a.amount);
        const updatedTime = Math.max(evaluatedUpTo(billing, now), world.since) / 1000;
        return {
          yearMonth: iso(month.from).slice(0, 7).replace('-', ''),
          currency: billing.currency,
          updatedTime,
          costBreakdownList,
        };
      });
      return jsonResponse(200, summaries);
    },
  }),
];

interface Month {
  readonly from: number;
  readonly to: number;
}

/** The month of a moment, or one so many months later. */
function monthAt(now: number, later = 0): Month {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + later];
  return { from: Date.UTC(year, month), to: Date.UTC(year, month + 1) };
}

function monthOf(yyyyMM: string): Month {
  const found = /^(\d{4})(0[1-9]|1[0-2])$/.exec(yyyyMM);
  if (!found) throw invalid('yyyyMM: must be a year and a month, such as 202611.');
  return { from: Date.UTC(Number(found[1]), Number(found[2]) - 1), to: Date.UTC(Number(found[1]), Number(found[2])) };
}

/** The days of a month that are on the bill: once it is final, all of them. */
function billedSpan(world: World, month: Month, now: number): Month & { final: boolean } {
  const final = isFinal(month.to, now);
  const to = final ? month.to : Math.min(month.to, evaluatedUpTo(world.behaviour.billing, now));
  const from = Math.max(month.from, Math.floor(world.since / day) * day);
  return { from, to: Math.max(from, to), final };
}

const billable = (world: World): Billable => ({
  since: world.since,
  vpgs: world.vpgs.values(),
  peerings: world.peerings.values(),
});

const iso = (ms: number): string => new Date(ms).toISOString();
