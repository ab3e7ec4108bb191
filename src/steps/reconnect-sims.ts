import * as z from 'zod';
import { CanalError, type ErrorName } from '../canal/errors.ts';
import type { Run, Sim, Soracom } from './ports.ts';
import { exampleNetwork, exampleVpgId, NetworkShape } from './shapes.ts';

const Progress = z.strictObject({
  /** Where the group's list goes on; absent at the start and once it is through. */
  cursor: z.string().exactOptional(),
  listed: z.boolean().default(false),
  /** SIMs that were asked to reconnect and have not been seen on the VPG yet; not looked at for longest first. */
  waiting: z.array(z.string()).default([]),
  /** When waiting ends, ms since the epoch; set once the list is through. */
  until: z.number().exactOptional(),
  reconnected: z.int().default(0),
  /** Offline SIMs take the new settings when they next connect: done. */
  offline: z.int().default(0),
  late: z.int().default(0),
  lateSims: z.array(z.string()).default([]),
});

/** Makes the group's online SIMs reconnect, a page of the group at each call. */
export const ReconnectSims = {
  step: 'reconnect-sims',
  input: z.strictObject({ network: NetworkShape, vpgId: z.string(), progress: Progress.prefault({}) }),
  output: z.strictObject({ progress: Progress, next: z.enum(['page', 'wait', 'done']) }),
  example: { network: exampleNetwork, vpgId: exampleVpgId },
};

type Progress = z.output<typeof Progress>;

/** How many of the group's SIMs one call asks, and how many it verifies: both must fit into the function's time. */
const pageSize = 100;
/** How long SIMs are waited for after the last was asked: "online" may be hours stale, so waiting must end. */
const patienceMs = 120_000;
/** How many SIMs may be waited for at once; the payload between states is limited. */
const mostWaiting = 1000;
/** How many late SIMs are named. */
const mostNamed = 20;

/**
 * Verifies SIMs that earlier calls asked, those first that were not looked at for longest, then asks those of the next
 * page that are online with other settings. SIMs that do not come back in time are late: counted, the first 20 named,
 * never a failure; so are SIMs that SORACOM refuses to disconnect. Safe to run twice: a SIM that stands as wished is
 * not asked.
 */
export async function reconnectSims(
  { network, vpgId, progress }: z.output<typeof ReconnectSims.input>,
  { soracom, now }: { soracom: Soracom } & Run,
): Promise<z.input<typeof ReconnectSims.output>> {
  const { groupId, dnsServers = [] } = network.airGroup;
  const asWished = (sim: Sim | undefined): boolean =>
    sim?.online === true &&
    sim.vpgId === vpgId &&
    dnsServers.every((server, index) => sim.dnsServers[index] === server);

  const { missing, unseen, reconnected } = await verify(progress.waiting, soracom, asWished);
  const full = !progress.listed && progress.waiting.length > mostWaiting - pageSize;
  const over = progress.until !== undefined && now() >= progress.until;
  const given = full || over ? missing : [];
  const kept = [...unseen, ...(full || over ? [] : missing)];
  const looked = late({ ...progress, waiting: kept, reconnected: progress.reconnected + reconnected }, given);
  const room = kept.length <= mostWaiting - pageSize;
  const after = progress.listed || !room ? looked : await askPage(looked, groupId, soracom, asWished);
  if (!after.listed) return { progress: after, next: 'page' };
  const until = after.until ?? now() + patienceMs;
  if (after.waiting.length === 0) return { progress: { ...after, until }, next: 'done' };
  // Out of patience, the rest is looked at a last time without waiting any more.
  return { progress: { ...after, until }, next: over ? 'page' : 'wait' };
}

/** Looks at the first 100 of the SIMs; a rate limit that is used up on the way leaves the rest for the next call. */
async function verify(waiting: readonly string[], soracom: Soracom, asWished: (sim: Sim | undefined) => boolean) {
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

async function askPage(
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

const late = (progress: Progress, simIds: readonly string[]): Progress => ({
  ...progress,
  late: progress.late + simIds.length,
  lateSims: [...progress.lateSims, ...simIds].slice(0, mostNamed),
});
