import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { StackRule } from '../stack-events.ts';
import { matches } from './pattern.ts';

/** An event as EventBridge hands it to targets. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 in whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What is said of a new event. */
export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[];
  /** Milliseconds since the epoch; absent: now. */
  readonly time?: number;
}

/** Hears of every event that was put on a bus. It must not throw. */
export type EventListener = (bus: string, event: BusEvent) => void;

/** The event buses of one account and Region: what is put on one goes to the targets of its rules that it fits. */
export class Buses {
  readonly #names: ReadonlySet<string>;
  readonly #rules: readonly StackRule[];
  readonly #deliver: (rule: StackRule, event: BusEvent) => void;
  readonly #given: { clock: Clock; ids: Ids; accountId: string; region: string };
  readonly #listeners = new Set<EventListener>();

  constructor(
    names: readonly string[],
    rules: readonly StackRule[],
    deliver: (rule: StackRule, event: BusEvent) => void,
    given: { clock: Clock; ids: Ids; accountId: string; region: string },
  ) {
    this.#names = new Set(['default', ...names]);
    this.#rules = rules;
    this.#deliver = deliver;
    this.#given = given;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Puts an event on a bus that is there, and has it delivered in the background. Gives its id. */
  put(bus: string, { source, detailType, detail, resources = [], time }: NewEvent): string {
    const { clock, ids, accountId, region } = this.#given;
    const event: BusEvent = {
      version: '0',
      id: ids.uuid('event'),
      'detail-type': detailType,
      source,
      account: accountId,
      time: new Date(time ?? clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources,
      detail,
    };
    for (const listener of this.#listeners) listener(bus, event);
    for (const rule of this.#rules) {
      if (rule.bus === bus && matches(rule.pattern, event)) this.#deliver(rule, event);
    }
    return event.id;
  }

  /** Calls the listener for every event from now on. Gives what takes the listener off again. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
