import type { Archive, Archived } from '../archive.ts';

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
  #archived: Archived<readonly HistoryEvent[]> | undefined;
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
    return this.#archived?.read() ?? [...this.#events];
  }

  /** Takes over the events of a history that was saved. */
  restore(events: readonly HistoryEvent[]): void {
    this.#events = [...events];
    this.#length = events.length;
  }

  /** Puts a history away that is complete: a sandbox keeps many thousands of them. */
  archive(archive: Archive): void {
    this.#archived = archive.put(this.#events);
    this.#events = [];
  }

  /** Lets go of a history that was put away. */
  drop(): void {
    this.#archived?.drop();
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
