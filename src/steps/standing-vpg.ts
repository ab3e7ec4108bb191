import type { NetworkRecord } from '../canal/record.ts';
import type { Installation, Soracom, Vpg } from './ports.ts';
import { isAlive, isOurs } from './vpg-search.ts';

/** The VPG of a network as it stands: the one on record, else the one that carries our tags. */
export async function standingVpg(
  name: string,
  record: NetworkRecord | undefined,
  { soracom, installation }: { soracom: Soracom; installation: Installation },
): Promise<Vpg | undefined> {
  const byId = record?.vpg && (await soracom.vpg(record.vpg.vpgId));
  const found = byId ? [byId] : await soracom.vpgsTagged('canal:network', name);
  return found.find((vpg) => isAlive(vpg) && (vpg === byId || isOurs(vpg, name, installation.stack)));
}
