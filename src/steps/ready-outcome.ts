import * as z from 'zod/mini';
import { madeOnce } from '../canal/made-once.ts';
import type { Ended } from './ended.ts';
import type { Outcome } from './outcome-words.ts';
import { TotalCostShape } from './shapes.ts';

const Output = madeOnce(() =>
  z.looseObject({
    name: z.string(),
    run: z.exactOptional(z.int()),
    vpgId: z._default(z.string(), ''),
    peerings: z._default(z.array(z.looseObject({ name: z.string(), peeringId: z.string() })), []),
    cost: z._default(
      z.looseObject({ currency: z.enum(['JPY', 'USD']), perHour: z.number(), unknown: z.array(z.string()) }),
      { currency: 'JPY', perHour: 0, unknown: ['what stands'] },
    ),
  }),
);

const RemovedOutput = madeOnce(() =>
  z.object({
    name: z.string(),
    run: z.exactOptional(z.int()),
    cost: z.exactOptional(TotalCostShape),
  }),
);

/** Whether an execution was to remove a network. */
export const isRemoval = ({ stateMachineArn }: Pick<Ended, 'stateMachineArn'>): boolean =>
  stateMachineArn.endsWith('-remove-network');

/** The event of an execution that has reached its end, from its own output: the record may belong to a newer run by now. */
export async function readyOutcome(ended: Ended): Promise<Outcome> {
  const output: unknown = JSON.parse(ended.output ?? 'null');
  if (isRemoval(ended)) {
    const { name, cost, ...run } = RemovedOutput().parse(output);
    const told = cost && { cost: { currency: cost.currency, total: cost.total, unknown: cost.unknown } };
    return { type: 'Network Removed', detail: { network: name, executionArn: ended.executionArn, ...run, ...told } };
  }
  const { name, run, vpgId, peerings, cost } = Output().parse(output);
  const execution = { executionArn: ended.executionArn, ...(run === undefined ? {} : { run }) };
  return {
    type: 'Network Ready',
    detail: {
      network: name,
      ...execution,
      vpgId,
      peerings: peerings.map((peering) => ({ name: peering.name, peeringId: peering.peeringId })),
      cost: { currency: cost.currency, perHour: cost.perHour, unknown: cost.unknown },
    },
  };
}
