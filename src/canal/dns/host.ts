import * as z from 'zod/mini';
import { canonicalCidr, prefixLength } from '../cidr.ts';
import { Region } from '../peering-wish.ts';

/** What a person says of a DNS host; all else is read from EC2. */
export const DnsHostRegistration = z.strictObject({
  instanceId: z.string().check(z.regex(/^i-[0-9a-f]{8,17}$/, 'must be an instance id such as i-0123456789abcdef0')),
  /** The part of its VPC that its tenants' subnets are cut from. */
  pool: z.string().check(
    z.regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 range such as 10.0.64.0/20'),
    z.refine((text) => canonicalCidr(text) === text, 'must be the start of an IPv4 range, such as 10.0.64.0/20'),
    z.refine(
      (text) => canonicalCidr(text) === undefined || (prefixLength(text) >= 16 && prefixLength(text) <= 28),
      'must be of length 16 to 28: each tenant gets a /28 of it',
    ),
  ),
  region: z._default(Region, 'ap-northeast-1'),
});

export type DnsHostRegistration = z.output<typeof DnsHostRegistration>;

/** A registered DNS host: what was said of it, and what EC2 told when it was registered. */
export interface RegisteredDnsHost extends DnsHostRegistration {
  readonly name: string;
  readonly accountId: string;
  readonly vpcId: string;
  /** All ranges of its VPC, the primary one first. */
  readonly vpcCidrBlocks: readonly string[];
  readonly availabilityZone: string;
  readonly instanceType: string;
  /** How many ENIs the type takes; the first one is for maintenance. */
  readonly mostInterfaces: number;
  readonly maintenanceInterfaceId: string;
  /** Where ENIs stood that are neither for maintenance nor a tenant's, by their device indexes; absent: EC2 was not asked for them. */
  readonly foreignIndexes?: readonly number[];
  /** Who registered it, and when, ms since the epoch. */
  readonly changedBy: string;
  readonly changedAt: number;
}
