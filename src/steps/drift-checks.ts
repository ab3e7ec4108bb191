import type { Comparison } from '../canal/comparison.ts';
import { type Difference, type Drift, driftAfter } from '../canal/drift.ts';
import { CanalError } from '../canal/errors.ts';
import { isHeld, type NetworkRecord } from '../canal/record.ts';
import type { Events, Executions, Records, Run } from './ports.ts';
import { differencesOf, type WorldPorts } from './world-drift.ts';

/** What a check asks, writes and tells. */
export interface DriftPorts extends WorldPorts {
  readonly records: Records;
  readonly executions: Pick<Executions, 'holder'>;
  readonly events: Events;
}

/** What a check has found. Times are ms since the epoch. */
export interface Checked extends Pick<Comparison, 'lookedAt' | 'notLookedAt'> {
  readonly checkedAt: number;
  /** Absent when nothing differs. */
  readonly drift?: Drift;
}

/**
 * Compares a network with the world, keeps what differs in its record, so that the next start of the same wish begins a
 * run, and publishes "Network Drifted" once for the same differences. Throws NetworkBusy while a run holds the network,
 * StoreUnavailable if one has taken it meanwhile: what was read then is half of one state and half of another.
 */
export async function checkForDrift(
  record: NetworkRecord,
  sessionName: string,
  ports: DriftPorts & Run,
): Promise<Checked> {
  const { records, executions, now } = ports;
  const { name, running, state } = record;
  if (state === 'removed') {
    throw new CanalError(
      'NotFound',
      `Network "${name}" is removed: there is nothing to compare. Start it again, if it is wished.`,
    );
  }
  if (running && isHeld(record, await executions.holder(running.executionArn), now())) {
    const message = `Run ${running.run} of network "${name}" is in progress: check it when that has ended.`;
    throw new CanalError('NetworkBusy', message);
  }
  const world = await differencesOf(record, await records.peerings(name), sessionName, ports);
  return keepDrift(record, { ...world, differences: [...runFailure(record), ...world.differences] }, ports);
}

/**
 * Keeps what differs, tells it if that was not done yet, and then keeps that it was told: a drift whose event was lost on
 * the way is told by the next check. Nothing is written when nothing has changed.
 */
export async function keepDrift(
  { drift: before, ...record }: NetworkRecord,
  { differences, lookedAt, notLookedAt }: Comparison,
  { records, events, now }: Pick<DriftPorts, 'records' | 'events'> & Run,
): Promise<Checked> {
  const checkedAt = now();
  const looked = { checkedAt, lookedAt, notLookedAt };
  const drift = driftAfter(before, differences, checkedAt);
  const changed = JSON.stringify(before) !== JSON.stringify(drift);
  if (changed) await records.save({ ...record, ...(drift ? { drift } : {}) });
  if (!drift) return looked;
  if (drift.told) return { ...looked, drift };
  const { since, differences: kept, more } = drift;
  const detail = {
    network: record.name,
    since: new Date(since).toISOString(),
    differences: [...kept],
    more,
    notLookedAt: [...notLookedAt],
  };
  await events.publish([{ type: 'Network Drifted', detail }]);
  const told = { ...drift, told: true };
  await records.save({ ...record, version: record.version + (changed ? 1 : 0), drift: told });
  return { ...looked, drift: told };
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
      message: `Run ${newest.run} has not ${newest.kind === 'remove' ? 'removed the network' : 'made the network ready'}${newest.error ? ` (${newest.error})` : ''}.`,
      mend: 'Look at its cause ("canal status NAME"), then ask for the same again: it continues.',
      command: newest.kind === 'remove' ? 'canal down NAME' : 'canal up FILE',
      mendedBy: 'run',
    },
  ];
}
