import * as z from 'zod/mini';
import { DnsWish } from './dns/wish.ts';
import { NetworkName } from './network-name.ts';
import { Cidr, PeeringWish, Region } from './peering-wish.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const vpgId = z.string().check(z.regex(uuid, 'must be a VPG id, a UUID such as 12345678-abcd-4abc-8abc-1234567890ab'));

/** The VPG that is wished, or the one to adopt. */
export const VpgWish = z.strictObject({
  type: z._default(z.int('must be a whole number, without quotes: 15 is Type-F'), 15),
  useInternetGateway: z._default(z.boolean(), true),
  deviceSubnetCidrRange: z._default(Cidr, '10.128.0.0/9'),
  region: z._default(Region, 'ap-northeast-1'),
  vpgId: z.exactOptional(vpgId),
});

/** The SIM group that shall use the VPG. */
export const AirGroupWish = z.strictObject({
  groupId: z.string().check(z.regex(uuid, 'must be a group id, a UUID')),
  dnsServers: z.exactOptional(
    z
      .array(z.ipv4('must be an IPv4 address'))
      .check(
        z.minLength(1, 'must name a server; leave it out to keep custom DNS as it is'),
        z.maxLength(2, 'must be at most 2 addresses'),
      ),
  ),
  replaces: z.exactOptional(vpgId),
});

/** What the network may cost, without tax. */
const BudgetWish = z.strictObject({
  monthly: z
    .number({ error: 'must be a number: yen, or dollars in global coverage' })
    .check(
      z.positive('must be more than 0; leave budget out for none'),
      z.maximum(1_000_000_000, 'must be at most 1000000000'),
    ),
});

/** What a person wishes: the network file, the API's body and the machine's input are all this. */
export const Network = z.strictObject({
  name: NetworkName,
  vpg: z.prefault(VpgWish, {}),
  peerings: z
    .array(PeeringWish)
    .check(
      z.minLength(1, 'must name at least one VPC'),
      z.maxLength(50, 'must be at most 50: AWS allows 50 peerings per VPC'),
    ),
  airGroup: AirGroupWish,
  dns: z.exactOptional(DnsWish),
  reconnect: z._default(z.enum(['online', 'none']), 'online'),
  /** What becomes of what a run has made when it fails; absent: keep. */
  onFailure: z.exactOptional(z.enum(['keep', 'remove'])),
  budget: z.exactOptional(BudgetWish),
});

export type Network = z.output<typeof Network>;
export type VpgWish = z.output<typeof VpgWish>;
export type AirGroupWish = z.output<typeof AirGroupWish>;
