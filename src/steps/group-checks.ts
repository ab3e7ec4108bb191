import type { Warning } from '../canal/check.ts';
import { coverageWarnings } from '../canal/coverage-warnings.ts';
import { type Fault, isLasting } from '../canal/errors.ts';
import type { AirGroupWish, Network } from '../canal/network.ts';
import { sessionWarnings } from '../canal/session-warnings.ts';
import type { Findings } from './peer-checks.ts';
import type { AirSettings, Installation, Soracom } from './ports.ts';
import { isAlive } from './vpg-search.ts';

/** The findings about a group; with its settings when it is there. */
export type GroupFindings = Findings & { readonly settings?: AirSettings };

/**
 * Checks that the group exists and that its SIMs may be moved: a group on another VPG is a fault, sessions that still run
 * through another one are a warning, and so are SIMs of another coverage. Of the SIMs the first page is looked at.
 */
export async function checkGroup(
  { airGroup: { groupId, replaces } }: Network,
  soracom: Soracom,
  ownVpgId: string | undefined,
  coverage: Installation['coverage'],
): Promise<GroupFindings> {
  const settings = await soracom.airSettings(groupId);
  if (!settings) {
    const message = `group ${groupId} does not exist at SORACOM: correct the id, or create the group first.`;
    return { faults: [{ name: 'NotFound', field: 'airGroup.groupId', message }], warnings: [] };
  }
  const other = await otherVpg(settings, [ownVpgId, replaces], soracom);
  if (other !== undefined) return { faults: [groupConflict(groupId, other)], warnings: [], settings };
  return { faults: [], warnings: await lookAtSims(groupId, soracom, [ownVpgId, replaces], coverage), settings };
}

/** Only warns: whoever wants no SIM reconnected need not let us list them. */
async function lookAtSims(
  groupId: string,
  soracom: Soracom,
  known: readonly (string | undefined)[],
  coverage: Installation['coverage'],
): Promise<Warning[]> {
  try {
    const { sims } = await soracom.simsOfGroup(groupId, 100);
    return [...sessionWarnings(sims, known), ...coverageWarnings(sims, coverage)];
  } catch (error) {
    if (!isLasting(error)) throw error;
    const message = `the SIMs of the group could not be looked at: ${error.message}`;
    return [{ field: 'airGroup.groupId', message }];
  }
}

/**
 * The VPG that a group uses, unless it is one of those that it may use; undefined if it uses none. One that is gone serves
 * no SIM any more, so the group may leave it: our own, too, that somebody has terminated.
 */
export async function otherVpg(
  settings: AirSettings,
  allowed: readonly (string | undefined)[],
  soracom: Pick<Soracom, 'vpg'>,
): Promise<string | undefined> {
  if (String(settings.useVpg) !== 'true' || !settings.vpgId) return undefined;
  const used = String(settings.vpgId);
  if (allowed.some((vpgId) => vpgId?.toLowerCase() === used.toLowerCase())) return undefined;
  const vpg = await soracom.vpg(used);
  return vpg && isAlive(vpg) ? used : undefined;
}

/** The settings that a wish asks of its group. */
export const wishedSettings = ({ dnsServers }: AirGroupWish, vpgId: string): AirSettings => ({
  useVpg: true,
  vpgId,
  ...(dnsServers ? { useCustomDns: true, dnsServers } : {}),
});

/** Whether a group has all the settings of a wish. */
export const holds = (settings: AirSettings, wished: AirSettings): boolean =>
  Object.entries(wished).every(
    ([key, value]) => JSON.stringify(settings[key as keyof AirSettings]) === JSON.stringify(value),
  );

/** The fault of a group that serves SIMs on another VPG. */
export function groupConflict(groupId: string, vpgId: string): Fault {
  return {
    name: 'GroupConflict',
    field: 'airGroup.replaces',
    message: `group ${groupId} uses VPG ${vpgId} today, and moving it cuts its SIMs off from there: name that VPG in airGroup.replaces if that is meant, or choose another group.`,
  };
}
