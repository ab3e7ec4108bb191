import * as z from 'zod/mini';
import { printable } from './printable.ts';

const Text = z.pipe(z.string(), z.transform(printable));

const CostFigures = z.object({
  amount: z.number(),
  perHour: z.number(),
  monthToDate: z.number(),
  forecast: z.number(),
  lifetime: z.number(),
  amountUnknown: z._default(z.array(Text), []),
  perHourUnknown: z._default(z.array(Text), []),
  unknown: z.array(Text),
  lifetimeUnknown: z.array(Text),
});

/** The answer of GET /costs and GET /networks/{name}/costs. */
export const Costs = z.object({
  network: z.optional(Text),
  month: Text,
  timeZone: Text,
  asOf: Text,
  by: Text,
  currency: z.enum(['JPY', 'USD']),
  budget: z.optional(z.number()),
  total: CostFigures,
  rows: z.array(
    z.extend(CostFigures, {
      key: Text,
      network: z.optional(Text),
      vpgId: z.optional(Text),
      sinceFirstSight: z.optional(z.boolean()),
    }),
  ),
  alerts: z.array(z.object({ message: Text })),
});

/** The answer of GET /costs/bill. */
export const Bill = z.object({
  month: Text,
  currency: z.enum(['JPY', 'USD']),
  billedUntil: z.optional(Text),
  ledger: z.number(),
  ledgerNotBilled: z.number(),
  setUpFees: z.number(),
  vpgItems: z.number(),
  otherItems: z.number(),
  difference: z.number(),
  explanations: z.array(Text),
  items: z.array(z.object({ category: Text, name: Text, amount: z.number() })),
});

export type Costs = z.output<typeof Costs>;
export type Bill = z.output<typeof Bill>;
