import { Archive } from '../archive.ts';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Machine } from './definition.ts';
import { type Engine, Execution } from './execution.ts';
import { type ExecutionSummary, summary } from './execution-summary.ts';
import type { HistoryEvent } from './history.ts';
import type { Invoke } from './invocation.ts';
import { retentionMillis } from './limits.ts';
import { loadDefinition } from './load.ts';
import { type SavedDefinition, type SavedExecution, startedOn } from './saved-execution.ts';

/** What the machines of one account and Region run on. */
export interface MachinesOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly invoke: Invoke;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
}

/** Hears of an execution that begins to run or has ended. It must not throw. */
export type StatusListener = (execution: ExecutionSummary) => void;

/** The state machines of one account and Region, and their executions. */
export class Machines {
  readonly #options: MachinesOptions;
  readonly #engine: Engine;
  readonly #machines = new Map<string, Machine>();
  /** By the ARN of their machine, then by name; in the order in which they started. */
  readonly #executions = new Map<string, Map<string, Execution>>();
  readonly #archive = new Archive();
  readonly #listeners = new Set<StatusListener>();
  readonly #settled = new Map<string, ((execution: ExecutionSummary) => void)[]>();

  constructor(options: MachinesOptions) {
    this.#options = options;
    const { clock, ids, invoke } = options;
    this.#engine = { clock, ids, invoke, archive: this.#archive, changed: (execution) => this.#changed(execution) };
  }

  /**
   * Loads a definition that is already parsed; each `${CamelCase}` becomes its substitution, the ARN of a function. Throws
   * MachineRefused. A machine loaded again replaces the earlier one for executions to come.
   */
  load(name: string, definition: unknown, substitutions: Readonly<Record<string, string>> = {}): Machine {
    const loaded = loadDefinition(name, definition, substitutions);
    const arn = this.#arn('stateMachine', name);
    const roleArn = `arn:aws:iam::${this.#options.accountId}:role/${name}`;
    const createdAt = this.#machines.get(arn)?.createdAt ?? this.#options.clock.now();
    const machine: Machine = { name, arn, roleArn, createdAt, ...loaded };
    this.#machines.set(arn, machine);
    return machine;
  }

  /** All machines, by name. */
  machines(): readonly Machine[] {
    return [...this.#machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The machine of an ARN. */
  machine(arn: string): Machine | undefined {
    return this.#machines.get(arn);
  }

  /** The execution of an ARN: one that runs, or ended less than 90 days ago. */
  execution(arn: string): Execution | undefined {
    this.#forget();
    return this.#find(arn);
  }

  /** The execution that holds a name for a machine. */
  holder(machine: Machine, name: string): Execution | undefined {
    this.#forget();
    return this.#executions.get(machine.arn)?.get(name);
  }

  /** The executions of a machine, in the order in which they started, without those that ended 90 days ago. */
  executions(machine: Machine): readonly Execution[] {
    this.#forget();
    return [...(this.#executions.get(machine.arn)?.values() ?? [])];
  }

  /**
   * Records an execution and starts it in a clock turn of its own, in the background. `input` is JSON text; the name must
   * be free (`holder`) and is drawn when it is absent. Takes no time.
   */
  start(machine: Machine, input = '{}', name?: string, traceHeader?: string): Execution {
    const called = name ?? this.#options.ids.uuid('states/execution-name');
    const execution = this.#add(new Execution(this.#engine, machine, called, input, traceHeader));
    void execution.run();
    return execution;
  }

  /** Adds executions of machines that are there, as they were saved; those that were running go on in the background. */
  restore(saved: readonly SavedExecution[]): void {
    const older = new Map<SavedDefinition, Machine>();
    for (const one of saved) {
      const { name, input, traceHeader, run } = one;
      const current = this.#machines.get(one.machineArn);
      if (!current) continue;
      const machine = run ? startedOn(run.on, current, older) : current;
      const execution = this.#add(new Execution(this.#engine, machine, name, input, traceHeader));
      execution.restore(one);
      if (run) void execution.resume(run);
    }
  }

  #add(execution: Execution): Execution {
    this.#forget();
    const { machine, name } = execution;
    const earlier = this.#executions.get(machine.arn) ?? new Map<string, Execution>();
    this.#executions.set(machine.arn, earlier.set(name, execution));
    return execution;
  }

  /** The events of an execution so far, as GetExecutionHistory gives them. */
  history(executionArn: string): readonly HistoryEvent[] {
    return this.#known(executionArn).history.events();
  }

  /** Resolves when the execution has ended, however. Within a clock turn, wait for it by `clock.release`. */
  async settled(executionArn: string): Promise<ExecutionSummary> {
    const execution = this.#known(executionArn);
    if (execution.status !== 'RUNNING') return summary(execution);
    return new Promise((resolve) => {
      const waiting = this.#settled.get(executionArn) ?? [];
      this.#settled.set(executionArn, [...waiting, resolve]);
    });
  }

  /** Lets go of the files in which ended executions are. */
  close(): void {
    this.#archive.close();
  }

  /** Calls the listener when an execution begins to run and when it has ended. Gives what takes the listener off again. */
  onStatusChange(listener: StatusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets go of executions that ended 90 days ago. One that started later is kept as long as an earlier one runs. */
  #forget(): void {
    const since = this.#options.clock.now() - retentionMillis;
    for (const executions of this.#executions.values()) {
      for (const [name, execution] of executions) {
        if (execution.stoppedAt === undefined || execution.stoppedAt > since) break;
        executions.delete(name);
        execution.drop();
      }
    }
  }

  #changed(execution: Execution): void {
    const now = summary(execution);
    for (const listener of this.#listeners) listener(now);
    if (execution.status === 'RUNNING') return;
    for (const resolve of this.#settled.get(execution.arn) ?? []) resolve(now);
    this.#settled.delete(execution.arn);
  }

  #known(executionArn: string): Execution {
    const execution = this.#find(executionArn);
    if (!execution) throw new Error(`There is no execution ${executionArn}; start it first.`);
    return execution;
  }

  #find(executionArn: string): Execution | undefined {
    const [, machine = '', name = ''] = /^(.*):([^:]*)$/.exec(executionArn) ?? [];
    return this.#executions.get(machine.replace(':execution:', ':stateMachine:'))?.get(name);
  }

  #arn(...parts: readonly string[]): string {
    return `arn:aws:states:${this.#options.region}:${this.#options.accountId}:${parts.join(':')}`;
  }
}
