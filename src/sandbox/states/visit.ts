import type { Branch } from './branch.ts';
import { contextObject, type MapItem } from './context.ts';
import type { Exits, State } from './definition.ts';
import type { Expression } from './expression.ts';
import { failureIn, type StateFailure, tooLarge } from './failure.ts';
import { inputDetails, outputDetails } from './history.ts';
import { jsonataFunctions } from './jsonata-functions.ts';
import { isTooLarge, maxVariablesBytes } from './limits.ts';
import type { Point, SavedVisit } from './saved-branch.ts';
import { EvaluationFailure, evaluateTemplate, type Template } from './template.ts';

/** What a field may read of `$states` beyond input and context: JSON texts, and the item of an ItemSelector. */
export interface Sight {
  readonly result?: string;
  readonly errorOutput?: string;
  readonly item?: MapItem;
}

/** What a state came to: its output as JSON text, the variables to assign as JSON texts, and the state that follows. */
export interface Outcome {
  readonly output: string;
  readonly assigned: Readonly<Record<string, string>>;
  readonly next: string | undefined;
}

/** One stay of a branch in a state. */
export class Visit {
  readonly branch: Branch;
  readonly state: State;
  /** The input as JSON text. */
  readonly input: string;
  readonly enteredEventId: number;
  readonly enteredAt: number;
  retryCount = 0;
  /** How often each entry of Retry was used, by its place. */
  readonly retries: number[] = [];
  /** Tells what it waits for; absent before its first wait. */
  waitsFor: (() => Point) | undefined;
  #kept: Point | undefined;

  /** Enters a state, or goes on with a stay that was saved. */
  constructor(branch: Branch, state: State, input: string, kept?: SavedVisit) {
    this.branch = branch;
    this.state = state;
    this.input = input;
    this.enteredEventId = kept?.enteredEventId ?? this.#enter();
    this.enteredAt = kept?.enteredAt ?? branch.execution.engine.clock.now();
    if (!kept) return;
    this.retryCount = kept.retryCount;
    this.retries.push(...kept.retries);
    this.#kept = kept.point;
  }

  #enter(): number {
    const { branch, state, input } = this;
    return branch.record(`${state.type}StateEntered`, {
      stateEnteredEventDetails: { name: state.name, ...inputDetails(input) },
    });
  }

  /** What it waited for when it was saved, if that is of this kind; gives it once. */
  takeUp<K extends Point['kind']>(kind: K): Extract<Point, { kind: K }> | undefined {
    const kept = this.#kept;
    if (kept?.kind !== kind) return undefined;
    this.#kept = undefined;
    return kept as Extract<Point, { kind: K }>;
  }

  /** Sleeps until a moment, which is saved as what it waits for. */
  async sleepUntil(due: number, kind: 'retry' | 'wait'): Promise<void> {
    this.waitsFor = () => ({ kind, due });
    await this.branch.sleep(due - this.branch.execution.engine.clock.now());
  }

  /** Names a stream of the execution's chances that belongs to this state of this branch. */
  stream(what: string): string {
    return `${this.branch.path}${this.state.name}/${what}`;
  }

  /** Evaluates a field. What fails is recorded as EvaluationFailed and thrown as a StateFailure. */
  async evaluate(template: Template, sight: Sight = {}): Promise<unknown> {
    return this.guard(() => evaluateTemplate(template, (expression) => this.#bind(expression, sight)));
  }

  /** Runs what may throw EvaluationFailure, and records that as `evaluate` does. */
  async guard<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (problem) {
      if (!(problem instanceof EvaluationFailure)) throw problem;
      const failure = this.failure(String(problem.error), String(problem.reason));
      this.branch.record('EvaluationFailed', {
        evaluationFailedEventDetails: {
          error: failure.error,
          cause: failure.reason,
          location: problem.location,
          state: this.state.name,
        },
      });
      throw failure;
    }
  }

  /** Evaluates Output and Assign side by side; without an Output, `output` is handed on. */
  async finish(exits: Exits, output: string, next: string | undefined, sight: Sight = {}): Promise<Outcome> {
    const text = exits.output ? JSON.stringify(await this.evaluate(exits.output, sight)) : output;
    if (isTooLarge(text)) throw tooLarge(this.state.name);
    const assigned: Record<string, string> = {};
    if (exits.assign) {
      const values = (await this.evaluate(exits.assign, sight)) as Record<string, unknown>;
      for (const [name, value] of Object.entries(values)) assigned[name] = JSON.stringify(value);
      if (isTooLarge(Object.values(assigned).join(''))) throw tooLarge(this.state.name);
      if (this.branch.variables.bytesWith(assigned) > maxVariablesBytes) throw tooLarge(this.state.name);
    }
    return { output: text, assigned, next };
  }

  /** Assigns the variables and records that the state was left. */
  leave(outcome: Outcome): void {
    const { assigned, output } = outcome;
    this.branch.variables.assign(assigned);
    const variables =
      Object.keys(assigned).length === 0
        ? {}
        : { assignedVariables: assigned, assignedVariablesDetails: { truncated: false } };
    this.branch.record(`${this.state.type}StateExited`, {
      stateExitedEventDetails: { name: this.state.name, ...outputDetails(output), ...variables },
    });
  }

  /** A failure of the interpreter's own rules in this state. */
  failure(error: string, reason: string): StateFailure {
    return failureIn(this.state.name, this.enteredEventId, error, reason);
  }

  /** Binds what an expression mentions, and no more: each evaluation gets its own copies. */
  #bind(expression: Expression, sight: Sight): Record<string, unknown> {
    const { engine, ids } = this.branch.execution;
    const stream = this.stream('jsonata');
    const bindings = jsonataFunctions({ now: () => engine.clock.now(), ids, stream });
    for (const name of expression.variables) {
      const text = this.branch.variables.get(name);
      if (text !== undefined) bindings[name] = JSON.parse(text);
    }
    if (expression.variables.has('states')) bindings.states = this.#states(expression, sight);
    return bindings;
  }

  #states(expression: Expression, sight: Sight): Record<string, unknown> {
    const states: Record<string, unknown> = {};
    if (expression.states.has('input')) states.input = JSON.parse(this.input);
    if (expression.states.has('context')) {
      const { name } = this.state;
      const retryCount = 'retry' in this.state ? this.retryCount : undefined;
      const entered = { name, enteredAt: this.enteredAt, retryCount };
      states.context = contextObject(this.branch.execution, entered, sight.item);
    }
    for (const field of ['result', 'errorOutput'] as const) {
      const text = sight[field];
      if (text !== undefined && expression.states.has(field)) states[field] = JSON.parse(text);
    }
    return states;
  }
}
