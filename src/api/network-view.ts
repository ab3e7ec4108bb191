import { runningCost } from '../canal/cost.ts';
import type { GroupRecord, Holder, NetworkRecord, PeeringRecord, RunRecord } from '../canal/record.ts';

/** What the API tells of a network. */
export function networkView(
  record: NetworkRecord,
  given: {
    peerings: readonly PeeringRecord[];
    group: GroupRecord | undefined;
    holder: Holder | undefined;
    coverage: 'japan' | 'global';
  },
) {
  const { peerings, group, holder, coverage } = given;
  const newest = record.runs.at(-1);
  // An execution that was stopped or killed could not close its run; nobody holds the network then.
  const cutOff = record.running !== undefined && holder === 'ended';
  const cost = runningCost({
    coverage,
    vpgs: record.vpg?.made ? 1 : 0,
    peerings: peerings.filter((peering) => peering.peeringId !== undefined).length,
  });
  return {
    name: record.name,
    state: cutOff ? 'failed' : record.state,
    wish: record.wish,
    ...(record.vpg ? { vpg: record.vpg } : {}),
    peerings: peerings.map(({ since: _, ...peering }) => peering),
    ...(group ? { airGroup: group } : {}),
    ...(record.sims ? { sims: record.sims } : {}),
    warnings: record.warnings,
    cost: { currency: cost.currency, perHour: cost.perHour, unknown: cost.unknown, taxExclusive: true },
    ...(newest ? { run: runView(newest, cutOff) } : {}),
  };
}

/** What the API tells of a run; times as ISO 8601. */
export function runView(run: RunRecord, cutOff: boolean) {
  const { startedAt, endedAt, ...facts } = run;
  return {
    ...facts,
    ...(cutOff && run.outcome === 'running'
      ? {
          outcome: 'failed' as const,
          cause: 'The execution was stopped before its run was finished. Start the network again: it continues.',
        }
      : {}),
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }),
  };
}

export type NetworkView = ReturnType<typeof networkView>;
