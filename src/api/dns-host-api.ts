import { deleteDnsHost } from './delete-dns-host.ts';
import { getDnsHost } from './get-dns-host.ts';
import { withKnownQuery } from './known-query.ts';
import { listDnsHosts } from './list-dns-hosts.ts';
import { listHostInterfaces } from './list-host-interfaces.ts';
import type { DnsHostPorts } from './ports.ts';
import { putDnsHost } from './put-dns-host.ts';

/** The operations on DNS hosts by API Gateway's route key; serverless.yml has the same routes. */
export const dnsHostApi = withKnownQuery<DnsHostPorts>(
  {},
  {
    'GET /dns-hosts': (_, ports) => listDnsHosts(ports),
    'GET /dns-hosts/{name}': ({ path }, ports) => getDnsHost(path.name ?? '', ports),
    'GET /dns-hosts/{name}/interfaces': ({ path }, ports) => listHostInterfaces(path.name ?? '', ports),
    'PUT /dns-hosts/{name}': ({ path, body, askedBy }, ports) => putDnsHost(path.name ?? '', body, askedBy, ports),
    'DELETE /dns-hosts/{name}': ({ path }, ports) => deleteDnsHost(path.name ?? '', ports),
  },
);
