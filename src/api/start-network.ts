import { networkFaults } from '../canal/check.ts';
import { CanalError, faultsError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { isHeld, type NetworkRecord, reserve, sameWish } from '../canal/record.ts';
import { shapeFaults } from '../canal/shape-faults.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/** How often a start that met another start at the same moment decides again. */
const mostTries = 5;

/**
 * POST /networks. A new run: 202 with Location; the same wish while it runs, or ready and unchanged: 200 with that run.
 * Throws faults of the file, NetworkBusy for another wish while one runs, StoreUnavailable.
 */
export async function startNetwork(body: unknown, askedBy: string, ports: ApiPorts): Promise<Answer> {
  const read = Network.safeParse(body);
  const [first, ...rest] = read.success ? networkFaults(read.data) : shapeFaults(read.error);
  if (first) throw faultsError('The network is not right, and nothing was begun', [first, ...rest]);
  return decide(read.data as Network, askedBy, ports, mostTries);
}

async function decide(wish: Network, askedBy: string, ports: ApiPorts, tries: number): Promise<Answer> {
  const { records, runs, now } = ports;
  const record = await records.network(wish.name);
  const held = record?.running && isHeld(record, await runs.holder(record.running.executionArn), now());
  if (record && held) {
    if (sameWish(record.wish, wish)) return answer(200, record);
    throw new CanalError(
      'NetworkBusy',
      `Run ${record.running?.run} of network "${wish.name}" is in progress with another wish. Wait until it has ended (GET /networks/${wish.name}), or stop its execution.`,
    );
  }
  if (record?.state === 'ready' && sameWish(record.wish, wish)) return answer(200, record);
  const reserved = reserve(record, wish, {
    executionArn: (run) => runs.executionArn(executionName(wish.name, run)),
    askedBy,
    now: now(),
  });
  try {
    await records.save(reserved);
  } catch (error) {
    // Somebody else was quicker: what they reserved may be the very same wish.
    if (tries <= 1 || !(error instanceof CanalError)) throw error;
    return decide(wish, askedBy, ports, tries - 1);
  }
  await runs.start(executionName(wish.name, reserved.lastRun), wish);
  return answer(202, reserved);
}

/** Execution names are unique for 90 days: the network and its run number. */
const executionName = (network: string, run: number): string => `${network}-${run}`;

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
