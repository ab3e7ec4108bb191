import * as z from 'zod/mini';

/** A range as it is written in a network file. */
export const Cidr = z
  .string()
  .check(z.regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 range such as 10.0.0.0/16'));

/** An AWS Region, but none of another partition (China, GovCloud, European Sovereign Cloud): no VPC there has a peering with SORACOM's. */
export const Region = z
  .string()
  .check(
    z.regex(/^(?!cn-|us-gov-|us-iso|eusc-)[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS Region such as ap-northeast-1'),
  );

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
  peerRegion: z._default(Region, 'ap-northeast-1'),
  destinationCidrBlock: Cidr,
  routeTables: z._default(RouteTables, 'main'),
});

export type PeeringWish = z.output<typeof PeeringWish>;
export type RouteTables = z.output<typeof RouteTables>;
