import * as z from 'zod/mini';
import { published, publishedWish, unpublished, withdrawn } from '../canal/dns/place.ts';
import { nextSerial } from '../canal/dns/serial.ts';
import { CanalError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { type DeliveryPorts, deliverTo } from './delivery.ts';
import { heldPlace } from './held-place.ts';
import type { Run } from './ports.ts';
import { exampleDnsNetwork } from './shapes.ts';

/** Publishes the network's names on its DNS host. */
export const PublishDns = {
  step: 'publish-dns',
  input: z.strictObject({
    network: Network,
    ranges: z.array(z.string()),
    run: z.int(),
    /** Whether what the run has changed is put back. */
    undo: z._default(z.boolean(), false),
  }),
  output: z.strictObject({ commandId: z.string() }),
  example: { network: exampleDnsNetwork, ranges: ['100.67.0.0/24'], run: 1 },
};

/**
 * Keeps what is wished in the network's place, or what was published before the run, then sends the host the files of all its
 * tenants. Same names: same serial.
 * Throws DnsHostFailed for names that cannot be served beside those of the others; then what was published before counts.
 */
export async function publishDns(
  { network, ranges, run, undo }: z.output<typeof PublishDns.input>,
  ports: DeliveryPorts & Run,
): Promise<z.input<typeof PublishDns.output>> {
  const { dns } = network;
  if (!dns) throw new CanalError('InvalidInput', `Network "${network.name}" has no section dns to publish.`);
  const { dnsHosts } = ports;
  const now = ports.now();
  const { place, host } = await heldPlace(network.name, dnsHosts);
  const serial = (last: number | undefined) => nextSerial(last, now);
  const next = undo
    ? unpublished(place, run, serial, now)
    : published(place, { clients: ranges, wish: publishedWish(dns), run }, serial, now);
  await dnsHosts.holdPlace(next);
  try {
    return { commandId: await deliverTo(host, `Names of Canal network ${network.name}`, ports, now) };
  } catch (error) {
    if (error instanceof CanalError && error.name === 'DnsHostFailed') await dnsHosts.holdPlace(withdrawn(next));
    throw error;
  }
}
