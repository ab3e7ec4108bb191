import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { CanalError } from '../canal/errors.ts';
import { lambdaLog } from './log.ts';
import { processEnvironment, readSettings } from './settings.ts';
import { socketFetch } from './socket-fetch.ts';
import type { Door, Log, Surroundings } from './surroundings.ts';

// zod mini says "Invalid input" for everything until it is given a language.
z.config(en());

/** What a step takes and gives. */
export interface Contract<I extends z.ZodMiniType, O extends z.ZodMiniType> {
  /** The step's word: create-vpg. */
  readonly step: string;
  readonly input: I;
  readonly output: O;
  /** An input that the contract accepts, for the console, tests and documentation. */
  readonly example: z.input<I>;
}

/** What a step is told besides its ports. */
interface Run {
  readonly now: () => number;
}

/** The doors of a step: how each of its ports is opened. */
export type Doors<Ports> = { readonly [Port in keyof Ports]: Door<Ports[Port]> };

/** A handler that stands in a host's surroundings. The host ends it by rejecting `deadline`. */
export type BoundHandler = (event: unknown, context: Context, deadline: Promise<never>) => Promise<unknown>;

/** A Lambda handler that can also be bound to other surroundings, leaving the process alone. */
export interface StepHandler {
  (event: unknown, context: Context): Promise<unknown>;
  readonly bind: (surroundings: Surroundings) => BoundHandler;
}

/** How long before Lambda's own timeout a step gives up by itself, so that its log line is written. */
const earlyMillis = 500;

/**
 * Wraps a step as a Lambda handler: log, settings, doors, parsed input, run, parsed output, our errors only.
 * Input that the contract refuses is InvalidInput; output that it refuses is a bug and surfaces as $ZodError.
 */
export function lambda<I extends z.ZodMiniType, O extends z.ZodMiniType, Ports>(
  contract: Contract<I, O>,
  run: (input: z.output<I>, ports: Ports & Run) => Promise<z.input<O>>,
  doors: Doors<Ports>,
): StepHandler {
  const stand = (surroundings: Surroundings, bound: boolean) => {
    let ports: (Ports & Run) | undefined; // one per container: tokens and connections live here
    return edge(contract.step, surroundings.log, bound, async (event) => {
      ports ??= { ...openAll(doors, surroundings), now: surroundings.now };
      const input = contract.input.safeParse(event);
      if (!input.success) {
        const faults = input.error.issues.map((issue) => `${issue.path.join('.') || 'the event'}: ${issue.message}`);
        throw new CanalError('InvalidInput', `The input of ${contract.step} is not right: ${faults.join('; ')}`);
      }
      return contract.output.parse(await run(input.data, ports));
    });
  };
  return handlerOf(stand);
}

/** Makes a handler of something that can stand anywhere: in the process on AWS, or bound by a host. */
export function handlerOf(stand: (surroundings: Surroundings, bound: boolean) => BoundHandler): StepHandler {
  let onAws: BoundHandler | undefined;
  const handler = (event: unknown, context: Context): Promise<unknown> => {
    onAws ??= stand(processSurroundings(), false);
    return onAws(event, context, new Promise<never>(() => undefined));
  };
  return Object.assign(handler, { bind: (surroundings: Surroundings) => stand(surroundings, true) });
}

/**
 * The one middy stack: STARTED, COMPLETED and FAILED lines around the work, and an early end of our own: StepTimedOut, or what
 * `late` answers in its place.
 */
export function edge(
  step: string,
  log: Log,
  bound: boolean,
  work: (event: unknown, context: Context) => Promise<unknown>,
  late: () => unknown = () => {
    throw new CanalError('StepTimedOut', `${step} had no answer in time; it is safe to run again.`);
  },
): BoundHandler {
  const word = step.toUpperCase().replaceAll('-', '_');
  return (event, context, deadline) => {
    const handler = middy<unknown, unknown>(
      (given: unknown, ctx: Context) => Promise.race([work(given, ctx), deadline.catch(late)]),
      {
        timeoutEarlyInMillis: bound ? 0 : earlyMillis, // a real timer: no use in a sandbox's time
        timeoutEarlyResponse: late,
      },
    )
      .before((request) => {
        log({ level: 'info', code: `${word}_STARTED`, requestId: request.context.awsRequestId });
      })
      .after((request) => {
        log({ level: 'info', code: `${word}_COMPLETED`, requestId: request.context.awsRequestId });
      })
      .onError((request) => {
        const { name, message } = request.error ?? new Error('unknown');
        log({ level: 'error', code: `${word}_FAILED`, requestId: request.context.awsRequestId, error: name, message });
      });
    return handler(event, context);
  };
}

function processSurroundings(): Surroundings {
  return { environment: processEnvironment(), now: Date.now, log: lambdaLog(), fetch: socketFetch() };
}

/** Opens each door from surroundings; throws InvalidSettings. */
export function openAll<Ports>(doors: Doors<Ports>, { environment, ...rest }: Surroundings): Ports {
  const opening = { ...rest, settings: readSettings(environment) };
  const open = Object.entries(doors as Record<string, Door<unknown>>).map(([name, door]) => [name, door(opening)]);
  return Object.fromEntries(open) as Ports;
}
