import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import { CanalError } from '../canal/errors.ts';
import { dnsHostView } from './dns-host-view.ts';
import type { DnsHostPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/** GET /dns-hosts/{name}: a DNS host with its tenants. Throws NotFound. */
export async function getDnsHost(name: string, ports: Pick<DnsHostPorts, 'hosts'>): Promise<Answer> {
  const host = await knownDnsHost(name, ports);
  return { status: 200, body: dnsHostView(host, await ports.hosts.places(host.name)) };
}

/** A registered DNS host; throws NotFound that says how to register it. */
export async function knownDnsHost(name: string, { hosts }: Pick<DnsHostPorts, 'hosts'>): Promise<RegisteredDnsHost> {
  const host = name === '' ? undefined : await hosts.dnsHost(name);
  if (host) return host;
  throw new CanalError(
    'NotFound',
    `The DNS host ${name.slice(0, 60)} is not registered. Register it with "canal dns-host add" or PUT /dns-hosts/{name}.`,
  );
}
