import * as z from 'zod/mini';
import { givenUp } from '../canal/dns/network-places.ts';
import { type DeliveryPorts, deliverTo } from './delivery.ts';
import { leavingHeld } from './held-place.ts';
import type { HostAccounts, Run } from './ports.ts';

/** Takes the network's names from the DNS host whose place it gives back. */
export const LeaveDns = {
  step: 'leave-dns',
  input: z.strictObject({
    network: z.string(),
    /** Whether the network keeps the place that it has, and gives back only those that it has left. */
    keep: z.boolean(),
  }),
  output: z.strictObject({
    /** "silent": it has a place, of which nothing is published. */
    status: z.enum(['no place', 'silent', 'leaving']),
    host: z.string(),
    commandId: z.exactOptional(z.string()),
  }),
  example: { network: 'plant-1', keep: false },
};

/** Publishes the names of the other tenants alone. A host whose instance is gone serves nobody. */
export async function leaveDns(
  { network, keep }: z.output<typeof LeaveDns.input>,
  ports: DeliveryPorts & { hostAccounts: HostAccounts } & Run,
): Promise<z.input<typeof LeaveDns.output>> {
  const { dnsHosts, hostAccounts } = ports;
  const before = await dnsHosts.placesOf(network);
  const places = keep ? before : givenUp(before);
  if (!keep && before.place) await dnsHosts.keepPlacesOf(network, places);
  const [pointer] = places.leaving;
  if (!pointer) return { status: 'no place', host: '' };
  const silence = { status: 'silent', host: pointer.host } as const;
  const held = await leavingHeld(network, dnsHosts);
  if (!held) return silence;
  const { place, host } = held;
  const { publication: _, ...silent } = place;
  await dnsHosts.holdPlace(silent);
  const account = await hostAccounts.openHost(host.region);
  const instance = await account.instance(host.instanceId);
  if (!instance || instance.state === 'terminated') return silence;
  const commandId = await deliverTo(host, `Without Canal network ${network}`, ports, ports.now());
  return { status: 'leaving', host: host.name, commandId };
}
