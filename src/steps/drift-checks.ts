import { type Difference, driftAfter } from '../canal/drift.ts';
import { CanalError } from '../canal/errors.ts';
import { isHeld, type NetworkRecord } from '../canal/record.ts';
import type { Executions, Records, Run } from './ports.ts';
import { differencesOf, type WorldPorts } from './world-drift.ts';

/** What a check asks and writes. */
export interface DriftPorts extends WorldPorts {
  readonly records: Records;
  readonly executions: Pick<Executions, 'holder'>;
}

/** What a check has found. */
export interface Checked {
  readonly checkedAt: number;
  /** When these differences were first seen; absent when nothing differs. */
  readonly since?: number;
  readonly differences: readonly Difference[];
}

/**
 * Compares a network with the world and keeps what differs in its record, so that the next start of the same wish begins a
 * run. Throws NetworkBusy while a run holds the network, StoreUnavailable if one has taken it meanwhile: what was read
 * then is half of one state and half of another.
 */
export async function checkForDrift(
  record: NetworkRecord,
  sessionName: string,
  ports: DriftPorts & Run,
): Promise<Checked> {
  const { records, executions, now } = ports;
  const { name, running } = record;
  if (running && isHeld(record, await executions.holder(running.executionArn), now())) {
    const message = `Run ${running.run} of network "${name}" is in progress: check it when that has ended.`;
    throw new CanalError('NetworkBusy', message);
  }
  const differences = [
    ...runFailure(record),
    ...(await differencesOf(record, await records.peerings(name), sessionName, ports)),
  ];
  const checkedAt = now();
  const { drift: before, ...rest } = record;
  const after = driftAfter(before, differences, checkedAt);
  if (JSON.stringify(before) !== JSON.stringify(after))
    await records.save({ ...rest, ...(after ? { drift: after } : {}) });
  return { checkedAt, ...(after ? { since: after.since } : {}), differences };
}

function runFailure({ state, running, runs }: NetworkRecord): Difference[] {
  const newest = runs.at(-1);
  // One that was stopped could not close its run.
  const failed = state === 'failed' || running !== undefined;
  if (!failed || !newest) return [];
  return [
    {
      kind: 'run-failed',
      field: 'name',
      id: `run ${newest.run}`,
      message: `Run ${newest.run} has not made the network ready${newest.error ? ` (${newest.error})` : ''}.`,
      mend: 'Look at its cause ("canal status NAME"), then start the network again: it continues.',
      command: 'canal up FILE',
    },
  ];
}
