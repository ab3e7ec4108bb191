import type { DnsPlace } from '../canal/dns/place.ts';
import { CanalError } from '../canal/errors.ts';
import { fewOf } from '../canal/few-of.ts';
import { knownDnsHost } from './get-dns-host.ts';
import type { DnsHostPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/**
 * DELETE /dns-hosts/{name}: forgets a DNS host; its instance stays. Throws NotFound, and DnsHostInUse while networks have
 * places on it. A network that takes a place at the very moment looks for the host afterwards, as this looks for places:
 * one of the two sees the other.
 */
export async function deleteDnsHost(name: string, { hosts }: Pick<DnsHostPorts, 'hosts'>): Promise<Answer> {
  const host = await knownDnsHost(name, { hosts });
  refuseUsed(name, await hosts.places(name));
  await hosts.forgetDnsHost(name);
  const late = await hosts.places(name);
  if (late.length > 0) await hosts.keepDnsHost(host);
  refuseUsed(name, late);
  return { status: 200, body: { name, removed: true } };
}

function refuseUsed(name: string, places: readonly DnsPlace[]): void {
  if (places.length === 0) return;
  throw new CanalError(
    'DnsHostInUse',
    `DNS host ${name} cannot be removed: ${fewOf(places.map(({ network }) => network))} ${places.length === 1 ? 'has a place' : 'have places'} on it. Remove those networks first (canal down NAME).`,
  );
}
