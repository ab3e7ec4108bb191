/** Values of a group's four keys; a key that was absent is absent here. */
export type GroupValues = Readonly<Record<string, unknown>>;

/** One change of a group by a run, written before it is made: what stood, and what is set. */
export interface GroupChange {
  readonly run: number;
  readonly before: GroupValues;
  readonly set: GroupValues;
}

/** A group that we have touched: how it was before the first time, and what we have set since. */
export interface GroupRecord {
  readonly groupId: string;
  readonly prior: GroupValues;
  readonly changes: readonly GroupChange[];
}

/** How many changes a group's record keeps. */
const keptChanges = 50;

/** The record of a group with one more change; the prior values stay those of before the first. */
export function withChange(known: GroupRecord | undefined, groupId: string, change: GroupChange): GroupRecord {
  if (!known) return { groupId, prior: change.before, changes: [change] };
  // What a run found before its first change is what it goes back to; a try that was repeated may have found its own.
  const first = known.changes.find(({ run }) => run === change.run);
  const next = first ? { ...change, before: first.before } : change;
  return { ...known, changes: [...known.changes, next].slice(-keptChanges) };
}
