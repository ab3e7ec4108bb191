import type { NetworkEvent } from './api-shapes.ts';

/** How far a step is; a step that waits or tries again is still open. */
export type StepState = 'running' | 'waiting' | 'retrying' | 'done' | 'failed';

/** One line of the tree. */
export interface ProgressRow {
  readonly depth: 0 | 1 | 2;
  readonly text: string;
  readonly state: StepState;
  /** When it began, ms since the run's first event. */
  readonly began: number;
  /** What else is known: how often it ran, why it is tried again. */
  readonly note: string;
}

interface Step {
  readonly name: string;
  readonly began: number;
  state: StepState;
  times: number;
  reason: string;
}

/** The steps of one place, where one comes after the other: of the network, or of one peering. */
class Branch {
  readonly steps = new Map<string, Step>();
  #current: Step | undefined;

  get state(): StepState {
    return this.#current?.state ?? 'running';
  }

  add({ kind, error, message }: NetworkEvent, name: string, at: number): void {
    if (this.#current?.name !== name) this.close();
    const known = this.steps.get(name);
    const step = known ?? { name, began: at, state: 'running' as StepState, times: 0, reason: '' };
    this.steps.set(name, step);
    this.#current = step;
    if (kind === 'succeeded') step.state = 'done';
    else if (kind === 'attempt failed') {
      step.state = 'retrying';
      step.reason = [error, message].filter((part) => part !== undefined).join(': ');
    } else if (kind === 'started' || kind === 'waiting') {
      step.state = kind === 'started' ? 'running' : 'waiting';
      step.times += 1;
    }
  }

  /** What is open ends when another step comes: a wait is over then, and a step without success has failed. */
  close(): void {
    const step = this.#current;
    if (step && step.state !== 'done') step.state = step.state === 'waiting' ? 'done' : 'failed';
  }

  rows(depth: 0 | 2): ProgressRow[] {
    return [...this.steps.values()].map(({ name, began, state, times, reason }) => {
      const unsolved = state === 'retrying' || state === 'failed' ? reason : '';
      const often = times > 1 ? `${times} times` : '';
      return { depth, text: name, state, began, note: [often, unsolved].filter((part) => part !== '').join(', ') };
    });
  }
}

/** The names of the machines' states in which peerings are served side by side: the API tells only what is in them. */
const connecting = 'Connect the peerings';
const disconnecting = 'Disconnect the peerings';
const disconnectingSteps = ['Remove routes', 'Delete peering', 'Look for peering', 'Wait for the peering to go'];

/** The steps of a run as a tree, grown event by event: the network's steps, and a branch for each peering. */
export class ProgressTree {
  readonly #network = new Branch();
  readonly #groups = new Map<string, Map<string, Branch>>();
  #start: number | undefined;

  add(event: NetworkEvent): void {
    this.#start ??= event.at;
    const at = event.at - this.#start;
    const { step, peering, kind } = event;
    if (step === undefined) {
      if (kind === 'ready' || kind === 'removed' || kind === 'failed') this.#closeAll();
      return;
    }
    if (peering === undefined) {
      this.#closePeerings();
      this.#network.add(event, step, at);
      return;
    }
    const group = disconnectingSteps.includes(step) ? disconnecting : connecting;
    if (!this.#network.steps.has(group)) this.#network.add({ ...event, kind: 'started' }, group, at);
    const branches = this.#groups.get(group) ?? new Map<string, Branch>();
    this.#groups.set(group, branches);
    const branch = branches.get(peering) ?? new Branch();
    branches.set(peering, branch);
    branch.add(event, step, at);
  }

  /** The tree from top to bottom; with `brief`, a peering that is through has no lines but its own. */
  rows(brief = false): ProgressRow[] {
    return this.#network.rows(0).flatMap((row) => [row, ...this.#peeringRows(row.text, brief)]);
  }

  #peeringRows(group: string, brief: boolean): ProgressRow[] {
    return [...(this.#groups.get(group) ?? [])].flatMap(([name, branch]) => {
      const steps = branch.rows(2);
      const began = steps[0]?.began ?? 0;
      const own: ProgressRow = { depth: 1, text: name, state: branch.state, began, note: '' };
      return brief && branch.state === 'done' ? [own] : [own, ...steps];
    });
  }

  #closePeerings(): void {
    for (const [name, branches] of this.#groups) {
      const group = this.#network.steps.get(name);
      if (group?.state !== 'running') continue;
      for (const branch of branches.values()) branch.close();
      group.state = [...branches.values()].some((branch) => branch.state === 'failed') ? 'failed' : 'done';
    }
  }

  #closeAll(): void {
    this.#closePeerings();
    this.#network.close();
  }
}
