import type { FilterRule } from '../../src/canal/admission.ts';
import type { Reach } from '../../src/canal/group-warnings.ts';
import type { InterfaceFacts, NetworkAclFacts, PeerFacts } from '../../src/canal/peer-facts.ts';
import { PeeringWish } from '../../src/canal/peering-wish.ts';
import type { RouteTableFacts } from '../../src/canal/routes.ts';

export const range = '100.67.0.0/24';
const owner = '222222222222';

/** A rule that lets a port in from the VPG's range. */
export const open = (protocol: string, port: number, cidrBlock = range): FilterRule => ({
  allow: true,
  protocol,
  fromPort: port,
  toPort: port,
  cidrBlock,
});

const everything: FilterRule = { allow: true, protocol: '-1', cidrBlock: '0.0.0.0/0' };

export const table = (routeTableId: string, more: Partial<RouteTableFacts> = {}): RouteTableFacts => ({
  routeTableId,
  main: false,
  subnetIds: [],
  routes: [],
  ...more,
});

export const nic = (name: string, more: Partial<InterfaceFacts> = {}): InterfaceFacts => ({
  networkInterfaceId: `eni-${name}`,
  subnetId: 'subnet-a',
  addresses: ['10.0.0.10'],
  groupIds: ['sg-a'],
  ...more,
});

/** The DNS server of the examples. */
export const dnsNic = (more: Partial<InterfaceFacts> = {}): InterfaceFacts =>
  nic('dns', { addresses: ['10.0.0.53'], groupIds: ['sg-dns'], ...more });

export const acl = (more: Partial<NetworkAclFacts> = {}): NetworkAclFacts => ({
  networkAclId: 'acl-a',
  subnetIds: ['subnet-a', 'subnet-b'],
  ingress: [everything],
  egress: [everything],
  ...more,
});

const main = table('rtb-main', { main: true });

/** A VPC of two subnets in which all is well: a DNS server and a web server, both open to the VPG's range. */
export function reach(facts: Partial<PeerFacts> = {}, wish: Record<string, unknown> = {}): Reach {
  return {
    field: 'peerings[0]',
    range,
    wish: PeeringWish.parse({
      name: 'dns',
      peerOwnerId: owner,
      peerVpcId: 'vpc-0000000b',
      destinationCidrBlock: '10.0.0.0/16',
      ...wish,
    }),
    facts: {
      cidrBlocks: ['10.0.0.0/16'],
      subnetIds: ['subnet-a', 'subnet-b'],
      tables: [main],
      routed: [main],
      securityGroups: [
        { groupId: 'sg-dns', ingress: [open('udp', 53), open('tcp', 53)] },
        { groupId: 'sg-a', ingress: [open('tcp', 443)] },
        { groupId: 'sg-closed', ingress: [open('tcp', 443, '10.0.0.0/8')] },
      ],
      interfaces: [dnsNic(), nic('a')],
      networkAcls: [acl()],
      ...facts,
    },
  };
}
