import type { Machine } from './definition.ts';
import type { Execution, ExecutionStatus } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { loadDefinition } from './load.ts';
import { type SavedBranch, savedBranch } from './saved-branch.ts';

/** An execution as it is saved. */
export interface SavedExecution {
  readonly machineArn: string;
  readonly arn: string;
  readonly name: string;
  readonly input: string;
  readonly traceHeader: string | undefined;
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  readonly status: ExecutionStatus;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly events: readonly HistoryEvent[];
  /** Where it stands; undefined for one that has ended. */
  readonly run: SavedRun | undefined;
}

/** A run that is not over, as it is saved. */
export interface SavedRun {
  /** What it runs: the definition of its start, whatever the machine's has become. */
  readonly on: SavedDefinition;
  /** Undefined for one that has not had its first turn. */
  readonly branch: SavedBranch | undefined;
  /** How often it has drawn from each of its streams of chances. */
  readonly drawn: ReadonlyMap<string, number>;
}

/** A definition as JSON text, in an object of its own: it is written once for all the runs that share it. */
export interface SavedDefinition {
  readonly definition: string;
}

/** What is to be saved of executions. None of them may have the turn. */
export function savedExecutions(executions: readonly Execution[]): SavedExecution[] {
  const definitions = new Map<string, SavedDefinition>();
  const on = (definition: string): SavedDefinition => {
    const known = definitions.get(definition) ?? { definition };
    definitions.set(definition, known);
    return known;
  };
  return executions.map((execution) => {
    const { machine, arn, name, startedAt, stoppedAt, status, branch } = execution;
    const { input, traceHeader, output, error, cause } = execution.texts;
    const facts = { arn, name, input, traceHeader, startedAt, stoppedAt, status, output, error, cause };
    const run =
      status === 'RUNNING'
        ? { on: on(machine.definition), branch: branch && savedBranch(branch), drawn: execution.ids.drawn() }
        : undefined;
    return { machineArn: machine.arn, ...facts, events: execution.history.events(), run };
  });
}

/** The machine as it was when a run began: a definition that was loaded since is for those to come. */
export function startedOn(on: SavedDefinition, current: Machine, older: Map<SavedDefinition, Machine>): Machine {
  if (on.definition === current.definition) return current;
  const known = older.get(on) ?? { ...current, ...loadDefinition(current.name, JSON.parse(on.definition), {}) };
  older.set(on, known);
  return known;
}
