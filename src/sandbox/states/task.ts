import type { TaskState } from './definition.ts';
import { StateFailure, tooLarge } from './failure.ts';
import { type EventDetails, errorDetails, inputDetails, outputDetails } from './history.ts';
import type { Invocation, Invoke } from './invocation.ts';
import { isTooLarge } from './limits.ts';
import { persist } from './retry.ts';
import type { Outcome, Visit } from './visit.ts';
import { wholeSeconds } from './wait.ts';

/** Calls the function, as often as Retry says. */
export async function runTask(visit: Visit, state: TaskState): Promise<Outcome> {
  return persist(visit, state, async () => {
    if (visit.takeUp('function')) throw fail(visit, 'Failed', interrupted());
    const payload = state.arguments ? JSON.stringify(await visit.evaluate(state.arguments)) : visit.input;
    if (isTooLarge(payload)) throw tooLarge(state.name);
    const seconds = state.timeoutSeconds && (await wholeSeconds(visit, state.timeoutSeconds, 1));
    const result = await call(visit, state.resource, payload, seconds);
    return visit.finish(state, result, state.next, { result });
  });
}

/** One call of the function; its result as JSON text. When its time is up the function goes on, and is not heard any more. */
async function call(visit: Visit, resource: string, payload: string, seconds: number | undefined): Promise<string> {
  const { branch } = visit;
  const { clock, invoke } = branch.execution.engine;
  const scheduled = { resource, ...inputDetails(payload), ...(seconds ? { timeoutInSeconds: seconds } : {}) };
  branch.record('LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails: scheduled });
  branch.record('LambdaFunctionStarted');
  visit.waitsFor = () => ({ kind: 'function' });
  const work = invocation(invoke, resource, payload);
  const timer = seconds === undefined ? undefined : clock.timer(seconds * 1000);
  let answer: Invocation | undefined;
  try {
    answer = await branch.hold(timer ? Promise.race([work, timer.passed.then(() => undefined)]) : work);
  } finally {
    timer?.cancel();
  }
  if (!answer) throw fail(visit, 'TimedOut', new StateFailure('States.Timeout', undefined));
  if (!answer.ok) throw fail(visit, 'Failed', new StateFailure(answer.error, answer.cause));
  const result = JSON.stringify(answer.payload) ?? 'null'; // a function that returns nothing answers null
  if (isTooLarge(result)) throw fail(visit, 'Failed', tooLarge(resource));
  branch.record('LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: outputDetails(result) });
  return result;
}

/** The failure of a function that went with the process that ran it: nobody knows what it had done. */
function interrupted(): StateFailure {
  const errorMessage = 'The function was cut off with the process that ran it; what it had done by then is not known.';
  return new StateFailure('Lambda.Unknown', JSON.stringify({ errorType: 'Lambda.Unknown', errorMessage, trace: [] }));
}

/** Never rejects, for nobody may be listening any more. */
async function invocation(invoke: Invoke, resource: string, payload: string): Promise<Invocation> {
  try {
    return await invoke(resource, JSON.parse(payload));
  } catch (problem) {
    return { ok: false, error: 'Lambda.Unknown', cause: problem instanceof Error ? problem.message : String(problem) };
  }
}

function fail(visit: Visit, how: 'Failed' | 'TimedOut', failure: StateFailure): StateFailure {
  const details: EventDetails = {
    [`lambdaFunction${how}EventDetails`]: errorDetails(failure.error, failure.reason),
  };
  visit.branch.record(`LambdaFunction${how}`, details);
  return failure;
}
