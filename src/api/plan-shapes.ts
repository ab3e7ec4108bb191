import * as z from 'zod/mini';
import { Cost, Fault, Finding } from './shape-parts.ts';

/** The shapes of what changes nothing: the plans of a run and of a removal. */
export const planShapes = {
  Plan: z.strictObject({
    name: z.string(),
    stack: z.string(),
    possible: z.boolean(),
    changes: z.int(),
    things: z.array(
      z.strictObject({
        thing: z.enum(['vpg', 'peering', 'route', 'place', 'names', 'airGroup']),
        action: z.enum(['create', 'accept', 'replace', 'set', 'change', 'remove', 'restore', 'keep']),
        peering: z.exactOptional(z.string()),
        id: z.exactOptional(z.string()),
        destinationCidrBlock: z.exactOptional(z.string()),
      }),
    ),
    faults: z.array(Fault),
    warnings: z.array(Finding),
    cost: Cost.check(z.meta({ description: 'Once it stands as the file wishes.' })),
    costBefore: Cost.check(z.meta({ description: 'Now, as far as the record knows.' })),
    stops: z.array(z.string()).check(z.meta({ description: 'Where traffic stops, for some time or for good.' })),
  }),
  RemovalPlan: z.strictObject({
    name: z.string(),
    stack: z.string(),
    possible: z.boolean().check(z.meta({ description: 'Whether it goes without force.' })),
    inTheWay: z.array(
      z.strictObject({
        kind: z.enum(['group', 'peering', 'sims', 'account']),
        id: z.string(),
        message: z.string().check(z.meta({ description: 'What it is, and what becomes of it with force.' })),
      }),
    ),
    places: z
      .array(z.strictObject({ host: z.string(), address: z.string() }))
      .check(z.meta({ description: 'Its places on DNS hosts, which are given back.' })),
    warnings: z.array(Finding),
  }),
} as const;
