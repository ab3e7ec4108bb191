import type { Warning } from './check.ts';
import { fewOf } from './few-of.ts';

/** What the rules need to know of a SIM. */
export interface SessionFacts {
  readonly simId: string;
  readonly online: boolean;
  /** The VPG of its session, while it is online on one. */
  readonly vpgId?: string;
}

/**
 * A warning for SIMs of the group whose sessions run through VPGs that the run does not speak of: they leave those when
 * they reconnect, whatever the group says today. `known` are the network's own VPG and the one that it replaces.
 */
export function sessionWarnings(sims: readonly SessionFacts[], known: readonly (string | undefined)[]): Warning[] {
  const own = known.map((vpgId) => vpgId?.toLowerCase());
  const elsewhere = sims.filter(({ online, vpgId }) => online && vpgId && !own.includes(vpgId.toLowerCase()));
  if (elsewhere.length === 0) return [];
  const vpgs = [...new Set(elsewhere.map(({ vpgId }) => vpgId ?? ''))];
  const sim = fewOf(elsewhere.map(({ simId }) => simId));
  const message = `SIMs of the group are connected through another VPG today (${sim}, through ${fewOf(vpgs)}): they move to this network's when they reconnect, and reach what is behind the other one no more`;
  return [{ field: 'airGroup.groupId', message }];
}
