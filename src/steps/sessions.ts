import * as z from 'zod/mini';
import { fewOf } from '../canal/few-of.ts';
import type { Network } from '../canal/network.ts';
import type { ForeignUse } from './foreign-use.ts';
import type { Records, Sim, Soracom } from './ports.ts';

/** A look at the sessions of all SIMs that goes on from page to page. */
export const SessionProgress = z.strictObject({
  /** Where the next page begins; absent at the beginning. */
  cursor: z.exactOptional(z.string()),
  looked: z._default(z.int(), 0),
  /** SIMs of others in session through the VPG; of the first ones, each with its group. */
  count: z._default(z.int(), 0),
  sims: z._default(z.array(z.string()), []),
});

type Progress = z.output<typeof SessionProgress>;

/** The most that SORACOM's search gives at once. */
const simsPerPage = 100;

/** So many SIMs are named, and asked for once more: SORACOM's index lags behind. */
const mostNamed = 10;

/** The groups whose SIMs may be in session through a network's VPG. */
export async function ownGroups({ name, airGroup }: Network, records: Records): Promise<string[]> {
  return [airGroup.groupId, ...(await records.groups(name)).map(({ groupId }) => groupId)];
}

/** Looks at some pages of the SIMs that are online for sessions of others through a VPG. SORACOM has no list by VPG. */
export async function lookAtPages(
  vpgId: string,
  groupIds: readonly string[],
  from: Progress,
  pages: number,
  soracom: Soracom,
): Promise<{ progress: Progress; next: 'page' | 'done' }> {
  const own = groupIds.map((id) => id.toLowerCase());
  const isForeign = (sim: Sim | undefined): sim is Sim =>
    sim?.vpgId !== undefined &&
    sim.vpgId.toLowerCase() === vpgId.toLowerCase() &&
    !own.includes(sim.groupId?.toLowerCase() ?? '');
  let { cursor, looked, count, sims } = from;
  for (let page = 0; page < pages; page += 1) {
    const found = await soracom.onlineSims(simsPerPage, cursor);
    for (const sim of found.sims.filter(isForeign)) {
      if (count >= mostNamed) count += 1;
      else if (isForeign(await soracom.sim(sim.simId))) {
        count += 1;
        sims = [...sims, `${sim.simId} (${sim.groupId === undefined ? 'in no group' : `group ${sim.groupId}`})`];
      }
    }
    looked += found.sims.length;
    cursor = found.cursor;
    if (cursor === undefined) return { progress: { looked, count, sims }, next: 'done' };
  }
  return { progress: { ...(cursor === undefined ? {} : { cursor }), looked, count, sims }, next: 'page' };
}

/** What was found as a use of the VPG; none where nothing was. */
export function sessionUse({ count, sims }: Pick<Progress, 'count' | 'sims'>, vpgId: string): ForeignUse[] {
  if (count === 0) return [];
  const named = `${fewOf(sims, mostNamed)}${count > sims.length ? ` and ${count - sims.length} more` : ''}`;
  const [who, whose] =
    count === 1
      ? ['SIM', 'is in session through it, and loses its']
      : ['SIMs', 'are in session through it, and lose their'];
  return [
    {
      kind: 'sims',
      id: vpgId,
      message: `${who} ${named} of other groups ${whose} session until the devices connect anew`,
    },
  ];
}
