import * as z from 'zod/mini';
import { hostPeering } from '../canal/dns/place.ts';
import { isDoubtful, peeringDoubtMs, vpgDoubtMs } from '../canal/doubt.ts';
import { Network } from '../canal/network.ts';
import type { NetworkRecord, PeeringRecord } from '../canal/record.ts';
import { createdPlace } from './created-place.ts';
import { leavingPeering } from './leaving.ts';
import { LeavingPeering } from './leaving-shapes.ts';
import type { DnsHosts, Installation, Records, Run, Soracom } from './ports.ts';
import { exampleNetwork } from './shapes.ts';
import { standingVpg } from './standing-vpg.ts';
import { isOurs } from './vpg-search.ts';

/** Says what a run has made, so that it can be undone. */
export const FindCreated = {
  step: 'find-created',
  input: z.strictObject({ network: Network, run: z.int() }),
  output: z.strictObject({
    /** "doubtful": something that was asked for may still turn up. */
    status: z.enum(['known', 'doubtful']),
    /** The network's VPG; empty if none stands. */
    vpgId: z.string(),
    /** Whether the run has made that VPG. */
    vpgMade: z.boolean(),
    peerings: z.array(LeavingPeering),
    groups: z.array(z.string()),
    /** Whether the run has taken a place on a DNS host. */
    place: z.boolean(),
    /** Whether it has changed the names at a place that stood before. */
    names: z.boolean(),
    /** All of it in words. */
    things: z.array(z.string()),
  }),
  example: { network: exampleNetwork, run: 1 },
};

type Ports = { soracom: Soracom; records: Records; installation: Installation; dnsHosts: DnsHosts };

/** Goes by the marks that the steps of the run have left in the record; a VPG that nobody answered for is found by its tags. */
export async function findCreated(
  { network: { name }, run }: z.output<typeof FindCreated.input>,
  { soracom, records, installation, dnsHosts, now }: Ports & Run,
): Promise<z.input<typeof FindCreated.output>> {
  const { record, peerings: known, groups: served, places } = await records.whole(name);
  const changed = served.filter(({ changes }) => changes.some((change) => change.run === run));
  const asked = record?.vpg === undefined && isOfRun(record?.vpgAskedAt, record, run);
  const vpg = await standingVpg(name, record, { soracom, installation });
  const vpgMade = vpg !== undefined && (record?.vpg?.run === run || asked) && isOurs(vpg, name, installation.stack);
  const touched = known.filter((one) => one.run === run || one.routes.some((route) => route.run === run));
  const peerings = touched.map((one) => ({ ...leavingPeering(one, vpg), remove: one.made && one.run === run, run }));
  const unseen = peerings.some(
    ({ peeringId }, index) => peeringId === undefined && isDoubtful(touched[index]?.askedAt, now(), peeringDoubtMs),
  );
  const toHost = peerings.some((one) => one.remove && one.name === hostPeering);
  const { place, names, things } = await createdPlace(name, places, { run, peering: toHost }, dnsHosts);
  const groups = changed.map(({ groupId }) => groupId);
  return {
    status: unseen || (asked && !vpg && isDoubtful(record?.vpgAskedAt, now(), vpgDoubtMs)) ? 'doubtful' : 'known',
    vpgId: vpg?.vpgId ?? '',
    vpgMade,
    peerings,
    groups,
    place,
    names,
    things: [
      ...groups.map((groupId) => `group ${groupId} has what it had before this run`),
      ...touched.map((one) => (one.run === run ? `peering ${one.name} was deleted` : routesOf(one))),
      ...things,
      ...(vpgMade && vpg ? [`VPG ${vpg.vpgId} was terminated`] : []),
    ],
  };
}

const routesOf = ({ name }: PeeringRecord): string => `routes of peering ${name} were deleted`;

/** Whether something was asked for since a run has begun. */
const isOfRun = (at: number | undefined, record: NetworkRecord | undefined, run: number): boolean =>
  at !== undefined && at >= (record?.runs.find((one) => one.run === run)?.startedAt ?? Number.POSITIVE_INFINITY);
