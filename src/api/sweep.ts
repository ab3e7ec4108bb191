import * as z from 'zod/mini';
import { faultsError } from '../canal/errors.ts';
import { shapeFaults } from '../canal/shape-faults.ts';
import type { Run } from '../steps/ports.ts';
import { type SweepPorts, sweepPart } from '../steps/sweep-checks.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { wantMapping } from './mapping-body.ts';
import type { Answer } from './problems.ts';

/** What POST /sweeps may be asked. */
export const SweepRequest = z.strictObject({
  remove: z._default(z.boolean(), false).check(z.meta({ description: 'Remove what nobody uses.' })),
  cursor: z.exactOptional(z.string()).check(z.meta({ description: 'Of an earlier answer.' })),
});

/** API Gateway gives up after 30 seconds, and the last network takes its time. */
const patienceMs = 10_000;

/**
 * POST /sweeps: what was left behind, a part at each call; what nobody uses is removed if `remove` is true. Throws
 * InvalidInput, SweepRefused where the table cannot be trusted, and what the vendors throw.
 */
export async function sweep(body: unknown, ports: SweepPorts & Run): Promise<Answer> {
  const notDone = 'The sweep is not right, and nothing was begun';
  if (body !== undefined) wantMapping(body, notDone, '{"remove": false}');
  const read = SweepRequest.safeParse(body ?? {});
  const [first, ...rest] = read.success ? [] : shapeFaults(read.error, SweepRequest);
  if (first) throw faultsError(notDone, [first, ...rest]);
  const { remove, cursor } = read.data as z.output<typeof SweepRequest>;
  const after = readCursor(cursor, /^@?[a-z][a-z0-9-]{0,39}$/)?.[0];
  const swept = await sweepPart({ after, remove, patienceMs }, ports);
  const { stack } = ports.installation;
  const next = swept.after === undefined ? {} : { cursor: writeCursor(swept.after) };
  return { status: 200, body: { stack, findings: swept.findings, ...next } };
}
