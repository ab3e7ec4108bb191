import { callsForRun } from '../canal/drift.ts';
import { CanalError } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import { isHeld, kindOf, reserve, sameWish } from '../canal/record.ts';
import { executionName, isOurs, mostTries, runAnswer } from './begun-run.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';
import { readNetwork } from './read-network.ts';

/**
 * POST /networks. A new run: 202 with Location; the same wish while it runs, or ready and unchanged: 200 with that run. A
 * network that a check has found otherwise than wished is not unchanged: it gets a new run, unless a run could do nothing about it. Throws faults of the file, NetworkBusy for another wish while one runs, StoreUnavailable.
 */
export async function startNetwork(body: unknown, askedBy: string, ports: ApiPorts): Promise<Answer> {
  return decide(readNetwork(body), askedBy, ports, mostTries);
}

async function decide(wish: Network, askedBy: string, ports: ApiPorts, tries: number): Promise<Answer> {
  const { records, runs, now } = ports;
  const record = await records.network(wish.name);
  const holder = record?.running && (await runs.holder(record.running.executionArn));
  if (record && holder && isHeld(record, holder, now())) {
    if (kindOf(record) === 'remove') {
      throw new CanalError(
        'NetworkBusy',
        `Run ${record.running?.run} is removing network "${wish.name}". Wait until it has ended (GET /networks/${wish.name}), then start the network again.`,
      );
    }
    if (!sameWish(record.wish, wish)) {
      throw new CanalError(
        'NetworkBusy',
        `Run ${record.running?.run} of network "${wish.name}" is in progress with another wish. Wait until it has ended (GET /networks/${wish.name}), or stop its execution.`,
      );
    }
    // Whoever reserved it may have died before the start; to start it twice is no harm.
    if (holder === 'not-started' && isOurs(record, runs))
      await runs.start('provision', executionName(record), record.wish);
    return runAnswer(200, record);
  }
  const mayMend = record?.drift !== undefined && callsForRun(record.drift);
  if (record?.state === 'ready' && !mayMend && sameWish(record.wish, wish)) return runAnswer(200, record, record.drift);
  const reserved = reserve(record, wish, {
    executionArn: (run) => runs.executionArn('provision', executionName({ name: wish.name, lastRun: run })),
    askedBy,
    now: now(),
  });
  try {
    await records.save(reserved);
  } catch (error) {
    // Somebody else was quicker, or our own write's answer was lost: what is reserved now may be the very same wish.
    if (tries <= 1 || !(error instanceof CanalError) || error.name !== 'StoreUnavailable') throw error;
    return decide(wish, askedBy, ports, tries - 1);
  }
  if ((await runs.start('provision', executionName(reserved), wish)) === 'started')
    return runAnswer(202, reserved, record?.drift);
  if (tries > 1) return decide(wish, askedBy, ports, tries - 1);
  throw new CanalError(
    'StoreUnavailable',
    `Step Functions still knows executions named ${executionName(reserved)} and before, of an earlier table: ask again, each try takes the next numbers.`,
  );
}
