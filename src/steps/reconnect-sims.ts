import * as z from 'zod/mini';
import { Network } from '../canal/network.ts';
import type { Run, Sim, Soracom } from './ports.ts';
import { exampleNetwork, exampleVpgId } from './shapes.ts';
import { askPage, late, Progress, pageSize, unlessGone, verify } from './sim-progress.ts';

/** Makes the group's online SIMs reconnect, a page of the group at each call. */
export const ReconnectSims = {
  step: 'reconnect-sims',
  input: z.strictObject({
    network: Network,
    vpgId: z.string(),
    progress: z.prefault(Progress, {}),
    /** A group that is to leave the VPG, instead of the file's group that is to use it. */
    leaves: z.exactOptional(z.string()),
  }),
  output: z.strictObject({ progress: Progress, next: z.enum(['page', 'wait', 'done']) }),
  example: { network: exampleNetwork, vpgId: exampleVpgId },
};

/** How long SIMs are waited for after the last was asked: "online" may be hours stale, so waiting must end. */
const patienceMs = 120_000;
/** How many SIMs may be waited for at once; the payload between states is limited. */
const mostWaiting = 1000;
/**
 * Verifies SIMs that earlier calls asked, those first that were not looked at for longest, then asks those of the next
 * page that are online with other settings. SIMs that do not come back in time are late: counted, the first 20 named,
 * never a failure; so are SIMs that SORACOM refuses to disconnect. Safe to run twice: a SIM that stands as wished is
 * not asked. A group that leaves the VPG stands as wished when its sessions run elsewhere; one that is gone has no SIMs.
 */
export async function reconnectSims(
  { network, vpgId, progress, leaves }: z.output<typeof ReconnectSims.input>,
  { soracom, now }: { soracom: Soracom } & Run,
): Promise<z.input<typeof ReconnectSims.output>> {
  const { dnsServers = [] } = network.airGroup;
  const groupId = leaves ?? network.airGroup.groupId;
  const asWished = (sim: Sim | undefined): boolean => {
    if (leaves !== undefined) return sim?.online === true && sim.vpgId !== vpgId;
    const ours = sim?.online === true && sim.vpgId === vpgId;
    return ours && dnsServers.every((server, index) => sim.dnsServers[index] === server);
  };

  const { missing, unseen, reconnected } = await verify(progress.waiting, soracom, asWished);
  const full = !progress.listed && progress.waiting.length > mostWaiting - pageSize;
  const over = progress.until !== undefined && now() >= progress.until;
  const given = full || over ? missing : [];
  const kept = [...unseen, ...(full || over ? [] : missing)];
  const looked = late({ ...progress, waiting: kept, reconnected: progress.reconnected + reconnected }, given);
  const room = kept.length <= mostWaiting - pageSize;
  const ask = () => askPage(looked, groupId, soracom, asWished);
  const after = progress.listed || !room ? looked : await (leaves === undefined ? ask() : unlessGone(ask, looked));
  if (!after.listed) return { progress: after, next: 'page' };
  const until = after.until ?? now() + patienceMs;
  if (after.waiting.length === 0) return { progress: { ...after, until }, next: 'done' };
  // Out of patience, the rest is looked at a last time without waiting any more.
  return { progress: { ...after, until }, next: over ? 'page' : 'wait' };
}
