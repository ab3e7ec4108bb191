import * as z from 'zod/mini';
import { exampleLeavingItem, LeavingItem } from './leaving-shapes.ts';
import type { Soracom } from './ports.ts';

/** Deletes a peering at SORACOM. */
export const DeletePeering = {
  step: 'delete-peering',
  input: LeavingItem,
  output: z.strictObject({ status: z.enum(['asked', 'kept']) }),
  example: exampleLeavingItem,
};

/** Deletes one that we have made; one that was found stays, and one that is gone already counts as deleted. */
export async function deletePeering(
  { network, peering: { vpgId, peeringId, remove, askedAt } }: z.output<typeof DeletePeering.input>,
  { soracom }: { soracom: Soracom },
): Promise<z.input<typeof DeletePeering.output>> {
  if (!remove || vpgId === undefined || peeringId === undefined) return { status: 'kept' };
  await soracom.deletePeering(vpgId, peeringId, { network, askedAt });
  return { status: 'asked' };
}
