import type { Execution } from './execution.ts';
import type { EventDetails } from './history.ts';
import type { SavedBranch, SavedVisit } from './saved-branch.ts';
import type { Scope } from './scope.ts';
import { Variables } from './variables.ts';
import type { Visit } from './visit.ts';

/** A branch within a state: which one it is, and what is recorded when it is cut off. */
interface Lane {
  readonly index: number;
  readonly aborted: (previous: number) => void;
}

/** A line of states that follow each other: the execution's own, a Map's iteration or a Parallel's branch. */
export class Branch {
  readonly execution: Execution;
  readonly scope: Scope;
  readonly variables: Variables;
  /** Tells branches of one execution apart, for their streams of chances: `Each peering[0]/`. */
  readonly path: string;
  /** The event that the next one of this branch follows. */
  previous: number;
  /** The state that it is in. */
  visit: Visit | undefined;
  /** The branches within the state that it is in. */
  readonly inner = new Map<Branch, Lane>();
  #kept: SavedVisit | undefined;

  constructor(execution: Execution, scope: Scope, around?: Branch, path = '', previous = 0) {
    this.execution = execution;
    this.scope = scope;
    this.variables = new Variables(around?.variables);
    this.path = path;
    this.previous = previous;
  }

  /** Takes over where it stood when it was saved. */
  restore({ previous, variables, visit }: SavedBranch): void {
    this.previous = previous;
    this.variables.assign(variables);
    this.#kept = visit;
  }

  /** The stay in a state that it goes on with; gives it once. */
  takeUp(): SavedVisit | undefined {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept;
  }

  /** Records an event after this branch's last one, and gives its id. */
  record(type: string, details?: EventDetails): number {
    this.previous = this.execution.record(type, this.previous, details);
    return this.previous;
  }

  /** Gives the turn up for some work; Stopped ends the wait early. */
  async hold<T>(work: Promise<T>): Promise<T> {
    const result = await this.execution.engine.clock.release(this.scope.until(work));
    this.scope.check(); // it may have been stopped while others had the turn
    return result;
  }

  /** Gives the turn up for some sandbox time. */
  async sleep(ms: number): Promise<void> {
    const timer = this.execution.engine.clock.timer(ms);
    try {
      await this.hold(timer.passed);
    } finally {
      timer.cancel(); // a timer left behind would pull time forward
    }
  }

  /** Cuts the branch off because one beside it failed in the event `previous`. */
  abort(previous: number): void {
    for (const [branch, lane] of this.inner) {
      branch.abort(previous);
      lane.aborted(previous);
    }
    if (this.visit) this.execution.record(`${this.visit.state.type}StateAborted`, previous);
    this.scope.stop();
  }
}
