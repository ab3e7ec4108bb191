import * as z from 'zod/mini';
import { mayHaveHappened } from '../canal/doubt.ts';
import { CanalError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { networkTags } from '../canal/tags.ts';
import type { Installation, Records, Run, Soracom } from './ports.ts';
import { exampleNetwork } from './shapes.ts';

/** Creates the network's VPG. The machine asks "Find VPG" before, and again whenever an answer is lost. */
export const CreateVpg = {
  step: 'create-vpg',
  input: z.strictObject({ network: Network }),
  output: z.strictObject({ vpgId: z.string() }),
  example: { network: exampleNetwork },
};

/**
 * Creates a VPG with the tags by which it is found again. Not safe to repeat blindly: SORACOM has no idempotency keys and
 * charges a set-up fee, so the state that calls this has no Retry for answers that were lost, and the record says that it
 * was asked for: a run that is started after this one was cut off waits for what may still turn up.
 */
export async function createVpg(
  { network }: z.output<typeof CreateVpg.input>,
  { soracom, installation, records, now }: { soracom: Soracom; installation: Installation; records: Records } & Run,
): Promise<z.input<typeof CreateVpg.output>> {
  const record = await records.network(network.name);
  if (record) await records.save({ ...record, vpgAskedAt: now() });
  try {
    const { vpgId } = await soracom.createVpg(network.vpg, networkTags(network.name, installation.stack));
    return { vpgId };
  } catch (error) {
    if (!mayHaveHappened(error)) await forgetAsking(network.name, records);
    throw error;
  }
}

/** SORACOM has said no, so nothing will turn up. If this cannot be noted, the next run only waits for nothing. */
async function forgetAsking(name: string, records: Records): Promise<void> {
  try {
    const record = await records.network(name);
    if (!record) return;
    const { vpgAskedAt: _, ...rest } = record;
    await records.save(rest);
  } catch (error) {
    if (!(error instanceof CanalError)) throw error;
  }
}
