import * as z from 'zod';
import type { Run, Sim, Soracom } from './ports.ts';
import { exampleNetwork, exampleVpgId, NetworkShape } from './shapes.ts';

const Progress = z.strictObject({
  /** Where the group's list goes on; absent at the start and once it is through. */
  cursor: z.string().exactOptional(),
  listed: z.boolean().default(false),
  /** SIMs that were asked to reconnect and have not been seen on the VPG yet. */
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

/** The group's SIMs that one call handles. */
const pageSize = 100;
/** How long SIMs are waited for after the last was asked: "online" may be hours stale, so waiting must end. */
const patienceMs = 120_000;
/** How many SIMs may be waited for at once; the payload between states is limited. */
const mostWaiting = 1000;
/** How many late SIMs are named. */
const mostNamed = 20;

/**
 * Verifies the SIMs that earlier calls asked, then asks those of the next page that are online with other settings.
 * SIMs that do not come back in time are late: counted, the first 20 named, never a failure. Safe to run twice: a SIM that
 * stands as wished is not asked.
 */
export async function reconnectSims(
  { network, vpgId, progress }: z.output<typeof ReconnectSims.input>,
  { soracom, now }: { soracom: Soracom } & Run,
): Promise<z.input<typeof ReconnectSims.output>> {
  const asWished = (sim: Sim | undefined): boolean =>
    sim?.online === true &&
    sim.vpgId === vpgId &&
    (network.airGroup.dnsServers ?? []).every((server, index) => sim.dnsServers[index] === server);

  const still: string[] = [];
  for (const simId of progress.waiting) {
    if (!asWished(await soracom.sim(simId))) still.push(simId);
  }
  const seen = { ...progress, reconnected: progress.reconnected + progress.waiting.length - still.length };
  const asked = progress.listed ? seen : await askPage({ ...seen, waiting: [] }, network.airGroup.groupId);
  return outcome({ ...asked, waiting: [...still, ...(progress.listed ? [] : asked.waiting)] }, now());

  async function askPage(before: Progress, groupId: string): Promise<Progress> {
    const { cursor, ...rest } = before;
    const page = await soracom.simsOfGroup(groupId, pageSize, cursor);
    const waiting: string[] = [];
    let [offline, reconnected] = [rest.offline, rest.reconnected];
    for (const sim of page.sims) {
      if (!sim.online) offline += 1;
      else if (asWished(sim)) reconnected += 1;
      else if ((await soracom.deleteSession(sim.simId)) === 'asked') waiting.push(sim.simId);
      else offline += 1;
    }
    const where = page.cursor === undefined ? { listed: true } : { cursor: page.cursor };
    return { ...rest, ...where, waiting, offline, reconnected };
  }
}

function outcome(progress: Progress, now: number): z.input<typeof ReconnectSims.output> {
  const until = progress.until ?? (progress.listed ? now + patienceMs : undefined);
  const over = until !== undefined && now >= until;
  const given = over ? progress.waiting : progress.waiting.slice(0, Math.max(0, progress.waiting.length - mostWaiting));
  const waiting = progress.waiting.slice(given.length);
  const next = {
    ...progress,
    ...(until === undefined ? {} : { until }),
    waiting,
    late: progress.late + given.length,
    lateSims: [...progress.lateSims, ...given].slice(0, mostNamed),
  };
  if (!progress.listed) return { progress: next, next: 'page' };
  return { progress: next, next: waiting.length === 0 ? 'done' : 'wait' };
}
