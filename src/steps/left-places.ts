import { rangeContains } from '../canal/cidr.ts';
import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import { type DnsPlace, sweeper } from '../canal/dns/place.ts';
import type { PlaceThings } from './place-clearing.ts';
import type { DnsHosts, HostAccounts, Records } from './ports.ts';

type Account = Awaited<ReturnType<HostAccounts['openHost']>>;

/** What a network has at a place: what stands at EC2 with its tags, and the place itself while it is held. */
export interface StandingPlace {
  readonly network: string;
  readonly subnetCidrBlock: string;
  readonly held: DnsPlace | undefined;
  readonly things: PlaceThings;
}

/** Whose business something in a VPC is: of the host whose pool it is in, or of the first one of the VPC. */
function isOfHost(host: RegisteredDnsHost, hosts: readonly RegisteredDnsHost[], range: string): boolean {
  const there = hosts.filter(({ vpcId, region }) => vpcId === host.vpcId && region === host.region);
  const [address = ''] = range.split('/');
  return (there.find(({ pool }) => rangeContains(pool, address)) ?? there[0])?.name === host.name;
}

/** All places of a host: those that are held, and those of which something with this installation's tags stands at EC2. */
export async function standingPlaces(
  host: RegisteredDnsHost,
  hosts: readonly RegisteredDnsHost[],
  account: Account,
  { dnsHosts, stack }: { readonly dnsHosts: Pick<DnsHosts, 'places'>; readonly stack: string },
): Promise<StandingPlace[]> {
  const { vpcId } = host;
  const subnets = await account.hostSubnets(vpcId);
  const tables = await account.hostTables(vpcId);
  const groups = await account.hostGroups(vpcId);
  const interfaces = await account.hostInterfaces({ vpcId });
  const held = await dnsHosts.places(host.name);
  const tagged = [...subnets, ...tables, ...groups, ...interfaces].flatMap(({ tags }) => {
    const { 'canal:network': network, 'canal:place': subnetCidrBlock, 'canal:stack': of } = tags;
    const ours = network !== undefined && subnetCidrBlock !== undefined && of === stack;
    return ours && isOfHost(host, hosts, subnetCidrBlock) ? [{ network, subnetCidrBlock }] : [];
  });
  // What an interrupted sweep still holds belongs to what it was clearing there.
  const isAlone = ({ subnetCidrBlock: range }: DnsPlace) => !tagged.some((one) => one.subnetCidrBlock === range);
  const all = [...held.filter((one) => one.network !== sweeper || isAlone(one)), ...tagged];
  const keyOf = (one: { network: string; subnetCidrBlock: string }) => `${one.network} ${one.subnetCidrBlock}`;
  return [...new Map(all.map((one) => [keyOf(one), one])).values()].map(({ network, subnetCidrBlock }) => {
    const isOurs = ({ tags }: { tags: Readonly<Record<string, string>> }) =>
      tags['canal:network'] === network && tags['canal:place'] === subnetCidrBlock && tags['canal:stack'] === stack;
    const subnet = subnets.find(isOurs);
    return {
      network,
      subnetCidrBlock,
      held: held.find((one) => one.network === network && one.subnetCidrBlock === subnetCidrBlock),
      things: {
        subnet,
        interfaces: interfaces.filter(isOurs),
        strangers: interfaces.filter((nic) => subnet?.subnetId === nic.subnetId && !isOurs(nic)),
        groups: groups.filter(isOurs),
        tables: tables.filter(isOurs),
      },
    };
  });
}

/**
 * Whether a network has what stands at a range: one with a run in progress may be making it or giving it back, one whose
 * places are elsewhere has left it behind, as has one that is not on record or is removed.
 */
export async function hasPlaceAt(
  network: string,
  range: string,
  { records, dnsHosts }: { readonly records: Records; readonly dnsHosts: Pick<DnsHosts, 'placesOf'> },
): Promise<boolean> {
  const record = await records.network(network);
  if (!record) return false;
  if (record.running) return true;
  if (record.state === 'removed') return false;
  const { place, leaving } = await dnsHosts.placesOf(network);
  return [...leaving, ...(place ? [place] : [])].some(({ subnetCidrBlock }) => subnetCidrBlock === range);
}
