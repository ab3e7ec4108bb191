import * as z from 'zod/mini';
import { CanalError, faultsError } from '../canal/errors.ts';
import { type GroupChange, type GroupRecord, withChange } from '../canal/group-record.ts';
import { restoration } from '../canal/group-restoration.ts';
import { Network } from '../canal/network.ts';
import { groupConflict, holds, otherVpg, wishedSettings } from './group-checks.ts';
import type { AirSettings, Records, Soracom } from './ports.ts';
import { exampleNetwork, exampleVpgId } from './shapes.ts';

/** Sets the group's VPG and DNS servers; the last change of all, because a SIM may reconnect by itself at any time. */
export const SetGroup = {
  step: 'set-group',
  input: z.strictObject({ network: Network, vpgId: z.string(), run: z.int() }),
  output: z.strictObject({ status: z.enum(['set', 'as wished']) }),
  example: { network: exampleNetwork, vpgId: exampleVpgId, run: 1 },
};

/**
 * Keeps the prior values of the four keys and what is about to be set, sets what the file wishes, and reads it back. Throws
 * GroupConflict if the group has moved to another VPG since the check, SoracomUnavailable if SORACOM does not show what
 * was set.
 */
export async function setGroup(
  { network, vpgId, run }: z.output<typeof SetGroup.input>,
  { soracom, records }: { soracom: Soracom; records: Records },
): Promise<z.input<typeof SetGroup.output>> {
  const { groupId, replaces } = network.airGroup;
  const before = await groupSettings(soracom, groupId);
  const other = await otherVpg(before, [vpgId, replaces], soracom);
  if (other !== undefined) throw faultsError('The group was left as it is', [groupConflict(groupId, other)]);
  const wished = wishedSettings(network.airGroup, vpgId);
  // Read after the settings: whoever has set them has kept the group before that.
  const known = await records.group(network.name, groupId);
  const undone = restoration({ ...before }, known?.prior ?? {}, network.airGroup.dnsServers ? [] : dnsChanges(known));
  const leaves = [...undone.remove, ...Object.keys(undone.put)];
  if (holds(before, wished) && leaves.length === 0) return { status: 'as wished' };
  await records.saveGroup(
    network.name,
    withChange(known, groupId, { run, before: { ...before }, set: { ...wished } }),
    known,
  );
  await soracom.putAirSettings(groupId, { ...wished, ...undone.put });
  for (const key of undone.remove) await soracom.deleteAirSetting(groupId, key as keyof AirSettings);
  if (holds(await groupSettings(soracom, groupId), wished)) return { status: 'set' };
  throw new CanalError(
    'SoracomUnavailable',
    `Group ${groupId} does not show its new settings yet; setting them again.`,
  );
}

/** What we have set of custom DNS: without DNS servers in the file, it goes back to what it was. */
const dnsChanges = (known: GroupRecord | undefined): GroupChange[] =>
  (known?.changes ?? []).map(({ set: { useVpg: _, vpgId: __, ...dns }, ...change }) => ({ ...change, set: dns }));

async function groupSettings(soracom: Soracom, groupId: string): Promise<AirSettings> {
  const settings = await soracom.airSettings(groupId);
  if (settings) return settings;
  throw new CanalError('NotFound', `airGroup.groupId: group ${groupId} does not exist at SORACOM any more.`);
}
