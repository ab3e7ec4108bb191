import * as z from 'zod/mini';
import { madeOnce } from './made-once.ts';

/** A moment. */
export const Time = madeOnce(() => z.iso.datetime().check(z.describe('ISO 8601, UTC')));

/** What stands costs. */
export const HourlyCost = madeOnce(() =>
  z
    .strictObject({
      currency: z.enum(['JPY', 'USD']),
      perHour: z.number().check(z.describe('of what has a known price, tax-exclusive')),
      unknown: z.array(z.string()).check(z.describe('what is charged too, at a price that is not known')),
    })
    .check(z.describe('what stands costs this much until it is removed')),
);

/** What a network that is gone has cost. */
export const WholeCost = madeOnce(() =>
  z
    .strictObject({
      currency: z.enum(['JPY', 'USD']),
      total: z.number().check(z.describe('of what has a known price, tax-exclusive')),
      unknown: z.array(z.string()).check(z.describe('what was charged beyond it, and is not known')),
    })
    .check(z.describe('what the network has cost in all')),
);

/** What is told of something hour by hour. */
export const CostFigures = madeOnce(() =>
  z.strictObject({
    perHour: z.number().check(z.describe('what the next hour costs if all stays as it is')),
    thisHour: z.number(),
    monthToDate: z.number(),
    forecast: z.number().check(z.describe('the month at its end if all stays as it is')),
    unknown: z.array(z.string()).check(z.describe('what is charged too, at a price that is not known')),
  }),
);

/** Which execution an event is about. */
export const ExecutionFields = madeOnce(() => ({
  run: z
    .exactOptional(z.int())
    .check(z.describe('the number of the run; absent if the record does not know the execution')),
  executionArn: z.string().check(z.describe('of the Step Functions execution; one event for each')),
}));

/** One thing that is not right with a request. */
export const FaultShape = madeOnce(() =>
  z.strictObject({
    error: z.string().check(z.describe('a name of docs/errors.md')),
    field: z.string().check(z.describe('of the request: peerings[1].peerVpcId')),
    message: z.string(),
  }),
);

/** A peering at both vendors. */
export const StandingPeering = madeOnce(() => ({
  peeringId: z.string(),
  peerOwnerId: z.string(),
  peerVpcId: z.string(),
}));

/** What stands. */
export const Exists = madeOnce(() =>
  z
    .strictObject({
      vpg: z
        .exactOptional(
          z.strictObject({
            vpgId: z.string(),
            status: z.string().check(z.describe("SORACOM's word")),
            made: z.boolean().check(z.describe('false for one that was adopted')),
          }),
        )
        .check(z.describe('absent if there is none')),
      peerings: z.array(
        z.strictObject({ ...StandingPeering(), status: z.string().check(z.describe("EC2's word, or unknown")) }),
      ),
    })
    .check(z.describe('what stood at the vendors when the run had ended; absent if they did not tell')),
);
