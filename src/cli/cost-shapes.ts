import * as z from 'zod';
import { printable } from './printable.ts';

const Text = z.string().transform(printable);

const CostFigures = z.object({
  amount: z.number(),
  perHour: z.number(),
  monthToDate: z.number(),
  forecast: z.number(),
  lifetime: z.number(),
  unknown: z.array(Text),
  lifetimeUnknown: z.array(Text),
});

/** The answer of GET /costs and GET /networks/{name}/costs. */
export const Costs = z.object({
  network: Text.optional(),
  month: Text,
  timeZone: Text,
  by: Text,
  currency: z.enum(['JPY', 'USD']),
  budget: z.number().optional(),
  total: CostFigures,
  rows: z.array(
    CostFigures.extend({
      key: Text,
      network: Text.optional(),
      vpgId: Text.optional(),
      sinceFirstSight: z.boolean().optional(),
    }),
  ),
  alerts: z.array(z.object({ message: Text })),
});

/** The answer of GET /costs/bill. */
export const Bill = z.object({
  month: Text,
  currency: z.enum(['JPY', 'USD']),
  billedUntil: Text.optional(),
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
