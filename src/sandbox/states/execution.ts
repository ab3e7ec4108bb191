import type { Archive } from '../archive.ts';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Timer } from '../turn.ts';
import { Branch } from './branch.ts';
import type { Machine } from './definition.ts';
import { type Ending, ExecutionTexts, type Texts } from './execution-texts.ts';
import { failureOf, Stopped } from './failure.ts';
import { runFlow } from './flow.ts';
import { type EventDetails, errorDetails, History, inputDetails, outputDetails } from './history.ts';
import type { Invoke } from './invocation.ts';
import { maxHistoryEvents } from './limits.ts';
import type { SavedBranch } from './saved-branch.ts';
import type { SavedExecution, SavedRun } from './saved-execution.ts';
import { Scope } from './scope.ts';

/** How an execution stands. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What executions run on. */
export interface Engine {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where executions that have ended go. */
  readonly archive: Archive;
  readonly invoke: Invoke;
  /** Called when an execution begins to run, and once more when it has ended. */
  readonly changed: (execution: Execution) => void;
}

const endEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/**
 * One execution of a machine: its status, its history, and the run itself. Times are in milliseconds since the epoch. Of one that
 * has ended, no more than what lists show is in memory.
 */
export class Execution {
  readonly name: string;
  readonly machine: Machine;
  startedAt: number;
  readonly history = new History();
  readonly engine: Engine;
  status: ExecutionStatus = 'RUNNING';
  stoppedAt: number | undefined;
  /** The line of its states; undefined before its first turn. */
  branch: Branch | undefined;
  readonly #texts: ExecutionTexts;
  #scope: Scope | undefined = new Scope();
  #timeout: Timer | undefined;
  #ids: Ids | undefined;

  constructor(engine: Engine, machine: Machine, name: string, input: string, traceHeader?: string) {
    this.engine = engine;
    this.machine = machine;
    this.name = name;
    this.#texts = new ExecutionTexts({ input, traceHeader });
    this.startedAt = engine.clock.now();
    this.record('ExecutionStarted', 0, {
      executionStartedEventDetails: { ...inputDetails(input), roleArn: machine.roleArn },
    });
  }

  get arn(): string {
    return `${this.machine.arn.replace(':stateMachine:', ':execution:')}:${this.name}`;
  }

  /** The input, and once it has ended, the output or error and cause. */
  get texts(): Texts {
    return this.#texts.read();
  }

  /** The chances of this execution: its own streams, which are forgotten when it has ended. */
  get ids(): Ids {
    this.#ids ??= this.engine.ids.within(`states/${this.machine.name}/${this.name}/`);
    return this.#ids;
  }

  /** Takes over what was saved of it; one that was running stands still until it is resumed. */
  restore({ events, ...facts }: SavedExecution): void {
    this.history.restore(events);
    const { startedAt, stoppedAt, status, input, traceHeader, output, error, cause } = facts;
    Object.assign(this, { startedAt, stoppedAt, status });
    this.#texts.put({ input, traceHeader, output, error, cause });
    if (status !== 'RUNNING') this.#archive();
  }

  /** Runs to the end in a clock turn of its own. Never rejects: what goes wrong ends the execution. */
  async run(): Promise<void> {
    this.engine.changed(this);
    await this.#go();
  }

  /** Goes on, as `run` does, where the process that was at it had left it; nobody hears that it begins. */
  async resume({ branch, drawn }: SavedRun): Promise<void> {
    this.ids.goOn(drawn);
    await this.#go(branch);
  }

  async #go(saved?: SavedBranch): Promise<void> {
    this.#startTimeout();
    await this.engine.clock.turn(async () => {
      const scope = this.#scope;
      if (!scope) return; // it was stopped before it began
      const branch = new Branch(this, scope);
      if (saved) branch.restore(saved);
      this.branch = branch;
      try {
        const output = await runFlow(this.machine.flow, this.texts.input, branch);
        this.#end('SUCCEEDED', branch.previous, { output });
      } catch (problem) {
        this.#fail(problem, branch.previous);
      }
    });
  }

  /** Appends an event and gives its id. Throws Stopped when the execution has ended, or ends by too long a history. */
  record(type: string, previous: number, details?: EventDetails): number {
    if (this.status !== 'RUNNING') throw new Stopped();
    if (this.history.length >= maxHistoryEvents - 1) {
      const cause = `The execution reached the maximum number of history events (${maxHistoryEvents}).`;
      this.#end('FAILED', previous, { error: 'States.Runtime', cause });
      throw new Stopped();
    }
    return this.history.append(this.engine.clock.now(), type, previous, details);
  }

  /** Stops it; functions that run go on to their end, and their results are ignored. Nothing happens once it has ended. */
  abort(error: string | undefined, cause: string | undefined): void {
    this.#end('ABORTED', 0, { error, cause });
  }

  #startTimeout(): void {
    const { timeoutSeconds } = this.machine;
    if (timeoutSeconds === undefined) return;
    const { clock } = this.engine;
    this.#timeout = clock.timer(this.startedAt + timeoutSeconds * 1000 - clock.now());
    void this.#timeout.passed.then(() => this.#end('TIMED_OUT', 0, { error: 'States.Timeout' }));
  }

  #fail(problem: unknown, previous: number): void {
    if (problem instanceof Stopped) return;
    const { error, reason: cause } = failureOf(problem);
    this.#end('FAILED', previous, { error, cause });
  }

  #end(status: keyof typeof endEvents, previous: number, ending: Ending): void {
    if (this.status !== 'RUNNING') return;
    const type = endEvents[status];
    const details =
      ending.output === undefined ? errorDetails(ending.error, ending.cause) : outputDetails(ending.output);
    const now = this.engine.clock.now();
    this.history.append(now, type, previous, { [`e${type.slice(1)}EventDetails`]: details });
    this.status = status;
    this.stoppedAt = now;
    // AWS keeps the timeout's name to the history.
    if (status !== 'TIMED_OUT') this.#texts.put({ ...this.texts, ...ending });
    this.#timeout?.cancel();
    this.#timeout = undefined;
    this.#ids = undefined;
    this.branch = undefined;
    this.#scope?.stop();
    this.#scope = undefined;
    this.engine.changed(this);
    this.#archive();
  }

  /** Lets go of one that ended 90 days ago. */
  drop(): void {
    this.history.drop();
    this.#texts.drop();
  }

  #archive(): void {
    const { archive } = this.engine;
    this.history.archive(archive);
    this.#texts.archive(archive);
  }
}
