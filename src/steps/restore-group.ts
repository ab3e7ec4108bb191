import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import type { GroupRecord } from '../canal/group-record.ts';
import { restoration } from '../canal/group-restoration.ts';
import type { AirSettings, Records, Soracom } from './ports.ts';
import { WarningShape } from './shapes.ts';

/** Gives a group back what it had before us. */
export const RestoreGroup = {
  step: 'restore-group',
  input: z.strictObject({
    network: z.string(),
    groupId: z.string(),
    /** Only what this run has set goes back, to what the run had found. */
    run: z.exactOptional(z.int()),
  }),
  output: z.strictObject({ status: z.enum(['restored', 'as before', 'gone']), warnings: z.array(WarningShape) }),
  example: { network: 'two-vpcs', groupId: '00000000-0000-4000-8000-000000000001' },
};

interface Ports {
  soracom: Soracom;
  records: Records;
}

/**
 * Restores the keys that we have set, each only where our value still stands: what somebody else has changed since is left
 * and told. The record keeps the group until the run is finished, so that its SIMs are asked to reconnect whatever happens.
 */
export async function restoreGroup(
  { network, groupId, run }: z.output<typeof RestoreGroup.input>,
  ports: Ports,
): Promise<z.input<typeof RestoreGroup.output>> {
  const known = await ports.records.group(network, groupId);
  const changes = known?.changes.filter((change) => run === undefined || change.run === run) ?? [];
  const [first] = changes;
  if (!known || !first) return { status: 'as before', warnings: [] };
  const settings = await ports.soracom.airSettings(groupId);
  if (!settings) return { status: 'gone', warnings: [] };
  const target = run === undefined ? known.prior : first.before;
  const { put, remove, left } = restoration({ ...settings }, target, changes);
  const changed = Object.keys(put).length > 0 || remove.length > 0;
  if (changed) await restore(groupId, put, remove, ports.soracom);
  if (changed) await readBack({ groupId, target, changes }, ports.soracom);
  const message = `group ${groupId}: ${left.join(' and ')} ${left.length === 1 ? 'was' : 'were'} changed by somebody since, and left so; before us ${told(left, target)}.`;
  return {
    status: changed ? 'restored' : 'as before',
    warnings: left.length > 0 ? [{ field: 'airGroup', message }] : [],
  };
}

async function restore(groupId: string, put: AirSettings, remove: readonly string[], soracom: Soracom): Promise<void> {
  await soracom.putAirSettings(groupId, put);
  for (const key of remove) await soracom.deleteAirSetting(groupId, key as keyof AirSettings);
}

async function readBack(
  { groupId, target, changes }: Pick<GroupRecord, 'groupId' | 'changes'> & { target: GroupRecord['prior'] },
  soracom: Soracom,
): Promise<void> {
  const { put, remove } = restoration({ ...(await soracom.airSettings(groupId)) }, target, changes);
  if (Object.keys(put).length === 0 && remove.length === 0) return;
  const message = `Group ${groupId} does not show its restored settings yet; restoring them again.`;
  throw new CanalError('SoracomUnavailable', message);
}

const told = (keys: readonly string[], target: GroupRecord['prior']): string =>
  keys.map((key) => `${key} was ${target[key] === undefined ? 'absent' : JSON.stringify(target[key])}`).join(' and ');
