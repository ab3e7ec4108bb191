import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { mayBreak } from './foreign-use.ts';
import type { Records, Soracom } from './ports.ts';
import { lookAtPages, ownGroups, SessionProgress, sessionUse } from './sessions.ts';
import { exampleNetwork, exampleVpgId, WarningShape } from './shapes.ts';

/** Looks whether SIMs of others are in session through a VPG that is to be terminated. */
export const LookAtSessions = {
  step: 'look-at-sessions',
  input: z.strictObject({
    network: Network,
    vpgId: z.string(),
    force: z.boolean(),
    progress: SessionProgress,
  }),
  output: z.strictObject({
    progress: SessionProgress,
    /** "page": ask again with the progress. */
    next: z.enum(['page', 'done']),
    warnings: z.array(WarningShape),
  }),
  example: { network: exampleNetwork, vpgId: exampleVpgId, force: false, progress: {} },
};

/** So many pages of 100 SIMs fit into the function's time. */
const pagesAtOnce = 20;

/**
 * Reads some pages of the SIMs that are online; at the end throws VpgInUse if any of another group runs through the VPG. With
 * force that is a warning, and so is it always where SORACOM does not allow the search.
 */
export async function lookAtSessions(
  { network, vpgId, force, progress: from }: z.output<typeof LookAtSessions.input>,
  { soracom, records }: { soracom: Soracom; records: Records },
): Promise<z.input<typeof LookAtSessions.output>> {
  try {
    const groups = await ownGroups(network, records);
    const { progress, next } = await lookAtPages(vpgId, groups, from, pagesAtOnce, soracom);
    const warnings = next === 'done' ? mayBreak(vpgId, sessionUse(progress, vpgId), force) : [];
    return { progress, next, warnings };
  } catch (error) {
    if (!(error instanceof CanalError) || error.name !== 'SoracomDenied') throw error;
    const message = `Whether SIMs of others are in session through VPG ${vpgId} was not looked at: ${error.message}`;
    return { progress: from, next: 'done', warnings: [{ field: 'vpg', message }] };
  }
}
