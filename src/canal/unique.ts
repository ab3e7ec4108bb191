import type { Fault } from './errors.ts';
import type { NetworkDraft } from './network-draft.ts';

interface Entry {
  readonly field: string;
  readonly value: string;
}

function repeats(entries: readonly Entry[], wayOut: string): Fault[] {
  const first = new Map<string, string>();
  return entries.flatMap(({ field, value }): Fault[] => {
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, field);
    return earlier === undefined
      ? []
      : [{ name: 'InvalidInput', field, message: `${value} stands in ${earlier} already; ${wayOut}` }];
  });
}

function entries(field: string, values: readonly string[] | undefined): Entry[] {
  return (values ?? []).map((value, index) => ({ field: `${field}[${index}]`, value }));
}

/** The faults of things that may be named only once: peerings, VPCs, route tables, subnets, DNS servers. */
export function repeatedFaults(draft: NetworkDraft): Fault[] {
  const names = draft.peerings.flatMap(({ name }, index) =>
    name === undefined ? [] : [{ field: `peerings[${index}].name`, value: name }],
  );
  const vpcs = draft.peerings.flatMap(({ peerVpcId }, index) =>
    peerVpcId === undefined ? [] : [{ field: `peerings[${index}].peerVpcId`, value: peerVpcId }],
  );
  const tables = draft.peerings.flatMap(({ routeTables: wish }, index) => {
    if (wish === undefined || typeof wish === 'string') return [];
    const field = `peerings[${index}].routeTables`;
    return 'ids' in wish
      ? repeats(entries(`${field}.ids`, wish.ids), 'name each route table once')
      : repeats(entries(`${field}.subnets`, wish.subnets), 'name each subnet once');
  });
  return [
    ...repeats(names, 'give each peering a name of its own'),
    ...repeats(vpcs, 'AWS allows one peering between two VPCs: put both into one peering'),
    ...tables,
    ...repeats(entries('airGroup.dnsServers', draft.airGroup?.dnsServers), 'name another server, or just one'),
  ];
}
