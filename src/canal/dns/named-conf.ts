import type { DnsTenant } from './tenant.ts';

/** BIND's whole configuration of a host: what is for all, the tenants' views by their paths, and a last view that refuses. */
export function namedConf(tenants: readonly DnsTenant[], views: readonly string[], directory: string): string {
  const addresses = tenants.map(({ address }) => `${address};`);
  const forwarding = tenants.filter(({ wish }) => wish.forward !== 'none').length;
  return `// Written by Canal: changes by hand are lost.
options {
  directory "${directory}";
  listen-on port 53 { ${addresses.length === 0 ? 'none;' : addresses.join(' ')} };
  listen-on-v6 { none; };
  version none;
  hostname none;
  server-id none;
  recursion no;
  allow-transfer { none; };
  notify no;
  minimal-responses yes;
  // Forwarders answer for private names that the root disowns: to validate them would be to refuse them.
  dnssec-validation no;
  // Addresses of private ranges have names in private zones.
  empty-zones-enable no;
  recursive-clients ${1000 * Math.max(1, forwarding)};
  // For all tenants together, so idle connections are closed soon (in tenths of a second).
  tcp-clients 1000;
  tcp-initial-timeout 50;
  tcp-idle-timeout 50;
};
${views.map((path) => `include "${path}";\n`).join('')}
// Who is no tenant of the address that was asked.
view "_none" {
  match-clients { any; };
  allow-query { none; };
  recursion no;
};
`;
}
