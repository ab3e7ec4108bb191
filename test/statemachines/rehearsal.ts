import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Clock } from '../../src/sandbox/clock.ts';
import { Ids } from '../../src/sandbox/ids.ts';
import type { ExecutionSummary } from '../../src/sandbox/states/execution-summary.ts';
import type { HistoryEvent } from '../../src/sandbox/states/history.ts';
import type { Invocation } from '../../src/sandbox/states/invocation.ts';
import { Machines } from '../../src/sandbox/states/machines.ts';
import { contracts } from './contracts.ts';

/** What a stand-in does when it is called: answer, fail as Lambda does, or say nothing at all. */
export type Answer =
  | { readonly kind: 'ok'; readonly payload: unknown }
  | { readonly kind: 'fails'; readonly error: string; readonly cause: string }
  | { readonly kind: 'silent' };

/** An answer that the step's contract must accept. */
export const ok = (payload: unknown): Answer => ({ kind: 'ok', payload });

/** The failure of a function, with Lambda's document about it as the cause. */
export const fails = (error: string, message = `${error} happened.`): Answer => ({
  kind: 'fails',
  error,
  cause: JSON.stringify({ errorType: error, errorMessage: message, trace: [`${error}: ${message}`] }),
});

/** No answer, ever: the task runs into its TimeoutSeconds. */
export const silent: Answer = { kind: 'silent' };

/** One call of a stand-in. `nth` counts the calls of this step, within the Map those for this peering, from 1. */
export interface Call {
  readonly step: string;
  /** Seconds since the start. */
  readonly at: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads freely, after the contract has accepted them
  readonly payload: any;
  readonly peering: string | undefined;
  readonly nth: number;
}

/** Gives an answer to any call. */
export type Script = (call: Call) => Answer;

/** Answers to the first calls, by step (`find-vpg`), or by step and peering (`create-peering app`). */
export type Answers = Readonly<Record<string, readonly Answer[]>>;

const start = Date.UTC(2026, 0, 5);
const definitionOf = (machine: string): unknown =>
  parse(readFileSync(new URL(`../../statemachines/${machine}.asl.yaml`, import.meta.url), 'utf8'));
const arnPrefix = 'arn:aws:lambda:ap-northeast-1:111111111111:function:';

/**
 * Runs the machine with stand-ins on the virtual clock; each takes a second. Calls are answered from the lists, and when
 * those are used up by the script. Throws if a payload or an answer breaks a step's contract, and if answers are left over.
 */
export async function rehearse(
  input: unknown,
  script: Script,
  answers: Answers = {},
  seed = 1,
  name = 'provision-network',
): Promise<Rehearsed> {
  const clock = new Clock(start);
  const calls: Call[] = [];
  const breaches: string[] = [];
  const invoke = (arn: string, payload: unknown): Promise<Invocation> =>
    clock.turn(async () => {
      const call = callOf(arn.replace(arnPrefix, ''), payload, (clock.now() - start) / 1000, calls);
      calls.push(call);
      const given = contracts.get(call.step)?.input.safeParse(payload);
      if (!given?.success) breaches.push(`"${call.step}" was given ${JSON.stringify(payload)}: ${given?.error}`);
      const answer = answerTo(call, answers) ?? script(call);
      await clock.sleep(answer.kind === 'silent' ? Number.POSITIVE_INFINITY : 1000);
      if (answer.kind !== 'ok') return { ok: false, error: '', cause: '', ...answer };
      const said = contracts.get(call.step)?.output.safeParse(answer.payload);
      if (!said?.success) breaches.push(`"${call.step}" answered ${JSON.stringify(answer.payload)}: ${said?.error}`);
      return { ok: true, payload: said?.data };
    });
  const options = { clock, ids: new Ids(seed), accountId: '111111111111', region: 'ap-northeast-1' };
  const machines = new Machines({ ...options, invoke });
  const machine = machines.load(name, definitionOf(name), substitutions());
  const { arn } = machines.start(machine, JSON.stringify(input), 'plant-1');
  const ended = await machines.settled(arn);
  const left = Object.entries(answers).filter(
    ([key, list]) => calls.filter((call) => keysOf(call).includes(key)).length < list.length,
  );
  for (const [key] of left) breaches.push(`"${key}" was called less often than there are answers`);
  if (breaches.length > 0) throw new Error(breaches.join('\n'));
  return new Rehearsed(ended, machines.history(arn), calls);
}

function callOf(step: string, payload: unknown, at: number, calls: readonly Call[]): Call {
  const { peering: item } = payload as { peering?: { name?: string } };
  const peering = item?.name;
  const earlier = calls.filter((call) => call.step === step && call.peering === peering);
  return { step, at, payload, peering, nth: earlier.length + 1 };
}

function answerTo(call: Call, answers: Answers): Answer | undefined {
  for (const key of keysOf(call)) {
    const answer = answers[key]?.[call.nth - 1];
    if (answer) return answer;
  }
  return undefined;
}

const keysOf = ({ step, peering }: Call): readonly string[] => [`${step} ${peering}`, step];

function substitutions(): Record<string, string> {
  const camelCase = (step: string) => step.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  return Object.fromEntries([...contracts.keys()].map((step) => [camelCase(step), arnPrefix + step]));
}

/** An execution that was rehearsed. */
export class Rehearsed {
  readonly ended: ExecutionSummary;
  readonly history: readonly HistoryEvent[];
  readonly calls: readonly Call[];
  readonly #lanes = new Map<number, number>();

  constructor(ended: ExecutionSummary, history: readonly HistoryEvent[], calls: readonly Call[]) {
    this.ended = ended;
    this.history = history;
    this.calls = calls;
    for (const { id, type, previousEventId, ...details } of history) {
      const started = details.mapIterationStartedEventDetails as { index: number } | undefined;
      const lane = started?.index ?? this.#lanes.get(previousEventId);
      if (lane !== undefined && !type.startsWith('MapState')) this.#lanes.set(id, lane);
    }
  }

  /** `seconds state` for each state that was entered outside the Map, or in one of its iterations. */
  path(iteration?: number): readonly string[] {
    return this.history.flatMap((event) => {
      const details = event.stateEnteredEventDetails as { name: string } | undefined;
      if (!details || this.#lanes.get(event.id) !== iteration) return [];
      return [`${Math.round(event.timestamp * 1000 - start) / 1000} ${details.name}`];
    });
  }

  /** The names of the states alone. */
  states(iteration?: number): readonly string[] {
    return this.path(iteration).map((line) => line.slice(line.indexOf(' ') + 1));
  }

  /** The calls of one step. */
  callsOf(step: string, peering?: string): readonly Call[] {
    return this.calls.filter((call) => call.step === step && (peering === undefined || call.peering === peering));
  }

  /** The payload of the last call of a step. */
  get stock(): { failure: Record<string, unknown> } & Record<string, unknown> {
    return this.callsOf('take-stock').at(-1)?.payload;
  }

  /** Status, then the error and cause of a failure. */
  get result(): readonly unknown[] {
    const { status, error, cause } = this.ended;
    return status === 'SUCCEEDED' ? [status] : [status, error, cause];
  }
}
