import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** An event as GetExecutionHistory gives it: `timestamp` in seconds since the epoch, details under the type's own key. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: number;
  readonly [details: string]: unknown;
}

/** The details of an event: the one key that they stand under, and what stands there. */
export type EventDetails = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The events of one execution, in order, numbered from 1. */
export class History {
  #events: HistoryEvent[] = [];
  #packed: Uint8Array | undefined;
  #length = 0;

  /** How many events there are. */
  get length(): number {
    return this.#length;
  }

  /** Appends an event and gives its id. `now` is in milliseconds since the epoch. */
  append(now: number, type: string, previousEventId: number, details: EventDetails = {}): number {
    this.#length += 1;
    this.#events.push({ id: this.#length, previousEventId, type, timestamp: now / 1000, ...details });
    return this.#length;
  }

  /** The events so far. */
  events(): readonly HistoryEvent[] {
    return this.#packed ? JSON.parse(inflateRawSync(this.#packed).toString()) : [...this.#events];
  }

  /** Takes over the events of a history that was saved. */
  restore(events: readonly HistoryEvent[]): void {
    this.#events = [...events];
    this.#length = events.length;
  }

  /** Packs a history that is complete: a sandbox keeps many thousands of them. */
  pack(): void {
    // A copy of its own: a Buffer is a window on a larger block of memory, which would stay with it.
    this.#packed = new Uint8Array(deflateRawSync(JSON.stringify(this.#events), { level: 1 }));
    this.#events = [];
  }
}

/** Input as it stands in an event. */
export function inputDetails(input: string): Record<string, unknown> {
  return { input, inputDetails: { truncated: false } };
}

/** Output as it stands in an event. */
export function outputDetails(output: string): Record<string, unknown> {
  return { output, outputDetails: { truncated: false } };
}

/** An error as it stands in an event: without the parts that it does not have. */
export function errorDetails(error: string | undefined, cause: string | undefined): Record<string, unknown> {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
