import * as z from 'zod';
import type { Ended } from './ended.ts';
import type { Outcome } from './outcome-words.ts';

const Output = z.looseObject({
  name: z.string(),
  run: z.int().exactOptional(),
  vpgId: z.string().default(''),
  peerings: z.array(z.looseObject({ name: z.string(), peeringId: z.string() })).default([]),
  cost: z
    .looseObject({ currency: z.enum(['JPY', 'USD']), perHour: z.number(), unknown: z.array(z.string()) })
    .default({ currency: 'JPY', perHour: 0, unknown: ['what stands'] }),
});

/** Whether an execution was to remove a network. */
export const isRemoval = ({ stateMachineArn }: Pick<Ended, 'stateMachineArn'>): boolean =>
  stateMachineArn.endsWith('-remove-network');

/** The event of an execution that has reached its end, from its own output: the record may belong to a newer run by now. */
export async function readyOutcome(ended: Ended): Promise<Outcome> {
  const { name, run, vpgId, peerings, cost } = Output.parse(JSON.parse(ended.output ?? 'null'));
  const execution = { executionArn: ended.executionArn, ...(run === undefined ? {} : { run }) };
  if (isRemoval(ended)) return { type: 'Network Removed', detail: { network: name, ...execution } };
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
