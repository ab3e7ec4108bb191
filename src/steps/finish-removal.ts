import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import { endRun } from '../canal/record.ts';
import { type ClosingPorts, closingCost } from './closing-cost.ts';
import type { Records, Run } from './ports.ts';
import { distinct } from './run-warnings.ts';
import { ExecutionShape, exampleExecution, TotalCostShape, WarningShape } from './shapes.ts';

/** Closes the removal: the record says removed, and what the network has cost. */
export const FinishRemoval = {
  step: 'finish-removal',
  input: z.strictObject({ name: z.string(), execution: ExecutionShape, warnings: z.array(WarningShape) }),
  output: z.strictObject({
    name: z.string(),
    state: z.literal('removed'),
    run: z.int(),
    warnings: z.array(WarningShape),
    /** What the network has cost in all, by the ledger. */
    cost: TotalCostShape,
  }),
  example: { name: 'two-vpcs', execution: exampleExecution, warnings: [] },
};

/** Writes "removed" if this execution still holds the network; throws NetworkBusy if another run has taken it since. */
export async function finishRemoval(
  { name, execution, warnings }: z.output<typeof FinishRemoval.input>,
  ports: { records: Records } & ClosingPorts & Run,
): Promise<z.input<typeof FinishRemoval.output>> {
  const { records, now } = ports;
  const record = await records.network(name);
  const last = record?.runs.findLast((run) => run.executionArn === execution.arn);
  if (!record || !last) {
    throw new CanalError('NetworkBusy', `Network "${name}" has no run of this execution: remove it again.`);
  }
  const told = distinct(warnings);
  const cost = last.cost ?? (await closingCost(name, ports));
  const ended = endRun(record, execution.arn, { outcome: 'removed', cost, now: now() });
  // A finish whose answer was lost finds the run closed already: that is done, too.
  if (!ended && last.outcome !== 'removed') {
    throw new CanalError('NetworkBusy', `Another run has taken network "${name}" since: look at its newest run.`);
  }
  if (ended) {
    for (const { groupId } of await records.groups(name)) await records.forgetGroup(name, groupId);
    const { vpg: _, vpgAskedAt: __, cutOffAt: ___, sims: ____, ...rest } = ended;
    await records.save({ ...rest, warnings: told });
  }
  return { name, state: 'removed', run: last.run, warnings: told, cost };
}
