import type { Clock } from './clock.ts';
import { CallerKilled } from './edge.ts';
import type { Faults } from './faults.ts';
import type { Ids } from './ids.ts';
import type { Invocation } from './states/invocation.ts';
import type { Transport } from './transport.ts';

/** One line that a function logs. */
export interface FunctionLogLine {
  readonly level: 'info' | 'error';
  readonly code: string;
  readonly [field: string]: unknown;
}

/** What a function is told of its surroundings: all that it would else take from its process. */
interface Surroundings extends Transport {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly log: (line: FunctionLogLine) => void;
}

interface LambdaContext {
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly memoryLimitInMB: string;
}

type BoundHandler = (event: unknown, context: LambdaContext, deadline: Promise<never>) => Promise<unknown>;

/** A handler that can stand in a host's surroundings, as every handler of functions/ can. */
interface Bindable {
  bind(surroundings: Surroundings): BoundHandler;
}

interface LambdaServiceOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly faults: Faults;
  readonly transport: Transport;
  /** By name. */
  readonly functions: ReadonlyMap<string, { readonly timeoutSeconds: number }>;
  readonly load: (name: string) => Promise<unknown>;
  readonly environment: (name: string) => Readonly<Record<string, string>>;
  readonly log: (line: FunctionLogLine) => void;
  /** What stands before a function's name in its ARN. */
  readonly arnPrefix: string;
}

/** A function gives up by itself so long before Lambda would end it, as ours do on AWS. */
const earlyMillis = 500;

/** Runs functions/*.ts as Lambda does: JSON in and out, a time limit, and errors as Lambda's documents. */
export class LambdaService {
  readonly #options: LambdaServiceOptions;
  readonly #loaded = new Map<string, Bindable>();
  readonly #bound = new Map<string, BoundHandler>();
  readonly #working = new Set<Promise<unknown>>();

  constructor(options: LambdaServiceOptions) {
    this.#options = options;
  }

  /** Loads every function now, so that no invocation waits for a module. */
  async loadAll(): Promise<void> {
    for (const name of this.#options.functions.keys()) await this.#handler(name);
  }

  arn(name: string): string {
    return `${this.#options.arnPrefix}${name}`;
  }

  /** Resolves when no function works any more. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.allSettled([...this.#working]);
  }

  /** Invokes a function by name or ARN in a turn of its own; a failure of the function is an answer, not an error. */
  async invoke(functionArn: string, payload: unknown): Promise<Invocation> {
    const { arnPrefix, functions, faults } = this.#options;
    const name = functionArn.startsWith(arnPrefix) ? functionArn.slice(arnPrefix.length) : functionArn;
    const seconds = functions.get(name)?.timeoutSeconds;
    if (seconds === undefined) {
      return failure('Lambda.ResourceNotFoundException', `Function not found: ${functionArn}`);
    }
    const fault = faults.next('function', name);
    if (fault && 'error' in fault) return failure(fault.error, fault.message);
    if (fault && 'killed' in fault && fault.killed === 'before') return this.#died(name, killed());
    const handler = await this.#handler(name);
    const work = this.#run(name, handler, payload, seconds * 1000 - earlyMillis);
    this.#working.add(work);
    const outcome = await work.finally(() => this.#working.delete(work));
    if (fault && 'killed' in fault) return this.#died(name, killed());
    if (fault && 'outOfMemory' in fault) {
      return this.#died(name, failure('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed'));
    }
    return outcome;
  }

  /** A process that died has lost what it knew, its token and its clients: the next invocation begins anew. */
  #died(name: string, failed: Invocation): Invocation {
    this.#bound.delete(name);
    return failed;
  }

  async #run(name: string, handler: BoundHandler, payload: unknown, limit: number): Promise<Invocation> {
    const { clock, ids } = this.#options;
    const { promise: deadline, reject: end } = Promise.withResolvers<never>();
    deadline.catch(() => undefined);
    const outOfTime = new Error(`${name} has used up its time.`);
    let working: Promise<unknown> = Promise.resolve();
    const context = {
      functionName: name,
      invokedFunctionArn: this.arn(name),
      awsRequestId: ids.uuid(`request/${name}`),
      memoryLimitInMB: '512',
    };
    try {
      const result = await clock.turn(
        () => {
          working = handler(JSON.parse(JSON.stringify(payload ?? null)), context, deadline);
          return working;
        },
        {
          ms: limit,
          expired: () => {
            end(outOfTime);
            return outOfTime;
          },
        },
      );
      return answered(result);
    } catch (error) {
      if (error instanceof CallerKilled) return this.#died(name, killed());
      // The handler hears of its deadline and ends with an answer or an error of its own, as it does on AWS just before the time is up.
      return error === outOfTime ? working.then(answered, thrown) : thrown(error);
    }
  }

  async #handler(name: string): Promise<BoundHandler> {
    const known = this.#bound.get(name);
    if (known) return known;
    const { load, transport, clock, environment, log } = this.#options;
    const loaded = this.#loaded.get(name) ?? ((await load(name)) as Bindable);
    this.#loaded.set(name, loaded);
    const bound = loaded.bind({
      ...transport,
      environment: environment(name),
      now: () => clock.now(),
      log: (line) => log({ ...line, function: name }),
    });
    this.#bound.set(name, bound);
    return bound;
  }
}

const answered = (result: unknown): Invocation => ({
  ok: true,
  payload: result === undefined ? null : JSON.parse(JSON.stringify(result)),
});

const thrown = (error: unknown): Invocation => failure((error as Error).name, (error as Error).message);

const killed = (): Invocation =>
  failure('Runtime.ExitError', 'RequestId: sandbox Error: Runtime exited with error: signal: killed');

/** Lambda's error document, as the Cause of a Task; without a stack, because a stack names this machine's files. */
function failure(error: string, message: string): Invocation {
  return { ok: false, error, cause: JSON.stringify({ errorType: error, errorMessage: message, trace: [] }) };
}
