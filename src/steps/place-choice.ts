import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import { placeFaults } from '../canal/dns/place-faults.ts';
import { type DnsPosition, foreignTo, freePositions, hostFull } from '../canal/dns/places.ts';
import { CanalError, type Fault, faultsError } from '../canal/errors.ts';
import type { Network } from '../canal/network.ts';
import type { DnsHosts, HostAccounts, Installation } from './ports.ts';

/** What a choice of a place reads. */
export interface ChoicePorts {
  readonly dnsHosts: DnsHosts;
  readonly hostAccounts: HostAccounts;
  readonly installation: Pick<Installation, 'stack'>;
}

/** A network that wants a place. */
export type NamedNetwork = Network & { readonly dns: NonNullable<Network['dns']> };

/** A place that may be taken, on its host as EC2 shows it now. */
export interface Candidate {
  readonly host: RegisteredDnsHost;
  readonly position: DnsPosition;
}

/** AWS's quotas of a VPC, as they stand in a new account. */
const quotas = { peerings: 50, subnets: 200, 'route tables': 200 };

/** The registered host of a wish. Throws NotFound. */
async function wishedHost({ dns }: NamedNetwork, { dnsHosts }: ChoicePorts): Promise<RegisteredDnsHost> {
  const host = await dnsHosts.dnsHost(dns.host);
  if (host) return host;
  throw new CanalError(
    'NotFound',
    `dns.host: ${dns.host} is not registered. Register it: canal dns-host add ${dns.host} --instance-id i-… --pool 10.0.64.0/20`,
  );
}

/**
 * The places that a network may take, in order: those of the wished host, then those of the other hosts in its VPC, unless the
 * network `moves`: whoever has a place wants that host and no other. Throws DnsHostFull when there is none, the faults of the network when it fits none, QuotaExceeded when the VPC is full.
 */
export async function candidatesFor(network: NamedNetwork, ports: ChoicePorts, moves: boolean): Promise<Candidate[]> {
  const wished = await wishedHost(network, ports);
  await checkVpc(wished, network.name, ports);
  const others = (await ports.dnsHosts.dnsHosts()).filter(
    ({ name, vpcId }) => !moves && name !== wished.name && vpcId === wished.vpcId,
  );
  const found: Candidate[] = [];
  const full: string[] = [];
  let faults: readonly Fault[] = [];
  for (const registered of [wished, ...others]) {
    const { host, taken, foreign } = await lookAt(registered, ports);
    const free = freePositions(host, taken, foreign);
    if (free.length === 0) full.push(`${host.name}: ${hostFull(host, taken, foreign)}`);
    for (const position of free) {
      const here = placeFaults(network, host, position.subnetCidrBlock);
      if (here.length === 0) found.push({ host, position });
      else if (faults.length === 0) faults = here;
    }
    // Other hosts are asked only if they are needed.
    if (found.length > 0) return found;
  }
  const [first, ...rest] = faults;
  if (first) throw faultsError(`Network "${network.name}" fits no place on DNS host ${wished.name}`, [first, ...rest]);
  throw new CanalError('DnsHostFull', `dns.host: ${full.join('. ')}.`);
}

/** The host as it is now: its type may have been changed, and ENIs of others attached, since it was registered. */
async function lookAt(registered: RegisteredDnsHost, { dnsHosts, hostAccounts }: ChoicePorts) {
  const account = await hostAccounts.openHost(registered.region);
  const instance = await account.instance(registered.instanceId);
  if (!instance) {
    throw new CanalError(
      'NotFound',
      `dns.host: the instance ${registered.instanceId} of DNS host ${registered.name} is not there any more. Register another host.`,
    );
  }
  const mostInterfaces = await account.interfaceLimit(instance.instanceType);
  const taken = (await dnsHosts.places(registered.name)).map(({ deviceIndex }) => deviceIndex);
  const foreign = foreignTo(instance.interfaces, taken);
  return { host: { ...registered, instanceType: instance.instanceType, mostInterfaces }, taken, foreign };
}

/** What the network itself has there does not count: a move deletes it first, and a rerun finds it again. */
async function checkVpc(
  { vpcId, region, name }: RegisteredDnsHost,
  network: string,
  { hostAccounts, installation: { stack } }: ChoicePorts,
): Promise<void> {
  const account = await hostAccounts.openHost(region);
  const isOwn = ({ tags }: { tags: Readonly<Record<string, string>> }) =>
    tags['canal:network'] === network && tags['canal:stack'] === stack;
  const standing = {
    peerings: await account.hostPeerings(vpcId),
    subnets: await account.hostSubnets(vpcId),
    'route tables': await account.hostTables(vpcId),
  };
  for (const [what, most] of Object.entries(quotas)) {
    const all: readonly { tags: Readonly<Record<string, string>> }[] = standing[what as keyof typeof quotas];
    const others = all.filter((one) => !isOwn(one)).length;
    if (others < most) continue;
    throw new CanalError(
      'QuotaExceeded',
      `dns.host: ${vpcId} of DNS host ${name} has ${others} ${what} of others, and AWS allows ${most} per VPC unless the quota was raised: delete what is not needed, or use a host in another VPC.`,
    );
  }
}
