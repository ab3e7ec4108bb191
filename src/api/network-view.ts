import { runningCost } from '../canal/cost.ts';
import type { Drift } from '../canal/drift.ts';
import type { GroupRecord } from '../canal/group-record.ts';
import type { Pricing } from '../canal/metering.ts';
import {
  type Holder,
  isHeld,
  type NetworkRecord,
  type PeeringRecord,
  type RunRecord,
  type VpgFacts,
} from '../canal/record.ts';

/** What the API tells of a network. */
export function networkView(
  record: NetworkRecord,
  given: {
    peerings: readonly PeeringRecord[];
    group: GroupRecord | undefined;
    holder: Holder | undefined;
    pricing: Pricing;
    now: number;
  },
) {
  const { peerings, group, holder, pricing, now } = given;
  const newest = record.runs.at(-1);
  const cutOff = isCutOff(record, holder, now);
  // Until its run is closed, with what both vendors show, what was asked for without an answer may stand.
  const open = record.running !== undefined;
  const vpgAskedAt = record.vpg ? undefined : record.vpgAskedAt;
  const things = {
    vpgs: record.vpg?.made || (open && vpgAskedAt !== undefined) ? 1 : 0,
    peerings: peerings.filter(({ peeringId, askedAt }) => peeringId !== undefined || (open && askedAt !== undefined))
      .length,
  };
  const cost = runningCost(things, pricing, now);
  return {
    name: record.name,
    state: cutOff ? 'failed' : record.state,
    wish: record.wish,
    ...(record.vpg ? { vpg: vpgView(record.vpg) } : {}),
    ...(vpgAskedAt === undefined ? {} : { vpgAskedAt }),
    peerings: peerings.map(({ since: _, run: __, routes, ...peering }) => ({
      ...peering,
      routes: routes.map(({ run: ___, peeringIds: ____, madeAt: _____, ...route }) => route),
    })),
    ...(group ? { airGroup: { groupId: group.groupId, prior: group.prior } } : {}),
    ...(record.sims ? { sims: record.sims } : {}),
    warnings: record.warnings,
    ...(record.drift ? { drift: driftView(record.drift) } : {}),
    cost: { currency: cost.currency, perHour: cost.perHour, unknown: cost.unknown, taxExclusive: true },
    ...(newest ? { run: runView(newest, cutOff) } : {}),
  };
}

/** What the API tells of a drift. */
export const driftView = ({ since, differences, more }: Drift) => ({
  since: new Date(since).toISOString(),
  differences,
  more,
});
const vpgView = ({ run: _, ...vpg }: VpgFacts) => vpg;

/** An execution that was stopped, killed or never started could not close its run; nobody holds the network then. */
export const isCutOff = (record: NetworkRecord, holder: Holder | undefined, now: number): boolean =>
  holder !== undefined && !isHeld(record, holder, now);

/** What the API tells of a run; times as ISO 8601. `cutOff`: nobody will finish it any more. */
export function runView(run: RunRecord, cutOff: boolean) {
  const { startedAt, endedAt, ...facts } = run;
  return {
    ...facts,
    ...(cutOff && run.outcome === 'running'
      ? {
          outcome: 'failed' as const,
          cause:
            'The execution was stopped, or never started, before its run was finished. Start the network again, or its removal: it continues.',
        }
      : {}),
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }),
  };
}

/** What GET /networks/{name} answers. */
export type NetworkView = ReturnType<typeof networkView>;
