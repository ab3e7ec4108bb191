import * as z from 'zod/mini';
import { isDoubtful, vpgDoubtMs } from '../canal/doubt.ts';
import { CanalError } from '../canal/errors.ts';
import { nextWaitSeconds } from '../canal/vpg.ts';
import type { Installation, Records, Run, Soracom } from './ports.ts';
import { exampleVpgId } from './shapes.ts';
import { standing } from './vpg-search.ts';

/** Asks how far the VPG is, and how long to wait before asking again. */
export const LookAtVpg = {
  step: 'look-at-vpg',
  input: z.strictObject({ network: z.string(), vpgId: z.string(), made: z.boolean() }),
  output: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('running'), ranges: z.array(z.string()) }),
    z.strictObject({ status: z.literal('creating'), waitSeconds: z.int() }),
  ]),
  example: { network: 'two-vpcs', vpgId: exampleVpgId, made: true },
};

/**
 * Looks at the VPG once and keeps what is known of it in the record. `ranges` holds the VPG's own range, or nothing
 * while SORACOM does not tell it. Throws VpgFailed for one that has failed or is gone.
 */
export async function lookAtVpg(
  { network, vpgId, made }: z.output<typeof LookAtVpg.input>,
  { soracom, records, installation, now }: { soracom: Soracom; records: Records; installation: Installation } & Run,
): Promise<z.input<typeof LookAtVpg.output>> {
  const record = await records.network(network);
  // One that SORACOM has just made may not be shown by its id yet: it is gone only after a while.
  const mayAppear = isDoubtful(record?.vpgAskedAt, now(), vpgDoubtMs);
  const seen = await soracom.vpg(vpgId);
  if (!seen && mayAppear) return { status: 'creating', waitSeconds: 15 };
  const vpg = standing(seen, vpgId);
  if (vpg.status === 'failed') {
    throw new CanalError(
      'VpgFailed',
      `SORACOM could not create VPG ${vpgId} (status failed). Terminate it, because it may still cost money, then start the run again.`,
    );
  }
  const { vpgSubnetCidrRange: range } = vpg;
  const asked = record?.vpgAskedAt !== undefined;
  if (record && (asked || record.vpg?.vpgId !== vpgId || record.vpg.vpgSubnetCidrRange !== range)) {
    const { vpgAskedAt: _, ...rest } = record;
    const begun = record.runs.at(-1);
    const ofThisRun =
      made && begun !== undefined && (record.vpgAskedAt ?? -1) >= begun.startedAt ? begun.run : undefined;
    const run = ofThisRun ?? (record.vpg?.vpgId === vpgId ? record.vpg.run : undefined);
    const facts = { vpgId, made, ...(run ? { run } : {}), ...(range ? { vpgSubnetCidrRange: range } : {}) };
    await records.save({ ...rest, vpg: facts });
  }
  if (vpg.status === 'running') return { status: 'running', ranges: range ? [range] : [] };
  return {
    status: 'creating',
    waitSeconds: nextWaitSeconds(vpg.createdTime, now(), installation.vpgExpectedSeconds),
  };
}
