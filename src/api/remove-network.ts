import { CanalError, faultsError } from '../canal/errors.ts';
import { isHeld, kindOf, type NetworkRecord, reserve } from '../canal/record.ts';
import { executionName, isOurs, mostTries, runAnswer } from './begun-run.ts';
import { knownNetwork } from './get-network.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/** What is asked of a removal: `force` breaks what others have on the VPG, and looks again at a network that is removed. */
export interface RemovalRequest {
  readonly name: string;
  readonly force: boolean;
}

/**
 * DELETE /networks/{name}: a new run that removes the network, 202 with Location; 200 with the run that removes it already,
 * or has. A run that provisions it is stopped. Throws NotFound, StoreUnavailable.
 */
export async function removeNetwork(request: RemovalRequest, askedBy: string, ports: ApiPorts): Promise<Answer> {
  return decide(request, askedBy, ports, mostTries);
}

/** Reads ?force=; throws InvalidInput for anything but true and false. */
export function readForce(given: string | undefined): boolean {
  if (given === undefined || given === 'false') return false;
  if (given === 'true') return true;
  const message = 'must be true or false';
  throw faultsError('The query is not right', [{ name: 'InvalidInput', field: 'force', message }]);
}

async function decide(request: RemovalRequest, askedBy: string, ports: ApiPorts, tries: number): Promise<Answer> {
  const { records, runs, now } = ports;
  const { name, force } = request;
  const record = await knownNetwork(name, ports);
  const holder = record.running && (await runs.holder(record.running.executionArn));
  if (holder && isHeld(record, holder, now())) {
    if (kindOf(record) === 'remove') {
      // Whoever reserved it may have died before the start; to start it twice is no harm.
      if (holder === 'not-started' && isOurs(record, runs)) await start(record, ports);
      return runAnswer(200, record);
    }
    await runs.stop(record.running?.executionArn ?? '', `The removal of network "${name}" was asked for.`);
  }
  if (record.state === 'removed' && !force) return runAnswer(200, record);
  const reserved = reserve(record, record.wish, {
    executionArn: (run) => runs.executionArn('remove', executionName({ name, lastRun: run })),
    askedBy,
    now: now(),
    kind: 'remove',
    force,
  });
  try {
    await records.save(reserved);
  } catch (error) {
    // Somebody else was quicker, or our own write's answer was lost: what is reserved now may be this very removal.
    if (tries <= 1 || !(error instanceof CanalError) || error.name !== 'StoreUnavailable') throw error;
    return decide(request, askedBy, ports, tries - 1);
  }
  if ((await start(reserved, ports)) === 'started') return runAnswer(202, reserved);
  if (tries > 1) return decide(request, askedBy, ports, tries - 1);
  throw new CanalError(
    'StoreUnavailable',
    `Step Functions still knows executions named ${executionName(reserved)} and before, of an earlier table: ask again, each try takes the next numbers.`,
  );
}

/** Starts the removal that a record has reserved; the same record gives the same input. */
function start(record: NetworkRecord, { runs }: ApiPorts): Promise<'started' | 'taken'> {
  const force = record.runs.at(-1)?.force ?? false;
  return runs.start('remove', executionName(record), { name: record.name, force });
}
