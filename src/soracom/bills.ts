import * as z from 'zod/mini';
import { madeOnce } from '../canal/made-once.ts';
import type { Bills } from '../steps/ports.ts';
import { at, type Call } from './exchange.ts';
import type { Operation } from './operations.ts';
import { find, succeed, understood } from './request.ts';
import type { Session } from './session.ts';

const Days = madeOnce(() =>
  z.object({
    billList: z.nullish(
      z.array(z.object({ date: z.string().check(z.regex(/^\d{8}$/)), amount: z.number(), currency: z.string() })),
    ),
  }),
);

const Months = madeOnce(() =>
  z.array(
    z.object({
      yearMonth: z.string().check(z.regex(/^\d{4}-?\d{2}$/)), // the official file does not say which of the two
      currency: z.string(),
      updatedTime: z.number(),
      costBreakdownList: z.nullish(
        z.array(
          z.object({
            billItemCategory: z.nullish(z.string()),
            billItemName: z.nullish(z.string()),
            amount: z.number(),
          }),
        ),
      ),
    }),
  ),
);

/** SORACOM's own bills. */
export function bills(session: Session): Bills {
  return {
    async billedDays(month) {
      const call: Call<Operation> = {
        operation: 'Billing:getBillingPerDay',
        method: 'GET',
        path: at`/bills/${month.replace('-', '')}/daily`,
      };
      const answer = await find(session, call);
      if (!answer) return undefined;
      const days = understood(call, answer, Days()).billList ?? [];
      return days
        .map(({ date, amount, currency }) => ({ day: date.replace(/(....)(..)(..)/, '$1-$2-$3'), amount, currency }))
        .sort((a, b) => (a.day < b.day ? -1 : 1));
    },

    async billedItems() {
      const call: Call<Operation> = {
        operation: 'Billing:getBillingSummaryOfBillItems',
        method: 'GET',
        path: '/bills/summaries/bill_items',
      };
      const months = understood(call, await succeed(session, call), Months());
      return months.map(({ yearMonth, currency, updatedTime, costBreakdownList }) => ({
        month: yearMonth.replace(/^(\d{4})-?(\d{2})$/, '$1-$2'),
        currency,
        updatedAt: updatedTime * 1000,
        items: (costBreakdownList ?? []).map(({ billItemCategory, billItemName, amount }) => ({
          category: billItemCategory ?? '',
          name: billItemName ?? '',
          amount,
        })),
      }));
    },
  };
}
