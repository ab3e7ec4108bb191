/** The failure of a state, with the error's name and cause as Retry, Catch and the history see them. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  readonly reason: string | undefined;

  constructor(error: string | undefined, reason: string | undefined) {
    super(`${error}: ${reason}`);
    this.error = error;
    this.reason = reason;
  }
}

/** Thrown in a branch that was stopped: its execution has ended, or a branch beside it has failed. Never reported. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** What went wrong as a failure: a fault of the interpreter itself is not swallowed, the execution tells it. */
export function failureOf(problem: unknown): StateFailure {
  if (problem instanceof StateFailure) return problem;
  const cause = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  return new StateFailure('States.Runtime', cause);
}

/** A failure of an interpreter's own rule, worded as AWS words it. */
export function failureIn(state: string, enteredEventId: number, error: string, reason: string): StateFailure {
  const place = `An error occurred while executing the state '${state}' (entered at the event id #${enteredEventId}).`;
  return new StateFailure(error, `${place} ${reason}`);
}

/** The failure of data that is larger than a payload may be. */
export function tooLarge(what: string): StateFailure {
  const reason = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateFailure('States.DataLimitExceeded', reason);
}

const uncatchable = ['States.Runtime', 'States.DataLimitExceeded'];

/** Whether an entry of Retry or Catch is meant for an error. */
export function matches(errorEquals: readonly string[], error: string | undefined): boolean {
  const wild = error === undefined || !uncatchable.includes(error);
  return errorEquals.some((name) => {
    if (name === 'States.ALL') return wild;
    if (name === 'States.TaskFailed') return wild && error !== 'States.Timeout';
    return name === error;
  });
}
