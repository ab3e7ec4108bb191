import { DnsHostRegistration, type RegisteredDnsHost } from '../canal/dns/host.ts';
import { foreignTo } from '../canal/dns/places.ts';
import { DnsHostName } from '../canal/dns/wish.ts';
import { CanalError, type Fault, faultsError } from '../canal/errors.ts';
import { shapeFaults } from '../canal/shape-faults.ts';
import { poolFaults, useFaults } from './dns-host-faults.ts';
import { dnsHostView } from './dns-host-view.ts';
import { wantMapping } from './mapping-body.ts';
import type { DnsHostPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/**
 * PUT /dns-hosts/{name}: registers an instance of our own account as a DNS host; VPC, zone, type and ENIs are read from EC2. The
 * same again reads them anew, after the type was changed. 201 with Location for a new one. Throws all faults at once,
 * DnsHostInUse for another instance or pool while networks have places.
 */
export async function putDnsHost(name: string, body: unknown, askedBy: string, ports: DnsHostPorts): Promise<Answer> {
  const registration = readRegistration(name, body);
  const { hosts, now } = ports;
  const places = await hosts.places(name);
  const [use] = useFaults(await hosts.dnsHost(name), registration, places);
  if (use) throw new CanalError('DnsHostInUse', `The DNS host was not changed: ${use.field} ${use.message}`);
  const taken = places.map(({ deviceIndex }) => deviceIndex);
  const host = await lookAt(name, registration, taken, ports, { changedBy: askedBy, changedAt: now() });
  const account = await ports.hostAccounts.openHost(registration.region);
  const others = (await hosts.dnsHosts()).filter((other) => other.name !== name);
  const [first, ...rest] = poolFaults(host, await account.hostSubnets(host.vpcId), others, places);
  if (first) throw faultsError('The DNS host was not registered', [first, ...rest]);
  const kept = await hosts.keepDnsHost(host);
  return {
    status: kept === 'new' ? 201 : 200,
    headers: { location: `/dns-hosts/${name}` },
    body: dnsHostView(host, places),
  };
}

function readRegistration(name: string, body: unknown): DnsHostRegistration {
  const notDone = 'The DNS host was not registered';
  wantMapping(body, notDone, '{"instanceId": "i-…", "pool": "10.0.64.0/20"}');
  const named = DnsHostName.safeParse(name);
  const read = DnsHostRegistration.safeParse(body);
  const [first, ...rest]: Fault[] = [
    ...(named.success
      ? []
      : [{ name: 'InvalidInput' as const, field: 'name', message: named.error.issues[0]?.message ?? '' }]),
    ...(read.success ? [] : shapeFaults(read.error, DnsHostRegistration)),
  ];
  if (first) throw faultsError(notDone, [first, ...rest]);
  return read.data as DnsHostRegistration;
}

/** What EC2 says of the instance. Throws NotFound for one that is not in our account and that Region. */
async function lookAt(
  name: string,
  registration: DnsHostRegistration,
  taken: readonly number[],
  { hostAccounts, installation }: DnsHostPorts,
  changed: Pick<RegisteredDnsHost, 'changedBy' | 'changedAt'>,
): Promise<RegisteredDnsHost> {
  const { instanceId, region } = registration;
  const [accountId = ''] = installation.stack.split('/');
  const account = await hostAccounts.openHost(region);
  const instance = await account.instance(instanceId);
  if (!instance || ['terminated', 'shutting-down'].includes(instance.state)) {
    throw new CanalError(
      'NotFound',
      `instanceId: ${instanceId} is not in account ${accountId} in ${region}. A DNS host must be in the account of this installation: ENIs, SSM and S3 are used there without a role of another account. Correct the id, or name the Region.`,
    );
  }
  const maintenance = instance.interfaces.find(({ deviceIndex }) => deviceIndex === 0);
  return {
    name,
    ...registration,
    accountId,
    vpcId: instance.vpcId,
    vpcCidrBlocks: await account.vpcRanges(instance.vpcId),
    availabilityZone: instance.availabilityZone,
    instanceType: instance.instanceType,
    mostInterfaces: await account.interfaceLimit(instance.instanceType),
    maintenanceInterfaceId: maintenance?.networkInterfaceId ?? '',
    foreignIndexes: foreignTo(instance.interfaces, taken),
    ...changed,
  };
}
