import * as z from 'zod/mini';
import { type Delivery, readDelivery } from '../canal/dns/delivery.ts';
import { answering, withdrawn } from '../canal/dns/place.ts';
import { CanalError } from '../canal/errors.ts';
import { heldPlace, leavingHeld, placeHeld } from './held-place.ts';
import type { DnsHosts, HostCommands } from './ports.ts';

/** Asks how far a delivery to the DNS host is. */
export const LookAtDns = {
  step: 'look-at-dns',
  input: z.strictObject({
    network: z.string(),
    commandId: z.string(),
    /** Whether the network gives the place back: its names go, and nothing shall answer. */
    leaves: z._default(z.boolean(), false),
  }),
  output: z.strictObject({
    /** "again": it was not taken because of another tenant, who may be mended by now. */
    status: z.enum(['waiting', 'delivered', 'again']),
  }),
  example: { network: 'plant-1', commandId: '12345678-abcd-4abc-8abc-1234567890ab' },
};

/**
 * Looks once. The host itself asks the network's address before it says that it has published. Throws DnsHostFailed if it has
 * not; then what was published before counts again.
 */
export async function lookAtDns(
  { network, commandId, leaves }: z.output<typeof LookAtDns.input>,
  { dnsHosts, hostCommands }: { dnsHosts: DnsHosts; hostCommands: HostCommands },
): Promise<z.input<typeof LookAtDns.output>> {
  const { place, host } = await heldPlace(network, dnsHosts, leaves ? leavingHeld : placeHeld);
  const { status, said, stdout } = await hostCommands.delivered(host, commandId);
  if (status === 'pending' || status === 'running') return { status: 'waiting' };
  const delivery = readDelivery(stdout);
  const remarks = [...delivery.faults, ...delivery.notes];
  const own = remarks.filter(({ tenant }) => tenant === network);
  if (isInService(delivery) && status === 'succeeded' && own.length === 0) {
    await dnsHosts.holdPlace(answering(place));
    return { status: 'delivered' };
  }
  const ofOthers = remarks.length > 0 && remarks.every(({ tenant }) => ![undefined, network].includes(tenant));
  if (ofOthers) return { status: 'again' };
  await dnsHosts.holdPlace(withdrawn(place));
  throw new CanalError(
    'DnsHostFailed',
    `DNS host ${host.name} did not ${leaves ? 'take out' : 'publish'} network "${network}" (${said}, ${delivery.outcome}): ${sentences(delivery, said)} It serves what it served before.`,
  );
}

const isInService = ({ outcome }: Delivery): boolean => outcome === 'published' || outcome === 'superseded';

function sentences({ faults, notes }: Delivery, said: string): string {
  const all = [...faults, ...notes].map(({ tenant, sentence }) => (tenant ? `${tenant}: ${sentence}` : sentence));
  const text =
    all.length > 0
      ? all.join('; ')
      : `Systems Manager says ${said}; look whether the instance runs and its agent is online`;
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
