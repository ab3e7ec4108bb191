import {
  ExecutionError,
  ExecutionTimeoutError,
  StateMachine,
  type StateMachineDefinition,
} from 'aws-local-stepfunctions';
import { vi } from 'vitest';
import { Clock } from '../../../../src/sandbox/clock.ts';
import { Ids } from '../../../../src/sandbox/ids.ts';
import { Machines } from '../../../../src/sandbox/states/machines.ts';
import { start } from '../stand.ts';
import type { Data, MachinePlan } from './plan.ts';
import { definitionOf, scriptsOf, within } from './render.ts';

/** A call of a function: the state that made it, ms since the start, and what it was handed. */
export interface Call {
  readonly state: string;
  readonly at: number;
  readonly payload: unknown;
}

/** What came of a machine, whoever ran it. */
export interface Outcome {
  readonly status: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly output: unknown;
  /** ms since the start. */
  readonly endedAt: number;
  readonly calls: readonly Call[];
}

type Reply = { readonly ms: number; readonly result: Data } | { readonly ms: number; readonly error: string };

/** The functions of a plan, fresh for one run. */
function functionsOf(plan: MachinePlan, calls: Call[]): (state: string, payload: Partial<Data>, at: number) => Reply {
  const scripts = scriptsOf(plan);
  const counts = new Map<string, number>();
  return (state, payload, at) => {
    calls.push({ state, at, payload });
    const script = scripts.get(state);
    if (!script) throw new Error(`no function for ${state}`);
    const { answers } = script.plan;
    const i = payload.i ?? 0;
    const key = `${state}/${i}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const answer = answers[Math.min(count, answers.length - 1)];
    if (!answer) throw new Error(`no answer for ${state}`);
    const ms = moment(answer.seconds, script.weight * 10 ** i);
    if ('error' in answer.result) return { ms, error: answer.result.error };
    const { n } = answer.result;
    return {
      ms,
      result: { n, word: 'cat', flag: n > 2, i, items: [{ n, word: 'elk', flag: false, i: 0, items: [] }] },
    };
  };
}

// Who comes first of two that end in the same millisecond is nobody's rule. So each call takes whole seconds and a bit, the
// bit is 1 ms for the first item or branch, 10 for the second and 100 for the third, none has ten calls, and all other
// times within a Map or Parallel are whole seconds: two of them are never over in the same moment.
const moment = (seconds: number, weight: number): number => seconds * 1000 + weight;

/** The Cause of a function's error, as Lambda tells it. */
const causeOf = (error: string): string => JSON.stringify({ errorType: error, errorMessage: 'scripted', trace: [] });

/** Runs a plan in the sandbox. */
export async function runInSandbox(plan: MachinePlan): Promise<Outcome> {
  const clock = new Clock(start);
  const calls: Call[] = [];
  const reply = functionsOf(plan, calls);
  const machines = new Machines({
    clock,
    ids: new Ids(1),
    accountId: '111111111111',
    region: 'ap-northeast-1',
    invoke: (arn, payload) =>
      clock.turn(async () => {
        const state = (arn.split(':').at(-1) ?? '').replaceAll('_', within);
        const answer = reply(state, payload as Partial<Data>, clock.now() - start);
        await clock.sleep(answer.ms);
        if ('result' in answer) return { ok: true, payload: answer.result };
        return { ok: false, error: answer.error, cause: causeOf(answer.error) };
      }),
  });
  const machine = machines.load('plan', definitionOf(plan, 'JSONata'));
  const { executionArn } = { executionArn: machines.start(machine, JSON.stringify(plan.input)).arn };
  const { status, error, cause, output, stopDate } = await machines.settled(executionArn);
  return {
    status,
    error,
    cause,
    output: output === undefined ? undefined : JSON.parse(output),
    endedAt: Number(stopDate) - start,
    calls,
  };
}

/** A stretch of time in which the library makes calls for a Map or Parallel that has already failed. */
export interface Aftermath {
  readonly state: string;
  readonly from: number;
  to: number;
}

/** Runs a plan in aws-local-stepfunctions, on vitest's timers. */
export async function runInLibrary(
  plan: MachinePlan,
): Promise<Outcome & { readonly aftermaths: readonly Aftermath[] }> {
  vi.useFakeTimers({ now: start, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    const calls: Call[] = [];
    const reply = functionsOf(plan, calls);
    const handlers = Object.fromEntries(
      [...scriptsOf(plan).keys()].map((state) => [
        state,
        async (payload: unknown) => {
          const answer = reply(state, payload as Partial<Data>, Date.now() - start);
          await new Promise((resolve) => setTimeout(resolve, answer.ms));
          if ('result' in answer) return JSON.parse(JSON.stringify(answer.result));
          throw Object.assign(new Error(causeOf(answer.error)), { name: answer.error });
        },
      ]),
    );
    // Definitions are validated by the sandbox's loader: asl-validator takes 100 ms for each.
    const machine = new StateMachine(definitionOf(plan, 'JSONPath') as StateMachineDefinition, {
      validationOptions: { noValidate: true },
    });
    const run = machine.run(JSON.parse(JSON.stringify(plan.input)), {
      overrides: { taskResourceLocalHandlers: handlers },
    });
    const ended = run.result.then(
      (output) => ({ status: 'SUCCEEDED', error: undefined, cause: undefined, output, endedAt: Date.now() - start }),
      (error: unknown) => ({ ...failureOf(error), output: undefined, endedAt: Date.now() - start }),
    );
    const aftermaths = aftermathsOf(run.eventLogs);
    await vi.runAllTimersAsync();
    return { ...(await ended), aftermaths: await aftermaths, calls };
  } finally {
    vi.useRealTimers();
  }
}

function failureOf(error: unknown): { status: string; error: string | undefined; cause: string | undefined } {
  if (error instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT', error: undefined, cause: undefined };
  if (!(error instanceof ExecutionError)) throw error;
  const { name, message } = error.cause as Error;
  return { status: 'FAILED', error: name, cause: message };
}

async function aftermathsOf(events: ReturnType<StateMachine['run']>['eventLogs']): Promise<readonly Aftermath[]> {
  const found: Aftermath[] = [];
  for await (const event of events) {
    if (event.type === 'StateFailed') {
      found.push({ state: event.state.name, from: event.timestamp - start, to: Number.POSITIVE_INFINITY });
    }
    if (event.type === 'StateRetried') {
      const failed = found.findLast(({ state }) => state === event.state.name);
      if (failed) failed.to = event.timestamp - start;
    }
  }
  return found;
}

/** The calls that can be compared, in an order that both can have: by time, then by state and payload. */
export function comparable(calls: readonly Call[], endedAt: number, aftermaths: readonly Aftermath[]): readonly Call[] {
  return calls
    .filter(({ at }) => at < endedAt || endedAt === 0)
    .filter(
      (call) =>
        !aftermaths.some(
          ({ state, from, to }) => call.state.startsWith(`${state}${within}`) && call.at >= from && call.at < to,
        ),
    )
    .toSorted((a, b) => a.at - b.at || compare(a.state, b.state) || compare(textOf(a), textOf(b)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const textOf = ({ payload }: Call): string => JSON.stringify(payload);
