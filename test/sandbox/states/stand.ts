import { Clock } from '../../../src/sandbox/clock.ts';
import { Ids } from '../../../src/sandbox/ids.ts';
import type { ExecutionSummary } from '../../../src/sandbox/states/execution-summary.ts';
import type { HistoryEvent } from '../../../src/sandbox/states/history.ts';
import type { Invocation } from '../../../src/sandbox/states/invocation.ts';
import { Machines } from '../../../src/sandbox/states/machines.ts';

/** 2026-01-05T00:00:00Z: when every stand begins. */
export const start = Date.UTC(2026, 0, 5);

/** A function of the stand: what it answers to a payload, after how many milliseconds. */
export interface StandFunction {
  readonly takes?: number;
  readonly answer: (payload: never, call: number) => unknown;
}

/** An error that a function of the stand answers with, as Lambda tells it. */
export class Refusal extends Error {
  constructor(name: string, message = 'no') {
    super(message);
    this.name = name;
  }
}

/** Machines on a skipping clock, with functions that are written on the spot; each takes 100 ms unless it says otherwise. */
export class Stand {
  readonly clock = new Clock(start);
  readonly calls: { readonly name: string; readonly payload: unknown; readonly at: number }[] = [];
  /** What functions did at their end, also when nobody heard their answer. */
  readonly effects: { readonly name: string; readonly at: number }[] = [];
  readonly machines: Machines;
  readonly #functions: Readonly<Record<string, StandFunction>>;
  readonly #counts = new Map<string, number>();

  constructor(functions: Readonly<Record<string, StandFunction>> = {}, seed = 1) {
    this.#functions = functions;
    this.machines = new Machines({
      clock: this.clock,
      ids: new Ids(seed),
      invoke: (arn, payload) => this.#invoke(arn, payload),
      accountId: '111111111111',
      region: 'ap-northeast-1',
    });
  }

  /** Loads a JSONata machine of the given states; `${Name}` stands for the function of that name. */
  load(states: object, more: object = {}, name = 'machine'): string {
    const startAt = Object.keys(states)[0];
    const definition = { QueryLanguage: 'JSONata', StartAt: startAt, States: states, ...more };
    const substitutions = Object.fromEntries(Object.keys(this.#functions).map((key) => [key, functionArn(key)]));
    return this.machines.load(name, definition, substitutions).arn;
  }

  /** Starts a loaded machine. */
  begin(machineArn: string, input: unknown = {}, name = 'run'): string {
    const machine = this.machines.machine(machineArn);
    if (!machine) throw new Error(`no machine ${machineArn}`);
    return this.machines.start(machine, JSON.stringify(input), name).arn;
  }

  /** Loads, starts and waits for the end. */
  async run(states: object, input: unknown = {}, more: object = {}): Promise<Run> {
    const arn = this.begin(this.load(states, more), input);
    const ended = await this.machines.settled(arn);
    return new Run(ended, this.machines.history(arn));
  }

  async #invoke(arn: string, payload: unknown): Promise<Invocation> {
    const name = arn.split(':').at(-1) ?? '';
    const found = this.#functions[name];
    if (!found) throw new Error(`no function ${name}`);
    return this.clock.turn(async () => {
      this.calls.push({ name, payload, at: this.clock.now() - start });
      const call = (this.#counts.get(name) ?? 0) + 1;
      this.#counts.set(name, call);
      await this.clock.sleep(found.takes ?? 100);
      this.effects.push({ name, at: this.clock.now() - start });
      try {
        return { ok: true, payload: found.answer(payload as never, call) };
      } catch (error) {
        const { name: errorType, message: errorMessage } = error as Error;
        return { ok: false, error: errorType, cause: JSON.stringify({ errorType, errorMessage, trace: [] }) };
      }
    });
  }
}

/** An execution that has ended. */
export class Run {
  readonly ended: ExecutionSummary;
  readonly history: readonly HistoryEvent[];

  constructor(ended: ExecutionSummary, history: readonly HistoryEvent[]) {
    this.ended = ended;
    this.history = history;
  }

  /** The output, parsed. */
  get output(): unknown {
    return this.ended.output === undefined ? undefined : JSON.parse(this.ended.output);
  }

  /** Status and output of a success; status, error and cause of anything else. */
  get result(): readonly unknown[] {
    if (this.ended.status === 'SUCCEEDED') return ['SUCCEEDED', this.output];
    return [this.ended.status, this.ended.error, this.ended.cause];
  }

  /** `seconds since the start, type, state` of each event. */
  get line(): readonly string[] {
    return this.history.map((event) => {
      const details = Object.values(event).find((value) => typeof value === 'object') as { name?: string } | undefined;
      return [Math.round(event.timestamp * 1000 - start) / 1000, event.type, details?.name ?? ''].join(' ').trim();
    });
  }

  /** `id <- previous: type` of each event. */
  get chain(): readonly string[] {
    return this.history.map((event) => `${event.id} <- ${event.previousEventId}: ${event.type}`);
  }
}

/** The ARN of a function of the stand. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:ap-northeast-1:111111111111:function:${name}`;
}
