import * as z from 'zod/mini';
import { DnsWish } from './dns/wish.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A network's name: also part of execution names and tags, so short and plain. */
export const NetworkName = z
  .string()
  .check(
    z.regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits and dashes, and start with a letter'),
  );

const vpgId = z.string().check(z.regex(uuid, 'must be a VPG id, a UUID such as 12345678-abcd-4abc-8abc-1234567890ab'));
const cidr = z.string().check(z.regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 range such as 10.0.0.0/16'));
const region = z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS Region such as ap-northeast-1'));

/** Which route tables of the peer VPC get the route back. */
export const RouteTables = z.union(
  [
    z.enum(['main', 'all', 'none']),
    z.strictObject({
      ids: z
        .array(
          z.string().check(z.regex(/^rtb-[0-9a-f]{8,17}$/, 'must be a route table id such as rtb-0123456789abcdef0')),
        )
        .check(
          z.minLength(1, 'must name at least one; write none, without braces, for no routes'),
          z.maxLength(200, 'must be at most 200: AWS allows no more in a VPC'),
        ),
    }),
    z.strictObject({
      subnets: z
        .array(
          z.string().check(z.regex(/^subnet-[0-9a-f]{8,17}$/, 'must be a subnet id such as subnet-0123456789abcdef0')),
        )
        .check(
          z.minLength(1, 'must name at least one; write none, without braces, for no routes'),
          z.maxLength(200, 'must be at most 200: AWS allows no more in a VPC'),
        ),
    }),
  ],
  { error: 'must be main, all, none, {ids: [rtb-…]} or {subnets: [subnet-…]}' },
);

/** One VPC that the SIMs shall reach. */
export const PeeringWish = z.strictObject({
  name: z
    .string()
    .check(z.regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and dashes, and start with a letter')),
  peerOwnerId: z
    .string({
      error: ({ input }) => (input === undefined ? undefined : 'must be text: put the account number in quotes'),
    })
    .check(z.regex(/^\d{12}$/, 'must be the 12 digits of an AWS account number, in quotes')),
  peerVpcId: z.string().check(z.regex(/^vpc-[0-9a-f]{8,17}$/, 'must be a VPC id such as vpc-0123456789abcdef0')),
  peerRegion: z._default(region, 'ap-northeast-1'),
  destinationCidrBlock: cidr,
  routeTables: z._default(RouteTables, 'main'),
});

/** The VPG that is wished, or the one to adopt. */
export const VpgWish = z.strictObject({
  type: z._default(z.int('must be a whole number, without quotes: 15 is Type-F'), 15),
  useInternetGateway: z._default(z.boolean(), true),
  deviceSubnetCidrRange: z._default(cidr, '10.128.0.0/9'),
  region: z._default(region, 'ap-northeast-1'),
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
export type PeeringWish = z.output<typeof PeeringWish>;
export type VpgWish = z.output<typeof VpgWish>;
export type AirGroupWish = z.output<typeof AirGroupWish>;
export type RouteTables = z.output<typeof RouteTables>;
