import * as z from 'zod/mini';
import { runningCost, toldCost } from '../canal/cost.ts';
import { CanalError } from '../canal/errors.ts';
import { endRun, type NetworkRecord } from '../canal/record.ts';
import type { Prices, Records, Run } from './ports.ts';
import { distinct, lateWarnings, SimCounts } from './run-warnings.ts';
import { ExecutionShape, exampleExecution, exampleVpgId, WarningShape } from './shapes.ts';

/** Closes the run: the record says ready. */
export const FinishRun = {
  step: 'finish-run',
  input: z.strictObject({
    name: z.string(),
    vpgId: z.string(),
    execution: ExecutionShape,
    warnings: z.array(WarningShape),
    sims: z.exactOptional(SimCounts),
  }),
  output: z.strictObject({
    name: z.string(),
    state: z.literal('ready'),
    run: z.int(),
    vpgId: z.string(),
    peerings: z.array(z.strictObject({ name: z.string(), peeringId: z.string() })),
    cost: z.strictObject({ currency: z.string(), perHour: z.number(), unknown: z.array(z.string()) }),
  }),
  example: { name: 'two-vpcs', vpgId: exampleVpgId, execution: exampleExecution, warnings: [] },
};

/** Writes "ready" if this execution still holds the network; throws NetworkBusy if another run has taken it since. */
export async function finishRun(
  { name, vpgId, execution, warnings, sims }: z.output<typeof FinishRun.input>,
  { records, prices, now }: { records: Records; prices: Prices } & Run,
): Promise<z.input<typeof FinishRun.output>> {
  const record = await records.network(name);
  const last = record?.runs.findLast((run) => run.executionArn === execution.arn);
  if (!record || !last)
    throw new CanalError('NetworkBusy', `Network "${name}" has no run of this execution: start it again.`);
  const ended = endRun(record, execution.arn, { outcome: 'ready', now: now() });
  // A finish whose answer was lost finds the run closed already: that is done, too.
  if (!ended && last.outcome !== 'ready') {
    throw new CanalError('NetworkBusy', `Another run has taken network "${name}" since: look at its newest run.`);
  }
  // Also one that the file does not name, to a DNS host: it stands, and costs as the others do.
  const peerings = (await records.peerings(name)).filter((peering) => peering.peeringId !== undefined);
  if (ended) {
    await forgetGroups(record, records);
    const { reconnected = 0, offline = 0, late: lateCount = 0 } = sims ?? {};
    await records.save({
      ...ended,
      warnings: [...distinct(warnings), ...lateWarnings(sims)],
      ...(sims ? { sims: { reconnected, offline, late: lateCount } } : {}),
    });
  }
  const vpgs = record.vpg?.made === false ? 0 : 1;
  const cost = runningCost({ vpgs, peerings: peerings.length }, await prices.pricing(), now());
  return {
    name,
    state: 'ready',
    run: last.run,
    vpgId,
    peerings: peerings.map(({ name: peering, peeringId = '' }) => ({ name: peering, peeringId })),
    cost: toldCost(cost),
  };
}

/** Groups that the network serves no more were given back in this run. */
async function forgetGroups({ name, wish }: NetworkRecord, records: Records): Promise<void> {
  const current = wish.airGroup.groupId.toLowerCase();
  for (const { groupId } of await records.groups(name)) {
    if (groupId.toLowerCase() !== current) await records.forgetGroup(name, groupId);
  }
}
