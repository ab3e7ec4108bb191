/** A walk over all networks, done in parts: where it stands between two invocations. Times are ms since the epoch. */
export interface Round {
  /** Counts the writes. */
  readonly version: number;
  readonly begunAt: number;
  /** The network that was visited last; the walk is by name. */
  readonly after?: string;
  /** Networks that could not be visited, or whose visit has not come back: they are visited once more at the end. */
  readonly again: readonly string[];
  readonly endedAt?: number;
}

/** What a walk needs of the table. Every method throws StoreUnavailable, also for a write that came too late. */
export interface Rounds {
  /** A consistent read; undefined for a walk that was never begun. */
  roundOf(walk: string): Promise<Round | undefined>;
  /** Writes a round as the next version of the one that was read. */
  saveRound(walk: string, round: Round): Promise<void>;
}
