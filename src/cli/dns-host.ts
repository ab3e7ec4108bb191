import * as z from 'zod/mini';
import type { ApiClient } from './api-client.ts';
import { columns } from './columns.ts';
import { networkd } from './dns-host-networkd.ts';
import { refuseDnsHostsWithoutStack } from './needs-stack.ts';
import type { PlaceOptions } from './place-options.ts';
import { printable } from './printable.ts';
import { atRegistry, type RegistryActions, refuseMisuse, registryActions } from './registry.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal dns-host`. */
export interface DnsHostOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly instanceId?: string;
  readonly pool?: string;
  readonly hostRegion?: string;
  readonly out?: string;
}

/** What `canal dns-host` can do. */
export const dnsHostActions = [...registryActions, 'networkd'] as const;

const Text = z.pipe(z.string(), z.transform(printable));
const DnsHost = z.object({
  name: Text,
  instanceId: Text,
  instanceType: Text,
  mostInterfaces: z.int(),
  maintenanceInterfaceId: Text,
  vpcId: Text,
  availabilityZone: Text,
  pool: Text,
  places: z.int(),
  free: z.int(),
  foreign: z.int(),
  limit: Text,
  tenants: z.array(z.object({ network: Text, deviceIndex: z.int(), address: Text, answers: z.boolean() })),
});
type DnsHost = z.output<typeof DnsHost>;
const DnsHostList = z.object({ dnsHosts: z.array(DnsHost) });
const DnsHostRemoved = z.object({ name: Text });

/** `canal dns-host add|list|remove|networkd [NAME]`: the DNS hosts that networks share. Answers 0; throws what the API refuses. */
export async function dnsHost(
  action: (typeof dnsHostActions)[number],
  name: string | undefined,
  options: DnsHostOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { instanceId, pool, hostRegion, out } = options;
  const asAdd = { required: [instanceId, pool], optional: [hostRegion] };
  // Like remove it takes a name, and nothing of add.
  if (action === 'networkd') refuseMisuse('remove', name, asAdd, { ...right, remove: right.networkd });
  else refuseMisuse(action, name, { ...asAdd, optional: [hostRegion, out] }, right);
  refuseDnsHostsWithoutStack('A DNS host', options);
  const work = (api: ApiClient) =>
    action === 'networkd'
      ? networkd(api, name ?? '', out, surroundings.env)
      : actions[action](api, name ?? '', options);
  return atRegistry('The DNS hosts of what?', options, surroundings, work);
}

const right = {
  add: ['dns-host', 'add', 'tokyo-1', '--instance-id', 'ID', '--pool', '10.0.64.0/20'],
  list: ['dns-host', 'list'],
  remove: ['dns-host', 'remove', 'tokyo-1'],
  networkd: ['dns-host', 'networkd', 'tokyo-1', '--out', 'DIR'],
};

const at = (name: string): string => `/dns-hosts/${encodeURIComponent(name)}`;

const actions: RegistryActions<DnsHostOptions> = {
  async add(api, name, { instanceId, pool, hostRegion }) {
    const body = JSON.stringify({ instanceId, pool, ...(hostRegion === undefined ? {} : { region: hostRegion }) });
    const headers = { 'content-type': 'application/json' };
    const { read, came } = await api.ask(at(name), DnsHost, { method: 'PUT', headers, body });
    const lines = [
      `DNS host ${read.name} is registered: ${read.instanceId} (${read.instanceType}) in ${read.vpcId}, ${read.availabilityZone}.`,
      `${roomOf(read)}; ${read.maintenanceInterfaceId} stays for maintenance.`,
    ];
    return { lines, came };
  },

  async list(api) {
    const { read, came } = await api.ask('/dns-hosts', DnsHostList);
    return { lines: read.dnsHosts.length > 0 ? listLines(read.dnsHosts) : ['No DNS hosts are registered.'], came };
  },

  async remove(api, name) {
    const { read, came } = await api.ask(at(name), DnsHostRemoved, { method: 'DELETE' });
    return { lines: [`DNS host ${read.name} is removed. Its instance stays, and costs what it did.`], came };
  },
};

const roomOf = ({ places, free, foreign, limit, instanceType, mostInterfaces, pool }: DnsHost): string =>
  `${free} of ${places} place${places === 1 ? ' is' : 's are'} free${foreign > 0 ? `, ${foreign} taken by ENIs that are not ours` : ''}; ${limit === 'pool' ? `the pool ${pool} sets the limit` : `${instanceType} allows ${mostInterfaces} ENIs, the first is for maintenance`}`;

function listLines(hosts: readonly DnsHost[]): string[] {
  const rows = hosts.map((host) => [
    host.name,
    host.instanceId,
    host.vpcId,
    `${host.tenants.length} of ${host.places}`,
    String(host.free),
    `${host.limit === 'pool' ? `pool ${host.pool}` : `${host.mostInterfaces} ENIs of ${host.instanceType}`}${host.foreign > 0 ? `, ${host.foreign} not ours` : ''}`,
  ]);
  const tenants = hosts.flatMap(({ name, tenants: of }) =>
    of.map(({ network, address, answers }) => [name, network, address, answers ? 'answers' : 'not yet']),
  );
  return [
    ...columns([['DNS HOST', 'INSTANCE', 'VPC', 'TENANTS', 'FREE', 'LIMIT'], ...rows]),
    ...(tenants.length > 0 ? ['', ...columns([['DNS HOST', 'NETWORK', 'ADDRESS', 'DNS'], ...tenants])] : []),
  ];
}
