import type { World } from '../../src/sandbox/world/world.ts';
import type { WishedWorld } from '../support/audit.ts';
import { twoVpcs } from '../support/scenario.ts';
import type { ChaosCase } from './chaos-case.ts';

type Wish = Record<string, unknown>;

/** A peering, as a wish on record and a network file have it. */
export interface WishedPeering {
  readonly peerVpcId: string;
  readonly destinationCidrBlock: string;
}

/** The network that a case is about. */
export interface Subject {
  readonly name: string;
  /** Its file. */
  wish(change?: Wish): Wish;
  /** Its file, edited in what a run converges on: a peering less or other names, and another range. */
  changedWish(): Wish;
  /** What the world must be like for a wish on record, or for the file. */
  wished(world: World, peerings?: readonly WishedPeering[]): WishedWorld;
}

/** The VPC in which routes stand in the way, and to which somebody else asks for a peering. */
export const app = 'vpc-0a1111111111111a1';
/** The DNS host, in the VPC that it stands in. */
export const dnsHost = { name: 'tokyo-1', instanceId: 'i-0c3333333333333c1', vpcId: 'vpc-0c3333333333333c1' };

const common = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  groupId: '00000000-0000-4000-8000-000000000001',
  kept: { userdata: 'kept-as-it-is' },
};
const otherRange = '172.21.0.0/24';
const [first, second] = (twoVpcs() as { peerings: WishedPeering[] }).peerings as [WishedPeering, WishedPeering];
const rangesOf = (peerings: readonly WishedPeering[]) =>
  Object.fromEntries(peerings.map((one) => [one.peerVpcId, one.destinationCidrBlock]));

/** Two VPCs, one of them a customer's with the DNS server. */
const twoPeerings: Subject = {
  name: common.network,
  wish: (change) => twoVpcs(change),
  changedWish: () => twoVpcs({ peerings: [{ ...first, destinationCidrBlock: otherRange }] }),
  wished: (_, peerings = [first, second]) => ({
    ...common,
    peerVpcIds: peerings.map(({ peerVpcId }) => peerVpcId),
    ranges: rangesOf(peerings),
    dnsServers: ['10.0.0.53'],
  }),
};

const names = (address: string) => ({
  host: dnsHost.name,
  zone: 'plant.internal',
  records: [{ name: 'app', type: 'A', value: address }],
});

/** One VPC, and a place on a DNS host. */
const withNames: Subject = {
  name: common.network,
  wish: (change) => ({
    name: common.network,
    peerings: [first],
    airGroup: { groupId: common.groupId },
    dns: names('172.21.0.5'),
    ...change,
  }),
  changedWish: () =>
    withNames.wish({ peerings: [{ ...first, destinationCidrBlock: otherRange }], dns: names('172.21.0.6') }),
  wished: (world, peerings = [first]) => ({
    ...common,
    // The host's peering is made by the run, and stands in no file.
    peerVpcIds: [...new Set([...peerings.map(({ peerVpcId }) => peerVpcId), dnsHost.vpcId])],
    ranges: rangesOf(peerings),
    dnsServers: addressesOf(world),
    place: dnsHost,
  }),
};

/** The addresses of the network's interfaces on the DNS host. */
const addressesOf = (world: World): string[] =>
  [...world.region('111111111111', 'ap-northeast-1').networkInterfaces.values()]
    .filter(({ tags }) => tags.get('canal:network') === common.network && tags.get('canal:stack') === common.stack)
    .flatMap(({ privateIpAddresses }) => privateIpAddresses.slice(0, 1));

/** The network that a case is about. */
export const subjectOf = ({ network }: ChaosCase): Subject => (network === 'names' ? withNames : twoPeerings);
