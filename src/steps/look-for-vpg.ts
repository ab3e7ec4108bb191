import * as z from 'zod/mini';
import type { Records, Soracom } from './ports.ts';
import { exampleVpgId } from './shapes.ts';

/** Looks whether a VPG is gone. */
export const LookForVpg = {
  step: 'look-for-vpg',
  input: z.strictObject({ network: z.string(), vpgId: z.string() }),
  output: z.strictObject({ status: z.enum(['gone', 'going']) }),
  example: { network: 'two-vpcs', vpgId: exampleVpgId },
};

/** Looks once: terminated, or unknown to SORACOM, is gone, and the record forgets it. */
export async function lookForVpg(
  { network, vpgId }: z.output<typeof LookForVpg.input>,
  { soracom, records }: { soracom: Soracom; records: Records },
): Promise<z.input<typeof LookForVpg.output>> {
  const vpg = await soracom.vpg(vpgId);
  if (vpg && vpg.status !== 'terminated') return { status: 'going' };
  const record = await records.network(network);
  if (record?.vpg?.vpgId === vpgId) {
    const { vpg: _, vpgAskedAt: __, ...rest } = record;
    await records.save(rest);
  }
  return { status: 'gone' };
}
