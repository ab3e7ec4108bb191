import type { DnsWish } from './wish.ts';

/** What rendering needs of a network that has a place on a DNS host. */
export interface DnsTenant {
  /** The network's name; also the name of its view. */
  readonly name: string;
  /** The fixed address of its own ENI. */
  readonly address: string;
  /** The range of the subnet that this ENI stands in. */
  readonly subnetCidrBlock: string;
  /** The ENI's device index on the instance; 0 is the maintenance ENI's. */
  readonly deviceIndex: number;
  /** The ENI's MAC address, as EC2 shows it; only needed where the host does not write its own policy routes. */
  readonly macAddress?: string;
  /** The ranges that its SIMs ask from: its VPG's `vpgSubnetCidrRange`. */
  readonly clients: readonly string[];
  readonly wish: Pick<DnsWish, 'zone' | 'forward' | 'records' | 'reverse'> & Partial<Pick<DnsWish, 'rateLimit'>>;
  /** From `nextSerial`: grows whenever the wish changes. */
  readonly serial: number;
}

/** What rendering needs of the host itself. */
export interface DnsHost {
  /** The name that it is registered by. */
  readonly name: string;
  /** The address of the resolver of its VPC: the second after the start of the VPC's first range. */
  readonly resolver: string;
  /** From `nextSerial`: grows with every publication, so that an older one never replaces a newer. */
  readonly revision: number;
}
