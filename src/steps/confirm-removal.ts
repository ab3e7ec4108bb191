import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { isHeld, reserve } from '../canal/record.ts';
import { readRemoval } from '../canal/removal-request.ts';
import { settlingSeconds } from '../canal/settling.ts';
import type { Executions, Records, Run } from './ports.ts';
import { ExecutionShape, exampleExecution } from './shapes.ts';

/** Takes whatever the machine was started with: a run by hand may bring anything. */
export const ConfirmRemoval = {
  step: 'confirm-removal',
  input: z.strictObject({ asked: z.unknown(), execution: ExecutionShape }),
  output: z.strictObject({
    network: Network,
    run: z.int(),
    force: z.boolean(),
    /** How long a function of a run that was cut off may still be at work. */
    waitSeconds: z.int(),
  }),
  example: { asked: { name: 'two-vpcs' }, execution: exampleExecution },
};

/**
 * Confirms the removal that was reserved for this execution, or takes a free network for one that was started by hand.
 * Throws InvalidInput, NotFound for a network that was never asked for, NetworkBusy while another run holds it.
 */
export async function confirmRemoval(
  { asked, execution }: z.output<typeof ConfirmRemoval.input>,
  { records, executions, now }: { records: Records; executions: Executions } & Run,
): Promise<z.input<typeof ConfirmRemoval.output>> {
  const { name, force } = readRemoval(asked);
  const record = await records.network(name);
  if (!record) throw new CanalError('NotFound', `There is no network "${name}" on record: there is nothing to remove.`);
  let confirmed = record;
  if (record.running?.executionArn !== execution.arn) {
    if (record.running && isHeld(record, await executions.holder(record.running.executionArn), now())) {
      const { run, executionArn } = record.running;
      throw new CanalError(
        'NetworkBusy',
        `Run ${run} of network "${name}" is in progress (${executionArn}). DELETE /networks/${name} stops it; or wait until it has ended.`,
      );
    }
    const by = { executionArn: () => execution.arn, askedBy: 'an execution started by hand', now: now() };
    confirmed = reserve(record, record.wish, { ...by, kind: 'remove', force });
    await records.save(confirmed);
  }
  const waitSeconds = settlingSeconds(confirmed.cutOffAt, now());
  return { network: confirmed.wish, run: confirmed.lastRun, force, waitSeconds };
}
