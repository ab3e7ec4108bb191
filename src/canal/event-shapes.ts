import * as z from 'zod';

/** A moment. */
export const Time = z.iso.datetime().describe('ISO 8601, UTC');

/** What stands costs. */
export const HourlyCost = z
  .strictObject({
    currency: z.enum(['JPY', 'USD']),
    perHour: z.number().describe('of what has a known price, tax-exclusive'),
    unknown: z.array(z.string()).describe('what is charged too, at a price that is not known'),
  })
  .describe('what stands costs this much until it is removed');

/** What a network that is gone has cost. */
export const WholeCost = z
  .strictObject({
    currency: z.enum(['JPY', 'USD']),
    total: z.number().describe('of what has a known price, tax-exclusive'),
    unknown: z.array(z.string()).describe('what was charged beyond it, and is not known'),
  })
  .describe('what the network has cost in all');

/** What is told of something hour by hour. */
export const CostFigures = z.strictObject({
  perHour: z.number().describe('what the next hour costs if all stays as it is'),
  thisHour: z.number(),
  monthToDate: z.number(),
  forecast: z.number().describe('the month at its end if all stays as it is'),
  unknown: z.array(z.string()).describe('what is charged too, at a price that is not known'),
});

/** Which execution an event is about. */
export const ExecutionFields = {
  run: z.int().exactOptional().describe('the number of the run; absent if the record does not know the execution'),
  executionArn: z.string().describe('of the Step Functions execution; one event for each'),
};

/** One thing that is not right with a request. */
export const FaultShape = z.strictObject({
  error: z.string().describe('a name of docs/errors.md'),
  field: z.string().describe('of the request: peerings[1].peerVpcId'),
  message: z.string(),
});

/** A peering at both vendors. */
export const StandingPeering = {
  peeringId: z.string(),
  peerOwnerId: z.string(),
  peerVpcId: z.string(),
};

/** What stands. */
export const Exists = z
  .strictObject({
    vpg: z
      .strictObject({
        vpgId: z.string(),
        status: z.string().describe("SORACOM's word"),
        made: z.boolean().describe('false for one that was adopted'),
      })
      .exactOptional()
      .describe('absent if there is none'),
    peerings: z.array(z.strictObject({ ...StandingPeering, status: z.string().describe("EC2's word, or unknown") })),
  })
  .describe('what stood at the vendors when the run had ended; absent if they did not tell');
