import * as z from 'zod/mini';
import { isoOf } from '../canal/calendar.ts';
import type { Warning } from '../canal/check.ts';
import { isDoubtful, peeringDoubtMs, vpgDoubtMs } from '../canal/doubt.ts';
import { Network } from '../canal/network.ts';
import type { PeeringRecord } from '../canal/record.ts';
import { mayBreak, strangersOn } from './foreign-use.ts';
import { leavingPeering } from './leaving.ts';
import { LeavingPeering } from './leaving-shapes.ts';
import { peerRemains } from './peer-remains.ts';
import type { Installation, PeerAccounts, Records, Run, Soracom } from './ports.ts';
import { exampleNetwork, WarningShape } from './shapes.ts';
import { standingVpgs } from './vpg-search.ts';

/** Says what is left of a network, by its record, by SORACOM, and where nothing is, by EC2. */
export const FindRemains = {
  step: 'find-remains',
  input: z.strictObject({ network: Network, force: z.boolean() }),
  output: z.strictObject({
    /** "doubtful": nothing is seen, but something that was asked for may still turn up. */
    status: z.enum(['nothing', 'doubtful', 'standing']),
    /** The VPG that is to be terminated; of several that carry our tags, the oldest. */
    vpgId: z.exactOptional(z.string()),
    peerings: z.array(LeavingPeering),
    /** The groups that the network has served, and the VPG that they are to leave; empty if none is known. */
    groups: z.array(z.string()),
    leaves: z.string(),
    warnings: z.array(WarningShape),
  }),
  example: { network: exampleNetwork, force: false },
};

interface Ports {
  soracom: Soracom;
  records: Records;
  peerAccounts: PeerAccounts;
  installation: Installation;
}

/**
 * Looks by tag, by the ids on record and at the VPG's own peerings. Throws VpgInUse, before anything is changed, if others
 * have something on a VPG that we would terminate; with force that is a warning. Where nothing is left, EC2 is asked as well.
 */
export async function findRemains(
  { network, force }: z.output<typeof FindRemains.input>,
  ports: Ports & Run,
): Promise<z.input<typeof FindRemains.output>> {
  const { soracom, records, installation, now } = ports;
  const { record, peerings: known, groups: served } = await records.whole(network.name);
  const { made, adopted } = await standingVpgs(network.name, record?.vpg?.vpgId, { soracom, installation });
  const vpg = made ?? adopted;
  const groups = served.map(({ groupId }) => groupId);
  const told = { groups, leaves: vpg?.vpgId ?? record?.vpg?.vpgId ?? '' };
  const peerings = known.map((peering) => leavingPeering(peering, vpg ?? record?.vpg));
  const warnings = made
    ? mayBreak(made.vpgId, await strangersOn(made, known, network.name, { soracom, records }), force)
    : vpg
      ? []
      : known.flatMap(unheardOf);
  if (made || peerings.some(({ peeringId }) => peeringId !== undefined)) {
    return { status: 'standing', ...(made ? { vpgId: made.vpgId } : {}), ...told, peerings, warnings };
  }
  const doubtful =
    isDoubtful(record?.vpgAskedAt, now(), vpgDoubtMs) ||
    known.some(({ askedAt }) => isDoubtful(askedAt, now(), peeringDoubtMs));
  if (doubtful) return { status: 'doubtful', ...told, peerings: [], warnings };
  // Peerings that were asked for and never came are forgotten as the others are.
  if (peerings.length > 0) return { status: 'standing', ...told, peerings, warnings };
  const kept = (adopted?.peerings ?? []).map(({ id }) => id);
  return { status: 'nothing', ...told, peerings, warnings: await peerRemains(network, kept, ports) };
}

/** Of a peering whose VPG has gone before anybody heard of it. */
function unheardOf({ name, peeringId, askedAt }: PeeringRecord): Warning[] {
  if (peeringId !== undefined || askedAt === undefined) return [];
  const message = `SORACOM was asked for it at ${isoOf(askedAt)} and did not answer, and its VPG has gone since: whether it stood, and was charged for, only SORACOM's bill tells.`;
  return [{ field: `peering ${name}`, message }];
}
