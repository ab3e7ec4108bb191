import type { Branch } from './branch.ts';
import { runChoice } from './choice.ts';
import type { Flow } from './definition.ts';
import { runFail } from './fail.ts';
import { runMap } from './map.ts';
import { runParallel } from './parallel.ts';
import { runTask } from './task.ts';
import { type Outcome, Visit } from './visit.ts';
import { runWait } from './wait.ts';

/** Runs a flow in a branch, from its StartAt or from where the branch stood, to its end. Gives its output as JSON text; rejects with StateFailure. */
export async function runFlow(flow: Flow, input: string, branch: Branch): Promise<string> {
  let kept = branch.takeUp();
  let [name, data]: [string | undefined, string] = [kept?.state ?? flow.startAt, kept?.input ?? input];
  while (name !== undefined) {
    const state = flow.states.get(name);
    if (!state) throw new Error(`The state "${name}" is not there.`); // the loader has checked all targets
    branch.visit = new Visit(branch, state, data, kept);
    kept = undefined;
    const outcome: Outcome = await runState(branch.visit);
    branch.visit.leave(outcome);
    branch.visit = undefined;
    [name, data] = [outcome.next, outcome.output];
  }
  return data;
}

async function runState(visit: Visit): Promise<Outcome> {
  const { state } = visit;
  switch (state.type) {
    case 'Task':
      return runTask(visit, state);
    case 'Wait':
      return runWait(visit, state);
    case 'Choice':
      return runChoice(visit, state);
    case 'Map':
      return runMap(visit, state);
    case 'Parallel':
      return runParallel(visit, state);
    case 'Fail':
      return runFail(visit, state);
    case 'Pass':
    case 'Succeed':
      return visit.finish(state, visit.input, state.next);
  }
}
