import type { Flow, ParallelState } from './definition.ts';
import { tooLarge } from './failure.ts';
import { runFlow } from './flow.ts';
import { runLanes } from './lanes.ts';
import { isTooLarge } from './limits.ts';
import { persist } from './retry.ts';
import type { Outcome, Visit } from './visit.ts';

/** Runs all branches on the same input, each in a clock turn of its own; the result is the list of outputs. */
export async function runParallel(visit: Visit, state: ParallelState): Promise<Outcome> {
  const { branch } = visit;
  const attempt = async (): Promise<Outcome> => {
    const kept = visit.takeUp('lanes');
    const input = kept?.inputs[0] ?? (await branchInput(visit, state));
    if (!kept) branch.record('ParallelStateStarted');
    const outputs = await runLanes(visit, {
      inputs: [input],
      kept: kept?.lanes,
      count: state.branches.length,
      limit: state.branches.length,
      path: (index) => `${state.name}[${index}]`,
      started: (_, previous) => previous, // branches have no events of their own
      run: (lane, index) => runFlow(state.branches[index] as Flow, input, lane),
      ended: (_how, _index, previous) => previous,
    });
    const result = `[${outputs.join(',')}]`;
    if (isTooLarge(result)) throw tooLarge(state.name);
    // Beside the line of events, as with MapStateSucceeded.
    branch.execution.record('ParallelStateSucceeded', branch.previous);
    return visit.finish(state, result, state.next, { result });
  };
  return persist(visit, state, attempt, () => branch.record('ParallelStateFailed'));
}

async function branchInput(visit: Visit, state: ParallelState): Promise<string> {
  const input = state.arguments ? JSON.stringify(await visit.evaluate(state.arguments)) : visit.input;
  if (isTooLarge(input)) throw tooLarge(state.name);
  return input;
}
