import { CanalError } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import { isHeld, type NetworkRecord, reserve, sameWish } from '../canal/record.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';
import { readNetwork } from './read-network.ts';

/** How often a start decides again: after another start at the same moment, or when an execution's name was used before. */
const mostTries = 5;

/**
 * POST /networks. A new run: 202 with Location; the same wish while it runs, or ready and unchanged: 200 with that run. A
 * network that a check has found otherwise than wished is not unchanged: it gets a new run, which mends it. Throws faults of the file, NetworkBusy for another wish while one runs, StoreUnavailable.
 */
export async function startNetwork(body: unknown, askedBy: string, ports: ApiPorts): Promise<Answer> {
  return decide(readNetwork(body), askedBy, ports, mostTries);
}

async function decide(wish: Network, askedBy: string, ports: ApiPorts, tries: number): Promise<Answer> {
  const { records, runs, now } = ports;
  const record = await records.network(wish.name);
  const holder = record?.running && (await runs.holder(record.running.executionArn));
  if (record && holder && isHeld(record, holder, now())) {
    if (!sameWish(record.wish, wish)) {
      throw new CanalError(
        'NetworkBusy',
        `Run ${record.running?.run} of network "${wish.name}" is in progress with another wish. Wait until it has ended (GET /networks/${wish.name}), or stop its execution.`,
      );
    }
    // Whoever reserved it may have died before the start; to start it twice is no harm.
    if (holder === 'not-started' && isOurs(record, runs))
      await runs.start('provision', executionName(record), record.wish);
    return answer(200, record);
  }
  if (record?.state === 'ready' && !record.drift && sameWish(record.wish, wish)) return answer(200, record);
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
  if ((await runs.start('provision', executionName(reserved), wish)) === 'started') return answer(202, reserved);
  if (tries > 1) return decide(wish, askedBy, ports, tries - 1);
  throw new CanalError(
    'StoreUnavailable',
    `Step Functions still knows executions named ${executionName(reserved)} and before, of an earlier table: ask again, each try takes the next numbers.`,
  );
}

/** Whether the reservation is one of the API's: an execution that was started by hand has a name of its own. */
const isOurs = (record: NetworkRecord, runs: ApiPorts['runs']): boolean =>
  record.running?.executionArn === runs.executionArn('provision', executionName(record));

/** Execution names are unique for 90 days: the network and its run number. */
const executionName = ({ name, lastRun }: Pick<NetworkRecord, 'name' | 'lastRun'>): string => `${name}-${lastRun}`;

function answer(status: 200 | 202, record: NetworkRecord): Answer {
  const run = record.runs.at(-1);
  return {
    status,
    headers: { location: `/networks/${record.name}` },
    body: {
      name: record.name,
      state: record.state,
      run: run?.run ?? 0,
      executionArn: run?.executionArn ?? '',
      begun: status === 202,
    },
  };
}
