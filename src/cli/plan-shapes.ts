import * as z from 'zod/mini';
import { Cost, Fault, Text } from './api-texts.ts';

/** The answer of POST /plans. */
export const Plan = z.object({
  name: Text,
  /** account/Region/stage. */
  stack: Text,
  possible: z.boolean(),
  changes: z.int(),
  things: z.array(
    z.object({
      thing: Text,
      action: Text,
      peering: z.optional(Text),
      id: z.optional(Text),
      destinationCidrBlock: z.optional(Text),
    }),
  ),
  faults: z.array(Fault),
  warnings: z.array(z.object({ field: Text, message: Text })),
  cost: Cost,
  costBefore: Cost,
  stops: z.array(Text),
});

export type Plan = z.output<typeof Plan>;

/** The answer of GET /networks/{name}/removal. */
export const RemovalPlan = z.object({
  name: Text,
  possible: z.boolean(),
  inTheWay: z.array(z.object({ kind: Text, id: Text, message: Text })),
  places: z._default(z.array(z.object({ host: Text, address: Text })), []),
  warnings: z.array(z.object({ field: Text, message: Text })),
});
export type RemovalPlan = z.output<typeof RemovalPlan>;
