import * as z from 'zod';
import { networkTags } from '../canal/tags.ts';
import type { Installation, Soracom } from './ports.ts';
import { exampleNetwork, NetworkShape } from './shapes.ts';

/** Creates the network's VPG. The machine asks "Find VPG" before, and again whenever an answer is lost. */
export const CreateVpg = {
  step: 'create-vpg',
  input: z.strictObject({ network: NetworkShape }),
  output: z.strictObject({ vpgId: z.string() }),
  example: { network: exampleNetwork },
};

/**
 * Creates a VPG with the tags by which it is found again. Not safe to repeat blindly: SORACOM has no idempotency keys and
 * charges a set-up fee, so the state that calls this has no Retry for answers that were lost.
 */
export async function createVpg(
  { network }: z.output<typeof CreateVpg.input>,
  { soracom, installation }: { soracom: Soracom; installation: Installation },
): Promise<z.input<typeof CreateVpg.output>> {
  const { vpgId } = await soracom.createVpg(network.vpg, networkTags(network.name, installation.stack));
  return { vpgId };
}
