import * as z from 'zod';
import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import { peeringOf } from '../canal/dns/place.ts';
import type { DnsPosition } from '../canal/dns/places.ts';
import { CanalError } from '../canal/errors.ts';
import { placeHeld } from './held-place.ts';
import { type ChoicePorts, candidatesFor, type NamedNetwork, wishedHost } from './place-choice.ts';
import type { Run } from './ports.ts';
import { exampleDnsNetwork, NetworkShape } from './shapes.ts';

/** Takes a place on the DNS host, and completes the network with it. */
export const TakePlace = {
  step: 'take-place',
  input: z.strictObject({ network: NetworkShape }),
  /** The network with the peering to the host's VPC, and its place's address as the DNS server of its SIMs. */
  output: z.strictObject({ network: NetworkShape }),
  example: { network: exampleDnsNetwork },
};

/**
 * Finds the place that the network holds, or takes one. Where it is going to be is kept first, so that a lost answer loses
 * no place. Throws DnsHostFull, NotFound, QuotaExceeded, DnsPlaceConflict if the place is elsewhere, and faults of the file.
 */
export async function takePlace(
  { network: wish }: z.output<typeof TakePlace.input>,
  ports: ChoicePorts & Run,
): Promise<z.input<typeof TakePlace.output>> {
  const { dns } = wish;
  if (!dns) throw new CanalError('InvalidInput', `Network "${wish.name}" has no section dns: it needs no place.`);
  const network = { ...wish, dns };
  const { dnsHosts, now } = ports;
  const held = await placeHeld(network.name, dnsHosts);
  if (held) {
    await refuseMove(network, held.host, ports);
    return { network: completed(network, held.host, held.place) };
  }
  for (const { host, position } of await candidatesFor(network, ports)) {
    await dnsHosts.keepPlaceOf(network.name, { host: host.name, ...position });
    const place = { host: host.name, ...position, network: network.name, takenAt: now() };
    if ((await dnsHosts.holdPlace(place)) === 'taken') continue;
    // Whoever removes a host looks for places afterwards, as this looks for the host: one of the two sees the other.
    if (await dnsHosts.dnsHost(host.name)) return { network: completed(network, host, position) };
    await dnsHosts.freePlace(place);
    throw new CanalError('NotFound', `dns.host: ${host.name} was removed at this very moment.`);
  }
  throw new CanalError('StoreUnavailable', `Others took the last places of ${dns.host} at this moment; looking again.`);
}

/** A network stays where its place is: the group's DNS server, the subnet and the peering hang on it. */
async function refuseMove(network: NamedNetwork, host: RegisteredDnsHost, ports: ChoicePorts): Promise<void> {
  if (host.name === network.dns.host) return;
  const { vpcId } = await wishedHost(network, ports);
  if (vpcId === host.vpcId) return;
  throw new CanalError(
    'DnsPlaceConflict',
    `dns.host: network "${network.name}" has its place on DNS host ${host.name}, in another VPC. Write ${host.name}, or remove the network first (canal down ${network.name}).`,
  );
}

const completed = (network: NamedNetwork, host: RegisteredDnsHost, position: DnsPosition) => ({
  ...network,
  peerings: [...network.peerings, peeringOf(host, position)],
  airGroup: { ...network.airGroup, dnsServers: [position.address] },
});
