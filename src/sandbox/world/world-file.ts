import * as z from 'zod';
import { Billing } from './billing.ts';
import { vpcSecurity } from './vpc-security-file.ts';

const tags = z.record(z.string(), z.string()).default({});

const route = z.strictObject({
  destinationCidrBlock: z.string(),
  gatewayId: z.string().exactOptional(),
  natGatewayId: z.string().exactOptional(),
  transitGatewayId: z.string().exactOptional(),
  networkInterfaceId: z.string().exactOptional(),
  vpcPeeringConnectionId: z.string().exactOptional(),
});

const vpc = z.strictObject({
  vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/),
  region: z.string().default('ap-northeast-1'),
  cidrBlock: z.string(),
  secondaryCidrBlocks: z.array(z.string()).default([]),
  tags,
  subnets: z
    .array(
      z.strictObject({
        subnetId: z.string().regex(/^subnet-[0-9a-f]{8,17}$/),
        cidrBlock: z.string(),
        availabilityZone: z.string().exactOptional(),
        tags,
      }),
    )
    .default([]),
  routeTables: z
    .array(
      z.strictObject({
        routeTableId: z.string().regex(/^rtb-[0-9a-f]{8,17}$/),
        main: z.boolean().default(false),
        /** Subnets that are associated explicitly. */
        subnets: z.array(z.string()).default([]),
        routes: z.array(route).default([]),
        tags,
      }),
    )
    .default([]),
  ...vpcSecurity,
});

const account = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/),
  vpcs: z.array(vpc).default([]),
  roles: z
    .array(
      z.strictObject({
        roleName: z.string(),
        externalId: z.string(),
        trusts: z.array(z.string().regex(/^\d{12}$/)),
        /** EC2 actions that the role may not take, by their name without `ec2:`. It may take all others. */
        denies: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

const sim = z.strictObject({
  simId: z.string().exactOptional(),
  status: z.enum(['active', 'inactive']).default('active'),
  /** `plan01s` and others are of the global coverage. */
  subscription: z.string().default('plan-D'),
  online: z.boolean().default(false),
  /** False: once its session is deleted, the device stays away. */
  comesBack: z.boolean().default(true),
  tags,
});

const group = z.strictObject({
  groupId: z.string(),
  tags,
  /** Namespace -> key -> value, as SORACOM answers it. */
  configuration: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  sims: z.array(sim).default([]),
  /** Adds so many SIMs more, all online, for large fleets. */
  onlineSims: z.int().min(0).default(0),
});

const vpg = z.strictObject({
  vpgId: z.string(),
  type: z.int().default(15),
  useInternetGateway: z.boolean().default(true),
  deviceSubnetCidrRange: z.string().default('10.128.0.0/9'),
  vpgSubnetCidrRange: z.string().exactOptional(),
  region: z.string().default('ap-northeast-1'),
  tags,
});

/** What a world holds at its start: the schema of the file behind `--world`. */
export const WorldFile = z.strictObject({
  /** How the imitated vendors behave; durations in seconds. */
  behaviour: z
    .strictObject({
      vpgCreationSeconds: z.number().min(0).default(180),
      vpgCreationFails: z.boolean().default(false),
      vpgTerminationSeconds: z.number().min(0).default(60),
      /** False: SORACOM does not tell a VPG's own range, as for some VPGs; EC2 tells it of an active peering. */
      vpgRangeTold: z.boolean().default(true),
      /** How long the list's tag filter does not see a new VPG. */
      tagListedAfterSeconds: z.number().min(0).default(0),
      peeringVisibleAfterSeconds: z.number().min(0).default(4),
      peeringActivationSeconds: z.number().min(0).default(3),
      /** How long EC2's answers do not show an acceptance or a new route yet. */
      ec2DescribeLagSeconds: z.number().min(0).default(0),
      /**
       * AWS's guide says that only the requester sees a failed peering. What the accepter's account sees of one that
       * SORACOM requested is not established; true lets it find out why, false keeps to the guide.
       */
      failedPeeringShownToAccepter: z.boolean().default(true),
      /** AWS's quotas, as they stand in a new account. */
      activePeeringsPerVpc: z.int().min(0).default(50),
      routesPerRouteTable: z.int().min(1).default(500),
      subnetsPerVpc: z.int().min(1).default(200),
      /** From AttachNetworkInterface to attached, and from DetachNetworkInterface to available. */
      interfaceAttachmentSeconds: z.number().min(0).default(2),
      /** What SORACOM bills for what. */
      billing: Billing,
      /**
       * Whether SORACOM has all its VPGs of a Region in one VPC of its own: nobody knows. AWS allows one peering between two
       * VPCs, so two such VPGs could not both reach one.
       */
      vpgsShareVpc: z.boolean().default(false),
      /** How long Systems Manager does not know of a new command's invocation, and how long the command then takes. */
      commandVisibleAfterSeconds: z.number().min(0).default(1),
      commandSeconds: z.number().min(0).default(6),
      /** The first VPG gets this range; the next ones the ranges behind it. */
      firstVpgSubnetCidrRange: z.string().default('100.67.0.0/24'),
    })
    .prefault({}),
  ownAccountId: z
    .string()
    .regex(/^\d{12}$/)
    .default('111111111111'),
  accounts: z.array(account).default([]),
  vpgs: z.array(vpg).default([]),
  groups: z.array(group).default([]),
});

export type WorldFile = z.output<typeof WorldFile>;
