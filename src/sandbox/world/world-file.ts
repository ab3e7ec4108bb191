import * as z from 'zod/mini';
import { Billing } from './billing.ts';
import { vpcSecurity } from './vpc-security-file.ts';

const tags = z._default(z.record(z.string(), z.string()), {});

const route = z.strictObject({
  destinationCidrBlock: z.string(),
  gatewayId: z.exactOptional(z.string()),
  natGatewayId: z.exactOptional(z.string()),
  transitGatewayId: z.exactOptional(z.string()),
  networkInterfaceId: z.exactOptional(z.string()),
  vpcPeeringConnectionId: z.exactOptional(z.string()),
});

const vpc = z.strictObject({
  vpcId: z.string().check(z.regex(/^vpc-[0-9a-f]{8,17}$/)),
  region: z._default(z.string(), 'ap-northeast-1'),
  cidrBlock: z.string(),
  secondaryCidrBlocks: z._default(z.array(z.string()), []),
  tags,
  subnets: z._default(
    z.array(
      z.strictObject({
        subnetId: z.string().check(z.regex(/^subnet-[0-9a-f]{8,17}$/)),
        cidrBlock: z.string(),
        availabilityZone: z.exactOptional(z.string()),
        tags,
      }),
    ),
    [],
  ),
  routeTables: z._default(
    z.array(
      z.strictObject({
        routeTableId: z.string().check(z.regex(/^rtb-[0-9a-f]{8,17}$/)),
        main: z._default(z.boolean(), false),
        /** Subnets that are associated explicitly. */
        subnets: z._default(z.array(z.string()), []),
        routes: z._default(z.array(route), []),
        tags,
      }),
    ),
    [],
  ),
  ...vpcSecurity,
});

const account = z.strictObject({
  accountId: z.string().check(z.regex(/^\d{12}$/)),
  vpcs: z._default(z.array(vpc), []),
  roles: z._default(
    z.array(
      z.strictObject({
        roleName: z.string(),
        externalId: z.string(),
        trusts: z.array(z.string().check(z.regex(/^\d{12}$/))),
        /** EC2 actions that the role may not take, by their name without `ec2:`. It may take all others. */
        denies: z._default(z.array(z.string()), []),
      }),
    ),
    [],
  ),
});

const sim = z.strictObject({
  simId: z.exactOptional(z.string()),
  status: z._default(z.enum(['active', 'inactive']), 'active'),
  /** `plan01s` and others are of the global coverage. */
  subscription: z._default(z.string(), 'plan-D'),
  online: z._default(z.boolean(), false),
  /** False: once its session is deleted, the device stays away. */
  comesBack: z._default(z.boolean(), true),
  tags,
});

const group = z.strictObject({
  groupId: z.string(),
  tags,
  /** Namespace -> key -> value, as SORACOM answers it. */
  configuration: z._default(z.record(z.string(), z.record(z.string(), z.unknown())), {}),
  sims: z._default(z.array(sim), []),
  /** Adds so many SIMs more, all online, for large fleets. */
  onlineSims: z._default(z.int().check(z.minimum(0)), 0),
});

const vpg = z.strictObject({
  vpgId: z.string(),
  type: z._default(z.int(), 15),
  useInternetGateway: z._default(z.boolean(), true),
  deviceSubnetCidrRange: z._default(z.string(), '10.128.0.0/9'),
  vpgSubnetCidrRange: z.exactOptional(z.string()),
  region: z._default(z.string(), 'ap-northeast-1'),
  tags,
});

/** What a world holds at its start: the schema of the file behind `--world`. */
export const WorldFile = z.strictObject({
  /** How the imitated vendors behave; durations in seconds. */
  behaviour: z.prefault(
    z.strictObject({
      vpgCreationSeconds: z._default(z.number().check(z.minimum(0)), 180),
      vpgCreationFails: z._default(z.boolean(), false),
      vpgTerminationSeconds: z._default(z.number().check(z.minimum(0)), 60),
      /** False: SORACOM does not tell a VPG's own range, as for some VPGs; EC2 tells it of an active peering. */
      vpgRangeTold: z._default(z.boolean(), true),
      /** How long the list's tag filter does not see a new VPG. */
      tagListedAfterSeconds: z._default(z.number().check(z.minimum(0)), 0),
      peeringVisibleAfterSeconds: z._default(z.number().check(z.minimum(0)), 4),
      peeringActivationSeconds: z._default(z.number().check(z.minimum(0)), 3),
      /** How long EC2's answers do not show an acceptance or a new route yet. */
      ec2DescribeLagSeconds: z._default(z.number().check(z.minimum(0)), 0),
      /**
       * AWS's guide says that only the requester sees a failed peering. What the accepter's account sees of one that
       * SORACOM requested is not established; true lets it find out why, false keeps to the guide.
       */
      failedPeeringShownToAccepter: z._default(z.boolean(), true),
      /** AWS's quotas, as they stand in a new account. */
      activePeeringsPerVpc: z._default(z.int().check(z.minimum(0)), 50),
      routesPerRouteTable: z._default(z.int().check(z.minimum(1)), 500),
      subnetsPerVpc: z._default(z.int().check(z.minimum(1)), 200),
      /** From AttachNetworkInterface to attached, and from DetachNetworkInterface to available. */
      interfaceAttachmentSeconds: z._default(z.number().check(z.minimum(0)), 2),
      /** What SORACOM bills for what. */
      billing: Billing,
      /**
       * Whether SORACOM has all its VPGs of a Region in one VPC of its own: nobody knows. AWS allows one peering between two
       * VPCs, so two such VPGs could not both reach one.
       */
      vpgsShareVpc: z._default(z.boolean(), false),
      /** How long Systems Manager does not know of a new command's invocation, and how long the command then takes. */
      commandVisibleAfterSeconds: z._default(z.number().check(z.minimum(0)), 1),
      commandSeconds: z._default(z.number().check(z.minimum(0)), 6),
      /** The first VPG gets this range; the next ones the ranges behind it. */
      firstVpgSubnetCidrRange: z._default(z.string(), '100.67.0.0/24'),
    }),
    {},
  ),
  ownAccountId: z._default(z.string().check(z.regex(/^\d{12}$/)), '111111111111'),
  accounts: z._default(z.array(account), []),
  vpgs: z._default(z.array(vpg), []),
  groups: z._default(z.array(group), []),
});

export type WorldFile = z.output<typeof WorldFile>;
