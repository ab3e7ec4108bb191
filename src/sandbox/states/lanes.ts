import { Branch } from './branch.ts';
import { failureOf, StateFailure, Stopped } from './failure.ts';
import { type SavedBranch, type SavedLanes, savedBranch } from './saved-branch.ts';
import type { Visit } from './visit.ts';

/** Branches that run side by side within a state, one clock turn each. */
export interface Lanes {
  /** What they start with, as JSON texts: it is saved with them. */
  readonly inputs: readonly string[];
  /** How they stood when they were saved; undefined for new ones. */
  readonly kept: SavedLanes | undefined;
  readonly count: number;
  /** How many run at once; the next one starts when one has succeeded. */
  readonly limit: number;
  /** Names one, for its streams of chances. */
  path(index: number): string;
  /** Records that one starts, after the event `previous`. Gives the event that its first state follows. */
  started(index: number, previous: number): number;
  /** Does the work of one; gives its output as JSON text. */
  run(branch: Branch, index: number): Promise<string>;
  /** Records the end of one. Gives the event that what comes next follows. */
  ended(how: 'Succeeded' | 'Failed' | 'Aborted', index: number, previous: number): number;
}

/**
 * Runs all lanes of a state, whose branch waits for them, and gives their outputs in order. The first failure cuts the others
 * off where they stand, and is thrown once all turns are over; functions that run go on to their end.
 */
export async function runLanes(visit: Visit, lanes: Lanes): Promise<readonly string[]> {
  if (lanes.count === 0) return [];
  const { branch: parent } = visit;
  const { execution } = parent;
  const { inputs, kept } = lanes;
  const outputs: string[] = [...(kept?.outputs ?? new Array(lanes.count).fill(''))];
  const over = Promise.withResolvers<void>();
  let [started, turns] = [kept?.started ?? 0, 0];
  let failure: { readonly problem: unknown } | undefined = kept?.failure && {
    problem: new StateFailure(kept.failure.error, kept.failure.reason),
  };
  visit.waitsFor = () => {
    const running = [...parent.inner].map(([branch, { index }]) => ({ index, branch: savedBranch(branch) }));
    const failed = failure && savedFailure(failure.problem);
    return { kind: 'lanes', inputs, lanes: { started, outputs, running, failure: failed } };
  };

  const succeed = (branch: Branch, index: number, output: string): void => {
    outputs[index] = output;
    const { previous } = branch;
    parent.inner.delete(branch);
    parent.scope.forget(branch.scope);
    parent.previous = lanes.ended('Succeeded', index, previous);
    if (started < lanes.count) start(previous);
  };
  const fail = (branch: Branch, index: number, problem: unknown): void => {
    failure = { problem };
    parent.inner.delete(branch);
    parent.previous = branch.previous;
    lanes.ended('Failed', index, branch.previous);
    for (const [other, lane] of parent.inner) {
      other.abort(branch.previous);
      lane.aborted(branch.previous);
    }
    parent.inner.clear();
  };
  const drive = async (branch: Branch, index: number): Promise<void> => {
    try {
      branch.scope.check();
      succeed(branch, index, await lanes.run(branch, index));
    } catch (problem) {
      if (problem instanceof Stopped) return;
      try {
        fail(branch, index, problem);
      } catch (end) {
        if (!(end instanceof Stopped)) throw end;
      }
    }
  };
  const start = (previous: number): void => {
    begin(started, lanes.started(started, previous));
    started += 1;
  };
  const begin = (index: number, first: number, saved?: SavedBranch): void => {
    const path = `${parent.path}${lanes.path(index)}/`;
    const branch = new Branch(execution, parent.scope.child(), parent, path, first);
    if (saved) branch.restore(saved);
    parent.inner.set(branch, { index, aborted: (failed) => lanes.ended('Aborted', index, failed) });
    turns += 1;
    void execution.engine.clock
      .turn(() => drive(branch, index))
      .finally(() => {
        turns -= 1;
        if (turns === 0) over.resolve();
      });
  };

  for (const { index, branch } of kept?.running ?? []) begin(index, branch.previous, branch);
  while (started < Math.min(lanes.limit, lanes.count)) start(parent.previous);
  if (turns > 0) await parent.hold(over.promise);
  if (failure) throw failure.problem;
  return outputs;
}

function savedFailure(problem: unknown): SavedLanes['failure'] {
  const { error, reason } = failureOf(problem);
  return { error, reason };
}
