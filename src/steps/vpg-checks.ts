import type { Fault } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import type { NetworkRecord } from '../canal/record.ts';
import type { Soracom } from './ports.ts';
import { isAlive } from './vpg-search.ts';

/** The fault of a wish for another VPG than the one that the network stands on; which one it is cannot be changed in place. */
export async function vpgChoiceFaults(
  { name, vpg: { vpgId: wished } }: Network,
  record: NetworkRecord | undefined,
  soracom: Pick<Soracom, 'vpg'>,
): Promise<Fault[]> {
  const known = record?.vpg;
  const same = !known || (wished === undefined ? known.made : known.vpgId.toLowerCase() === wished.toLowerCase());
  if (same) return [];
  const standing = await soracom.vpg(known.vpgId);
  if (!standing || !isAlive(standing)) return [];
  const what = wished === undefined ? 'no VPG to adopt' : `VPG ${wished}`;
  const back = known.made ? 'leave vpgId out' : `write vpgId: ${known.vpgId}`;
  const message = `the network stands on VPG ${known.vpgId}, the file names ${what}, and that cannot be changed in place: ${back}, or remove the network first (canal down ${name}) and start it with this file.`;
  return [{ name: 'VpgConflict', field: 'vpg.vpgId', message }];
}
