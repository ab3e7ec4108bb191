import type { DnsHost, DnsTenant } from './tenant.ts';

const list = (entries: readonly string[]) => `{ ${entries.map((entry) => `${entry};`).join(' ')} }`;

/** A zone at the place where the host keeps it. */
export interface PlacedZone {
  readonly zone: string;
  readonly path: string;
}

// No names but its own: a question for anything else is refused, and nothing is asked of anybody.
const alone = ['  recursion no;'];

function forwarding({ address, wish }: DnsTenant, allowed: string, resolver: string): string[] {
  if (wish.forward === 'none') return alone;
  return [
    '  recursion yes;',
    `  allow-recursion ${allowed};`,
    `  allow-query-cache ${allowed};`,
    '  forward only;',
    `  forwarders ${list(wish.forward === 'vpc' ? [resolver] : wish.forward)};`,
    // By the tenant's own ENI: its route table decides what can be reached, and the resolver's limit is for each ENI.
    `  query-source address ${address};`,
    // BIND would take 90% of the memory for each view.
    '  max-cache-size 32m;',
    // A forwarder that is silent must not use up what all tenants share (recursive-clients).
    '  fetches-per-server 400;',
  ];
}

/** The view of one tenant: only who asks its ENI from its own ranges sees its zones. */
export function viewText(tenant: DnsTenant, zones: readonly PlacedZone[], host: DnsHost): string {
  const { name, address, clients, wish } = tenant;
  // The ENI's address as a source is the host itself, which checks its answers; from outside Linux drops such a packet.
  const allowed = list([...clients.toSorted(), address]);
  return `${[
    `// Network ${name}. Written by Canal: changes by hand are lost.`,
    `view "${name}" {`,
    `  match-destinations ${list([address])};`,
    `  match-clients ${allowed};`,
    ...forwarding(tenant, allowed, host.resolver),
    ...(wish.rateLimit === undefined
      ? []
      : [`  rate-limit { responses-per-second ${wish.rateLimit}; exempt-clients ${list([address])}; };`]),
    ...zones.map(({ zone, path }) => `  zone "${zone}" { type primary; file "${path}"; };`),
    '};',
  ].join('\n')}\n`;
}
