import * as z from 'zod/mini';

const Time = z.iso.datetime();

const Currency = z.enum(['JPY', 'USD']);

const CostFigures = z.strictObject({
  currency: Currency,
  amount: z.number().check(z.meta({ description: 'What falls on the row within the month so far.' })),
  perHour: z.number(),
  monthToDate: z.number(),
  forecast: z.number().check(z.meta({ description: 'The month at its end, if all stays as it is.' })),
  lifetime: z.number(),
  amountUnknown: z
    .array(z.string())
    .check(z.meta({ description: 'What is missing in amount because its price is not known.' })),
  perHourUnknown: z
    .array(z.string())
    .check(z.meta({ description: 'What is missing in perHour because its price is not known.' })),
  unknown: z
    .array(z.string())
    .check(z.meta({ description: 'What is charged in the month, too, at a price that is not known.' })),
  lifetimeUnknown: z
    .array(z.string())
    .check(z.meta({ description: 'What is missing in lifetime because its price is not known.' })),
});

const Rate = z.strictObject({
  item: z.enum(['peering', 'vpg', 'vpg-setup']),
  coverage: z.enum(['japan', 'global']),
  vpgType: z.exactOptional(z.int()),
  currency: Currency,
  price: z.number(),
  per: z.enum(['hour', 'once']),
  validFrom: z.string(),
  source: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
  setBy: z.enum(['built in', 'settings', 'api']),
});

/** The shapes of the answers about costs. */
export const costShapes = {
  Costs: z.strictObject({
    network: z.exactOptional(z.string()),
    month: z.string(),
    timeZone: z.string(),
    by: z.enum(['network', 'vpg', 'peering', 'day']),
    asOf: Time.check(z.meta({ description: 'Now, or the end of a month that is over.' })),
    currency: Currency,
    taxExclusive: z.literal(true),
    rule: z.enum(['started-hours', 'whole-hours']),
    budget: z.exactOptional(z.number()).check(z.meta({ description: 'Of a month.' })),
    total: CostFigures,
    rows: z.array(
      z.extend(CostFigures, {
        key: z.string().check(
          z.meta({
            description:
              'The network, the id, or the day; empty for what no network owns. By peering, a VPG is a row with its own fees.',
          }),
        ),
        network: z.exactOptional(z.string()),
        vpgId: z.exactOptional(z.string()),
        since: z.exactOptional(Time),
        until: z.exactOptional(Time),
        sinceFirstSight: z
          .exactOptional(z.boolean())
          .check(z.meta({ description: 'It was there before, and cost more.' })),
        untilLastSight: z
          .exactOptional(z.boolean())
          .check(z.meta({ description: 'It was gone before, and cost less.' })),
      }),
    ),
    reportedHour: z
      .exactOptional(Time)
      .check(z.meta({ description: 'The hour of the newest report, which the alerts are of.' })),
    alerts: z.array(z.strictObject({ kind: z.string(), subject: z.string(), period: z.string(), message: z.string() })),
  }),
  Bill: z.strictObject({
    month: z.string(),
    currency: Currency,
    billedUntil: z.exactOptional(z.string()),
    ledger: z.number().check(z.meta({ description: 'Of the days that are on the bill, without set-up fees.' })),
    ledgerNotBilled: z.number(),
    setUpFees: z.number(),
    bill: z.number(),
    vpgItems: z.number(),
    otherItems: z.number(),
    difference: z.number().check(z.meta({ description: 'vpgItems less ledger.' })),
    explanations: z.array(z.string()),
    items: z.array(z.strictObject({ category: z.string(), name: z.string(), amount: z.number() })),
  }),
  Rate,
  Rates: z.strictObject({ rates: z.array(Rate) }),
} as const;
