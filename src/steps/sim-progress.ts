import * as z from 'zod/mini';
import { CanalError, type ErrorName } from '../canal/errors.ts';
import type { Sim, Soracom } from './ports.ts';

/** How far the group's SIMs are, between the calls. */
export const Progress = z.strictObject({
  /** Where the group's list goes on; absent at the start and once it is through. */
  cursor: z.exactOptional(z.string()),
  listed: z._default(z.boolean(), false),
  /** SIMs that were asked to reconnect and have not been seen on the VPG yet; not looked at for longest first. */
  waiting: z._default(z.array(z.string()), []),
  /** When waiting ends, ms since the epoch; set once the list is through. */
  until: z.exactOptional(z.number()),
  reconnected: z._default(z.int(), 0),
  /** Offline SIMs take the new settings when they next connect: done. */
  offline: z._default(z.int(), 0),
  late: z._default(z.int(), 0),
  lateSims: z._default(z.array(z.string()), []),
});

export type Progress = z.output<typeof Progress>;

/** How many of the group's SIMs one call asks, and how many it verifies: both must fit into the function's time. */
export const pageSize = 100;
/** How many late SIMs are named. */
const mostNamed = 20;

/** Looks at the first 100 of the SIMs; a rate limit that is used up on the way leaves the rest for the next call. */
export async function verify(
  waiting: readonly string[],
  soracom: Soracom,
  asWished: (sim: Sim | undefined) => boolean,
) {
  const missing: string[] = [];
  let seen = 0;
  for (const simId of waiting.slice(0, pageSize)) {
    try {
      if (!asWished(await soracom.sim(simId))) missing.push(simId);
    } catch (error) {
      if (seen === 0 || !is(error, 'SoracomThrottled')) throw error;
      break;
    }
    seen += 1;
  }
  return { missing, unseen: waiting.slice(seen), reconnected: seen - missing.length };
}

/** Asks the online SIMs of the next page of the group that stand otherwise than wished. */
export async function askPage(
  before: Progress,
  groupId: string,
  soracom: Soracom,
  asWished: (sim: Sim) => boolean,
): Promise<Progress> {
  const { cursor, ...rest } = before;
  const page = await soracom.simsOfGroup(groupId, pageSize, cursor);
  const waiting = [...rest.waiting];
  const refused: string[] = [];
  let [offline, reconnected] = [rest.offline, rest.reconnected];
  for (const sim of page.sims) {
    if (!sim.online) offline += 1;
    else if (asWished(sim)) reconnected += 1;
    else {
      const answer = await ask(sim.simId, soracom);
      if (answer === 'asked') waiting.push(sim.simId);
      else if (answer === 'refused') refused.push(sim.simId);
      else offline += 1;
    }
  }
  const where = page.cursor === undefined ? { listed: true } : { cursor: page.cursor };
  return late({ ...rest, ...where, waiting, offline, reconnected }, refused);
}

/** The progress after a page of a group; of a group that does not exist any more, as after its last page. */
export async function unlessGone(ask: () => Promise<Progress>, { cursor: _, ...before }: Progress): Promise<Progress> {
  try {
    return await ask();
  } catch (error) {
    if (is(error, 'NotFound')) return { ...before, listed: true };
    throw error;
  }
}

/** A SIM that was removed meanwhile is as good as offline, and one that SORACOM refuses must not fail the others. */
async function ask(simId: string, soracom: Soracom): Promise<'asked' | 'offline' | 'refused'> {
  try {
    return await soracom.deleteSession(simId);
  } catch (error) {
    if (is(error, 'NotFound')) return 'offline';
    if (is(error, 'SoracomRejected')) return 'refused';
    throw error;
  }
}

const is = (error: unknown, name: ErrorName): boolean => error instanceof CanalError && error.name === name;

/** The progress with more SIMs that are late. */
export const late = (progress: Progress, simIds: readonly string[]): Progress => ({
  ...progress,
  late: progress.late + simIds.length,
  lateSims: [...progress.lateSims, ...simIds].slice(0, mostNamed),
});
