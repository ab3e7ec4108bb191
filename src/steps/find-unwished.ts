import * as z from 'zod/mini';
import { Network } from '../canal/network.ts';
import { peeringChanges } from '../canal/wish-changes.ts';
import { leavingPeering } from './leaving.ts';
import { LeavingPeering } from './leaving-shapes.ts';
import type { DnsHosts, Records, Soracom } from './ports.ts';
import { exampleNetwork, exampleVpgId } from './shapes.ts';

/** Says what an earlier wish has made that this one does not want any more. */
export const FindUnwished = {
  step: 'find-unwished',
  input: z.strictObject({ network: Network, vpgId: z.string() }),
  output: z.strictObject({
    peerings: z.array(LeavingPeering),
    /** Groups that the network has served before. */
    groups: z.array(z.string()),
    /** How many places on DNS hosts are given back. */
    places: z.int(),
  }),
  example: { network: exampleNetwork, vpgId: exampleVpgId },
};

/**
 * Compares the record with the wish: peerings that are to be deleted, groups and places to give back. A peering that only has another
 * name now is kept under it.
 */
export async function findUnwished(
  { network, vpgId }: z.output<typeof FindUnwished.input>,
  { soracom, records, dnsHosts }: { soracom: Soracom; records: Records; dnsHosts: DnsHosts },
): Promise<z.input<typeof FindUnwished.output>> {
  const { leaving, renamed } = peeringChanges(await records.peerings(network.name), network.peerings);
  for (const { from, to } of renamed) {
    await records.savePeering(network.name, { ...from, name: to });
    await records.forgetPeering(network.name, from.name);
  }
  const vpg = leaving.length > 0 ? await soracom.vpg(vpgId) : undefined;
  const groups = (await records.groups(network.name)).map(({ groupId }) => groupId);
  const { place, leaving: places } = await dnsHosts.placesOf(network.name);
  const current = network.airGroup.groupId.toLowerCase();
  return {
    peerings: leaving.map((record) => leavingPeering(record, vpg ?? { vpgId })),
    groups: groups.filter((groupId) => groupId.toLowerCase() !== current),
    places: places.length + (place && !network.dns ? 1 : 0),
  };
}
