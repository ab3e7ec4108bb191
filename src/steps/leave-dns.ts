import * as z from 'zod';
import { type DeliveryPorts, deliverTo } from './delivery.ts';
import { placeHeld } from './held-place.ts';
import type { HostAccounts, Run } from './ports.ts';

/** Takes the network's names from its DNS host. */
export const LeaveDns = {
  step: 'leave-dns',
  input: z.strictObject({ network: z.string() }),
  output: z.strictObject({
    /** "silent": it has a place, of which nothing is published. */
    status: z.enum(['no place', 'silent', 'leaving']),
    commandId: z.string().exactOptional(),
  }),
  example: { network: 'plant-1' },
};

/** Publishes the names of the other tenants alone. A host whose instance is gone serves nobody. */
export async function leaveDns(
  { network }: z.output<typeof LeaveDns.input>,
  ports: DeliveryPorts & { hostAccounts: HostAccounts } & Run,
): Promise<z.input<typeof LeaveDns.output>> {
  const { dnsHosts, hostAccounts } = ports;
  const held = await placeHeld(network, dnsHosts);
  if (!held) return { status: (await dnsHosts.placeOf(network)) ? 'silent' : 'no place' };
  const { place, host } = held;
  const { publication: _, ...silent } = place;
  await dnsHosts.holdPlace(silent);
  const account = await hostAccounts.openHost(host.region);
  const instance = await account.instance(host.instanceId);
  if (!instance || instance.state === 'terminated') return { status: 'silent' };
  const commandId = await deliverTo(host, `Without Canal network ${network}`, ports, ports.now());
  return { status: 'leaving', commandId };
}
