import type { Branch } from './branch.ts';

/**
 * What a branch waits for in a state, as it is saved: the answer of a function, the end of a Wait or of a pause before a retry
 * (ms since the epoch), or the branches within it.
 */
export type Point =
  | { readonly kind: 'function' }
  | { readonly kind: 'retry'; readonly due: number }
  | { readonly kind: 'wait'; readonly due: number }
  | { readonly kind: 'lanes'; readonly inputs: readonly string[]; readonly lanes: SavedLanes };

/** The branches within a state, as they are saved: outputs as JSON texts, and those that are not over. */
export interface SavedLanes {
  readonly started: number;
  readonly outputs: readonly string[];
  readonly running: readonly { readonly index: number; readonly branch: SavedBranch }[];
  /** Why the others were cut off, if one has failed. */
  readonly failure: { readonly error: string | undefined; readonly reason: string | undefined } | undefined;
}

/** A stay in a state, as it is saved. Input as JSON text. */
export interface SavedVisit {
  readonly state: string;
  readonly input: string;
  readonly enteredEventId: number;
  readonly enteredAt: number;
  readonly retryCount: number;
  readonly retries: readonly number[];
  readonly point: Point | undefined;
}

/** A branch of an execution, as it is saved. Variables as JSON texts. */
export interface SavedBranch {
  readonly previous: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Undefined for one that has not had its first turn. */
  readonly visit: SavedVisit | undefined;
}

/** Where a branch stands. It must not have the turn: it is then in the middle of something. */
export function savedBranch({ previous, variables, visit }: Branch): SavedBranch {
  return { previous, variables: variables.own(), visit: visit && savedVisit(visit) };
}

function savedVisit(visit: NonNullable<Branch['visit']>): SavedVisit {
  const { state, input, enteredEventId, enteredAt, retryCount, retries } = visit;
  const point = visit.waitsFor?.();
  return { state: state.name, input, enteredEventId, enteredAt, retryCount, retries: [...retries], point };
}
