import * as z from 'zod/mini';
import type { Rounds, Run } from './ports.ts';
import { type SweepPorts, sweepPart } from './sweep-checks.ts';

/** Looks every day for what was left behind, a part at each call. */
export const Sweep = {
  step: 'sweep',
  /** Whatever the schedule sends. */
  input: z.unknown(),
  output: z.strictObject({ status: z.enum(['resting', 'part', 'whole']), findings: z.int() }),
  example: {},
};

const dayMs = 86_400_000;
/** Well before the function's timeout: a network with 50 peerings takes a minute. */
const patienceMs = 180_000;

/** Sweeps once a day, as far as the time allows, and goes on from there with the next call. Removes only by setting. */
export async function sweep(
  _: unknown,
  ports: SweepPorts & Run & { rounds: Rounds },
): Promise<z.input<typeof Sweep.output>> {
  const { rounds, installation, now } = ports;
  const begun = now();
  const known = await rounds.roundOf('sweep');
  if (known?.endedAt !== undefined && begun < known.begunAt + dayMs) return { status: 'resting', findings: 0 };
  const round = known && known.endedAt === undefined ? known : { version: known?.version ?? 0, begunAt: begun };
  const request = { after: 'after' in round ? round.after : undefined, remove: installation.sweepRemoves, patienceMs };
  const { findings, after } = await sweepPart(request, ports);
  const { version, begunAt } = round;
  const where = after === undefined ? { endedAt: now() } : { after };
  await rounds.saveRound('sweep', { version, begunAt, again: [], ...where });
  return { status: after === undefined ? 'whole' : 'part', findings: findings.length };
}
