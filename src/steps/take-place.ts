import * as z from 'zod/mini';
import { turnedTo } from '../canal/dns/network-places.ts';
import { placedNetwork } from '../canal/dns/place.ts';
import { CanalError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { heldAt } from './held-place.ts';
import { type ChoicePorts, candidatesFor } from './place-choice.ts';
import type { Run } from './ports.ts';
import { exampleDnsNetwork } from './shapes.ts';

/** Takes a place on the DNS host, and completes the network with it. */
export const TakePlace = {
  step: 'take-place',
  input: z.strictObject({ network: Network, run: z.int() }),
  /** The network with the peering to the host's VPC, and its place's address as the DNS server of its SIMs. */
  output: z.strictObject({ network: Network }),
  example: { network: exampleDnsNetwork, run: 1 },
};

/**
 * Finds the place that the network holds where its file wishes it, or takes one; one that it holds elsewhere is to be given
 * back. Where it is going to be is kept first, so that a lost answer loses no place. Throws DnsHostFull, NotFound,
 * QuotaExceeded, and faults of the file.
 */
export async function takePlace(
  { network: wish, run }: z.output<typeof TakePlace.input>,
  ports: ChoicePorts & Run,
): Promise<z.input<typeof TakePlace.output>> {
  const { dns } = wish;
  if (!dns) throw new CanalError('InvalidInput', `Network "${wish.name}" has no section dns: it needs no place.`);
  const network = { ...wish, dns };
  const { dnsHosts, now } = ports;
  const known = await dnsHosts.placesOf(network.name);
  const places = turnedTo(known, dns.host);
  const held = await heldAt(network.name, places.place, dnsHosts);
  if (held && places.place !== known.place) await dnsHosts.keepPlacesOf(network.name, places);
  if (held) return { network: placedNetwork(network, held.host, held.place) };
  for (const { host, position } of await candidatesFor(network, ports, places.leaving.length > 0)) {
    const pointer = { host: host.name, ...position, wished: dns.host, run };
    await dnsHosts.keepPlacesOf(network.name, { place: pointer, leaving: places.leaving });
    const place = { host: host.name, ...position, network: network.name, takenAt: now() };
    if ((await dnsHosts.holdPlace(place)) === 'taken') continue;
    // Whoever removes a host looks for places afterwards, as this looks for the host: one of the two sees the other.
    if (await dnsHosts.dnsHost(host.name)) return { network: placedNetwork(network, host, position) };
    await dnsHosts.freePlace(place);
    throw new CanalError('NotFound', `dns.host: ${host.name} was removed at this very moment.`);
  }
  throw new CanalError('StoreUnavailable', `Others took the last places of ${dns.host} at this moment; looking again.`);
}
