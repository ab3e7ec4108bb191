import { canonicalJson } from './canonical-json.ts';
import type { Drift } from './drift.ts';
import type { Network } from './network.ts';
import type { TotalCost } from './total-cost.ts';

/** Where a network stands, by its record. */
export type NetworkState = 'provisioning' | 'ready' | 'failed' | 'removing' | 'removed';

/** What a run does: make a network true, or remove it. */
export type RunKind = 'provision' | 'remove';

/** One run of a network: one execution of the state machine. Times are ms since the epoch. */
export interface RunRecord {
  readonly run: number;
  /** Absent: provision. */
  readonly kind?: RunKind;
  readonly executionArn: string;
  readonly askedBy: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome: 'running' | 'ready' | 'failed' | 'removed';
  /** Of a removal that was told to break what others have on the VPG. */
  readonly force?: true;
  /** Of a removal that has come to its end: what the network has cost in all, up to then. */
  readonly cost?: TotalCost;
  /** Of a failed run: the error's name, the step it came from, and the sentence for people. */
  readonly error?: string;
  readonly step?: string;
  readonly cause?: string;
  /** Of a failed removal that had not removed or changed anything yet. */
  readonly untouched?: true;
}

/** What we know about a thing that we must be able to tell apart later: made by us, or found. */
export interface VpgFacts {
  readonly vpgId: string;
  readonly made: boolean;
  /** The run that has made it, where that is known. */
  readonly run?: number;
  readonly vpgSubnetCidrRange?: string;
}

/** A network's record: its wish, its state, and its runs. `version` counts the writes. */
export interface NetworkRecord {
  readonly name: string;
  readonly version: number;
  readonly wish: Network;
  readonly state: NetworkState;
  /** The number of the newest run; the next one is one more. */
  readonly lastRun: number;
  /** The run that holds the network now. */
  readonly running?: { readonly run: number; readonly executionArn: string; readonly reservedAt: number };
  /** When a run was last cut off in the middle, ms since the epoch. */
  readonly cutOffAt?: number;
  readonly vpg?: VpgFacts;
  /** When SORACOM was last asked to create the VPG, while it is not known what came of it; ms since the epoch. */
  readonly vpgAskedAt?: number;
  readonly warnings: readonly { readonly field: string; readonly message: string }[];
  /** What the last check found otherwise than wished; absent when nothing was, and once a new run has begun. */
  readonly drift?: Drift;
  /** How the SIMs stood when the last run ended. */
  readonly sims?: { readonly reconnected: number; readonly offline: number; readonly late: number };
  /** The newest last; at most `keptRuns`. */
  readonly runs: readonly RunRecord[];
}

/** A route that a run has decided on: made by us, or found as wished. */
export interface RouteFacts {
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  readonly made: boolean;
  /** The run that has made it. */
  readonly run?: number;
  /** When it was last made, ms since the epoch: EC2 may not show it yet. */
  readonly madeAt?: number;
  /** Of one that we made: the peerings of ours that it leads to, or has led to; the newest last. */
  readonly peeringIds?: readonly string[];
}

/** What a run knows about one peering; written before the effects that it tells of. */
export interface PeeringRecord {
  readonly name: string;
  readonly made: boolean;
  /** The run that has made it. */
  readonly run?: number;
  /** When we first asked for it or found it, ms since the epoch. */
  readonly since: number;
  /** When SORACOM was last asked to create it, while it is not known what came of it; ms since the epoch. */
  readonly askedAt?: number;
  readonly peeringId?: string;
  readonly peerOwnerId: string;
  readonly peerVpcId: string;
  readonly peerRegion: string;
  readonly destinationCidrBlock: string;
  readonly routes: readonly RouteFacts[];
}

/** How many runs a record keeps. */
export const keptRuns = 50;

// A DynamoDB item holds 400 KiB: fifty runs with long causes must fit, or the network could never be written again.
const longestCause = 8_000;
const longestOldCause = 1_000;

/** How long a reservation whose execution is not there yet is honoured: its starter may be about to start it. */
export const startGraceMs = 120_000;

/** What the holder of a reservation is known to be doing. */
export type Holder = 'running' | 'ended' | 'not-started';

/** Whether a reservation still holds the network. */
export function isHeld(record: NetworkRecord, holder: Holder, now: number): boolean {
  if (!record.running || holder === 'ended') return false;
  return holder === 'running' || now < record.running.reservedAt + startGraceMs;
}

/** Whether two wishes are the same; the order of keys does not matter. */
export function sameWish(a: Network, b: Network): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** Which kind of run holds the network, or held it last. */
export function kindOf(record: NetworkRecord): RunKind {
  return record.runs.at(-1)?.kind ?? 'provision';
}

/**
 * The record with the next run reserved for an execution. A run that never ended is closed as failed, and the moment kept:
 * a function of its execution may still be at work.
 */
export function reserve(
  record: NetworkRecord | undefined,
  wish: Network,
  by: { executionArn: (run: number) => string; askedBy: string; now: number; kind?: RunKind; force?: boolean },
): NetworkRecord {
  const { kind = 'provision' } = by;
  const run = (record?.lastRun ?? 0) + 1;
  const executionArn = by.executionArn(run);
  const begun: RunRecord = {
    run,
    ...(kind === 'provision' ? {} : { kind }),
    ...(by.force ? { force: true as const } : {}),
    executionArn,
    askedBy: by.askedBy,
    startedAt: by.now,
    outcome: 'running',
  };
  const cutOffAt = record?.running ? by.now : record?.cutOffAt;
  const earlier = (record?.runs ?? []).map((old) =>
    old.outcome === 'running'
      ? { ...old, outcome: 'failed' as const, endedAt: by.now, cause: 'The execution ended without finishing its run.' }
      : shortened(old, longestOldCause),
  );
  return {
    ...(record?.vpg ? { vpg: record.vpg } : {}),
    ...(record?.vpgAskedAt === undefined ? {} : { vpgAskedAt: record.vpgAskedAt }),
    name: wish.name,
    version: record?.version ?? 0,
    wish,
    ...(cutOffAt === undefined ? {} : { cutOffAt }),
    state: kind === 'provision' ? 'provisioning' : 'removing',
    lastRun: run,
    running: { run, executionArn, reservedAt: by.now },
    warnings: [],
    runs: [...earlier, begun].slice(-keptRuns),
  };
}

const shortened = <Told extends Pick<RunRecord, 'cause'>>(told: Told, most: number): Told =>
  told.cause !== undefined && told.cause.length > most ? { ...told, cause: `${told.cause.slice(0, most - 1)}…` } : told;

/**
 * The record with its running run ended, if that execution still holds it; undefined if it does not. A cause is cut
 * after 8,000 characters.
 */
export function endRun(
  record: NetworkRecord,
  executionArn: string,
  end: Pick<RunRecord, 'error' | 'step' | 'cause' | 'cost' | 'untouched'> & {
    outcome: 'ready' | 'failed' | 'removed';
    now: number;
  },
): NetworkRecord | undefined {
  if (record.running?.executionArn !== executionArn) return undefined;
  const { running: _, ...rest } = record;
  const { now, ...facts } = shortened(end, longestCause);
  return {
    ...rest,
    state: end.outcome,
    runs: record.runs.map((run) =>
      run.executionArn === executionArn && run.outcome === 'running' ? { ...run, ...facts, endedAt: now } : run,
    ),
  };
}
