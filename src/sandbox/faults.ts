import * as z from 'zod/mini';
import type { Ids } from './ids.ts';

const outcomes =
  'must be a list, or {rate, outcome}, of: ok, {error, status, message}, {noAnswer}, {cut}, {delay}, {malformed: true}, {killed}, {outOfMemory: true}';

/** For how many calls in a row, or how long: all calls of so many seconds from the first one on. */
const lasting = {
  times: z._default(z.int().check(z.minimum(1)), 1),
  seconds: z.exactOptional(z.number().check(z.positive())),
};

const outcome = z.union(
  [
    z.literal('ok'),
    /** The vendor's own error: its code, its HTTP status, its sentence. */
    z.strictObject({
      error: z.string(),
      status: z._default(z.int().check(z.minimum(400), z.maximum(599)), 400),
      message: z._default(z.string(), 'A fault on demand.'),
      ...lasting,
    }),
    /** No answer ever comes: before the call had its effect, or after. */
    z.strictObject({ noAnswer: z.enum(['before', 'after']), ...lasting }),
    /** The connection is cut: before the call had its effect, or after. */
    z.strictObject({ cut: z.enum(['before', 'after']), ...lasting }),
    /** The answer comes so many seconds late. */
    z.strictObject({ delay: z.number().check(z.minimum(0)), ...lasting }),
    /** The answer's body is no JSON or XML. */
    z.strictObject({ malformed: z.literal(true), ...lasting }),
    /**
     * Of a function: it is killed before it does anything, or after it has done all. Of a service's operation: the function that
     * calls it is killed in the middle of its work, before this call has its effect or after.
     */
    z.strictObject({ killed: z.enum(['before', 'after']), ...lasting }),
    /** Of a function: it runs out of memory after it has done all. */
    z.strictObject({ outOfMemory: z.literal(true), ...lasting }),
  ],
  { error: outcomes },
);

const plans = z.union(
  [z.array(outcome), z.strictObject({ rate: z.number().check(z.minimum(0), z.maximum(1)), outcome })],
  {
    error: outcomes,
  },
);

/** What is to go wrong: for each call, by `service.Operation` or `function.name`, what happens next; then all is well. */
export const FaultFile = z.strictObject({
  faults: z
    .record(
      z
        .string()
        .check(
          z.regex(
            /^[a-z0-9]+\.([A-Za-z][\w-]*|\*)$/,
            'must be service.Operation, such as soracom.createVirtualPrivateGateway, ec2.* or function.create-vpg',
          ),
        ),
      plans,
    )
    .check(
      z.superRefine((faults, context) => {
        for (const [call, plan] of Object.entries(faults)) {
          const wrong = (Array.isArray(plan) ? plan : [plan.outcome]).filter((one) => !happensTo(call, one));
          if (wrong.length === 0) continue;
          const message = `${JSON.stringify(wrong[0])} cannot happen here: a function is killed, runs out of memory or answers an error; a service answers an error, late, malformed or not at all, cuts the connection, or its caller is killed.`;
          context.addIssue({ code: 'custom', path: [call], message });
        }
      }),
    ),
});

/** Whether an outcome can happen to a call: a function is no server, and a server is no function. */
function happensTo(call: string, one: z.output<typeof outcome>): boolean {
  if (one === 'ok' || 'error' in one || 'killed' in one) return true;
  return call.startsWith('function.') === 'outOfMemory' in one;
}

export type FaultFile = z.output<typeof FaultFile>;

/** What happens to a call instead of its answer. */
export type Outcome = Exclude<z.output<typeof outcome>, 'ok'>;

/** Deals out the faults of a file, call by call; calls by rate are drawn from the seed. */
export class Faults {
  readonly #ids: Ids;
  readonly #rates = new Map<string, { rate: number; outcome: Outcome }>();
  readonly #lists = new Map<string, (Outcome | 'ok')[]>();
  /** When those end that last for some time. */
  readonly #ends = new Map<Outcome, number>();
  readonly #now: () => number;
  readonly #tell: (call: string, fault: Outcome | undefined) => void;

  /** `now` is in ms since the epoch; `tell` hears of every call, with what it meets. */
  constructor(
    file: FaultFile,
    ids: Ids,
    now: () => number,
    tell: (call: string, fault: Outcome | undefined) => void = () => undefined,
  ) {
    this.#ids = ids;
    this.#now = now;
    this.#tell = tell;
    for (const [call, plan] of Object.entries(file.faults)) {
      if (!Array.isArray(plan)) {
        if (plan.outcome !== 'ok') this.#rates.set(call, { rate: plan.rate, outcome: plan.outcome });
        continue;
      }
      this.#lists.set(
        call,
        plan.flatMap((one): (Outcome | 'ok')[] =>
          one === 'ok' || one.seconds !== undefined ? [one] : Array.from({ length: one.times }, () => one),
        ),
      );
    }
  }

  /** What the next call meets; undefined when all is well. A call's own list comes before its service's. */
  next(service: string, operation: string): Outcome | undefined {
    const fault = this.#deal(service, operation);
    this.#tell(`${service}.${operation}`, fault);
    return fault;
  }

  #deal(service: string, operation: string): Outcome | undefined {
    for (const call of [`${service}.${operation}`, `${service}.*`]) {
      const planned = this.#planned(this.#lists.get(call) ?? []);
      if (planned !== undefined) return planned === 'ok' ? undefined : planned;
      const chance = this.#rates.get(call);
      if (chance && this.#ids.fraction(`fault/${call}`) < chance.rate) return chance.outcome;
    }
    return undefined;
  }

  /** The first of a list, which is then used up; one that lasts stays for its time. */
  #planned(list: (Outcome | 'ok')[]): Outcome | 'ok' | undefined {
    const [first] = list;
    if (first === undefined || first === 'ok' || first.seconds === undefined) return list.shift();
    const now = this.#now();
    const end = this.#ends.get(first) ?? now + first.seconds * 1000;
    this.#ends.set(first, end);
    if (now < end) return first;
    list.shift();
    return this.#planned(list);
  }
}
