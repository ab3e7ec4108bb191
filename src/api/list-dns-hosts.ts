import { dnsHostView } from './dns-host-view.ts';
import type { DnsHostPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/** GET /dns-hosts: all DNS hosts by name, each with its tenants. */
export async function listDnsHosts({ hosts }: Pick<DnsHostPorts, 'hosts'>): Promise<Answer> {
  const views = [];
  for (const host of await hosts.dnsHosts()) views.push(dnsHostView(host, await hosts.places(host.name)));
  return { status: 200, body: { dnsHosts: views } };
}
