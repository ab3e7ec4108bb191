import * as z from 'zod/mini';
import { Look } from '../canal/comparison.ts';
import { CanalError } from '../canal/errors.ts';
import { checkForDrift, type DriftPorts, keepDrift } from './drift-checks.ts';
import type { Rounds, Run } from './ports.ts';
import { walkOn } from './rounds.ts';

/** Compares all networks with the world, a part at each call. */
export const CheckDrift = {
  step: 'check-drift',
  /** Whatever the schedule sends. */
  input: z.unknown(),
  output: z.strictObject({ status: z.enum(['resting', 'part', 'whole']), visited: z.int() }),
  example: {},
};

const dayMs = 86_400_000;
/** Well before the function's timeout: a network with 50 peerings takes a minute. */
const patienceMs = 180_000;

/**
 * Checks every network that is ready once a day, as many as the time allows. One that cannot be checked does not hide the
 * others: it is checked once more at the end of the round, and if that fails too, that is told as its drift.
 */
export async function checkDrift(
  _: unknown,
  ports: DriftPorts & Run & { rounds: Rounds },
): Promise<z.input<typeof CheckDrift.output>> {
  const { records, rounds, now } = ports;
  return walkOn({
    walk: 'check-drift',
    everyMs: dayMs,
    patienceMs,
    names: (after, limit) => records.networkNames(after, limit),
    visit: (name, last) => visit(name, last, ports),
    rounds,
    now,
  });
}

async function visit(name: string, last: boolean, ports: DriftPorts & Run): Promise<void> {
  const record = await ports.records.network(name);
  // What is being made, is being removed or has failed is told by its own run.
  if (record?.state !== 'ready') return;
  try {
    await checkForDrift(record, `check-${name}`, ports);
  } catch (error) {
    // What our own table or bus does not take is no finding about the network.
    if (!last || (error instanceof CanalError && error.name === 'StoreUnavailable')) throw error;
    const { name: kind, message } = error as Error;
    const now = await ports.records.network(name);
    if (now?.state !== 'ready') return;
    const unread = `The network could not be compared with the world, twice in this round: ${message}`;
    const mend = 'Look whether SORACOM and AWS answer, then check it: "canal check NAME".';
    const mendedBy = 'person-first' as const;
    const differences = [{ kind: 'not-read' as const, field: 'name', id: kind, message: unread, mend, mendedBy }];
    await keepDrift(now, { ...new Look(), differences }, ports);
  }
}
