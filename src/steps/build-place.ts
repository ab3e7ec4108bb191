import * as z from 'zod/mini';
import { heldPlace } from './held-place.ts';
import { attachmentOf, type Building, groupOf, interfaceOf, routingOf, subnetOf } from './place-building.ts';
import { examplePlaceItem, PlaceItem } from './place-shapes.ts';
import type { DnsHosts, HostAccounts, Installation } from './ports.ts';

/** Builds what a place needs at AWS: subnet, route table, security group, ENI. */
export const BuildPlace = {
  step: 'build-place',
  input: PlaceItem,
  output: z.strictObject({
    status: z.enum(['attaching', 'attached']),
    ranges: z.array(z.string()),
    /** The DNS host that the place is on. */
    host: z.string(),
  }),
  example: examplePlaceItem,
};

/**
 * Finds or makes each thing, known by the network's tags, in the order in which the next one needs it. Throws
 * DnsPlaceConflict for what stands there and is not ours.
 */
export async function buildPlace(
  { network, ranges: told, peeringId }: z.output<typeof BuildPlace.input>,
  {
    dnsHosts,
    hostAccounts,
    installation,
  }: { dnsHosts: DnsHosts; hostAccounts: HostAccounts; installation: Installation },
): Promise<z.input<typeof BuildPlace.output>> {
  const { place, host } = await heldPlace(network, dnsHosts);
  const account = await hostAccounts.openHost(host.region);
  // Where SORACOM does not tell the VPG's range, EC2 does, of an active peering.
  const ranges = told.length > 0 ? told : await account.peeringRanges(peeringId);
  const building: Building = { account, place, host, stack: installation.stack, ranges, peeringId };
  const subnetId = await subnetOf(building);
  await routingOf(building, subnetId);
  const nic = await interfaceOf(building, subnetId, await groupOf(building));
  return { status: await attachmentOf(building, nic), ranges: [...ranges], host: host.name };
}
