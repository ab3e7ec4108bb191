import type { Look } from '../canal/comparison.ts';
import { groupDifferences, isElsewhere, simsDifference } from '../canal/differences.ts';
import type { Difference } from '../canal/drift.ts';
import type { Network } from '../canal/network.ts';
import { otherVpg, wishedSettings } from './group-checks.ts';
import type { AirSettings, Sim, Soracom } from './ports.ts';
import { unlessRefused } from './unless-refused.ts';

/** How many pages of 100 SIMs one check looks at: it must end within its function's time. */
const mostPages = 10;

/** Compares the group of a network, and its SIMs' sessions, with the wish. */
export async function groupDrift(
  { airGroup, reconnect }: Network,
  vpgId: string,
  soracom: Soracom,
  look: Look,
): Promise<Difference[]> {
  const { groupId, dnsServers = [] } = airGroup;
  const mend = 'Give the SAM user of the AuthKey the permission that the message names.';
  const about = { field: 'airGroup.groupId', id: groupId, mend };
  let settings: AirSettings | undefined;
  const changed = await unlessRefused({ ...about, what: `group ${groupId}` }, async () => {
    settings = await soracom.airSettings(groupId);
    if (!settings) return groupDifferences(groupId, undefined, {});
    const other = await otherVpg(settings, [vpgId, airGroup.replaces], soracom);
    return groupDifferences(groupId, { ...settings }, { ...wishedSettings(airGroup, vpgId) }, other);
  });
  if (!settings) return changed;
  // Whoever wants no SIM reconnected has SIMs on other settings until they come back by themselves.
  if (reconnect === 'none') {
    look.passOver('reconnect', 'Whether the SIMs are on the VPG was not looked at: reconnect is none.');
    return changed;
  }
  const elsewhere = await unlessRefused({ ...about, what: `the SIMs of group ${groupId}` }, async () => {
    const { sims, whole } = await simsOf(groupId, soracom);
    look.lookedAt.sims += sims.length;
    if (!whole) {
      const first = sims.length.toLocaleString('en-US');
      const message = `SIMs of group ${groupId} beyond the first ${first} were not looked at: whether they are on the VPG is not known.`;
      look.passOver('airGroup.groupId', message);
    }
    const others = sims.filter((sim) => isElsewhere(sim, vpgId, dnsServers));
    return [simsDifference(groupId, others, sims.length) ?? []].flat();
  });
  return [...changed, ...elsewhere];
}

/** The first SIMs of a group, and whether these are all of them. */
async function simsOf(groupId: string, soracom: Soracom): Promise<{ sims: Sim[]; whole: boolean }> {
  const sims: Sim[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const read = await soracom.simsOfGroup(groupId, 100, cursor);
    sims.push(...read.sims);
    cursor = read.cursor;
    if (cursor === undefined) break;
  }
  return { sims, whole: cursor === undefined };
}
