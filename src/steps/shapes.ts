import * as z from 'zod/mini';
import { Network, PeeringWish } from '../canal/network.ts';

/** Shapes that several contracts share. */
export const WarningShape = z.strictObject({ field: z.string(), message: z.string() });

/** What a network has cost in all. */
export const TotalCostShape = z.strictObject({
  currency: z.enum(['JPY', 'USD']),
  total: z.number(),
  unknown: z.array(z.string()),
  taxExclusive: z.literal(true),
});

/** The execution that a step serves: its ARN, and its name for EC2's sessions and logs. */
export const ExecutionShape = z.strictObject({
  arn: z.string().check(z.minLength(1)),
  name: z.string().check(z.minLength(1)),
});

/** One peering of the Map: the network's name, the VPG, and the wish. */
export const PeeringItem = z.strictObject({
  network: z.string(),
  vpgId: z.string(),
  ranges: z.array(z.string()),
  execution: ExecutionShape,
  run: z.int(),
  peering: PeeringWish,
});

/** One peering that is to go: `remove` is false for one that was found, which stays; only our routes to it go. */
export const LeavingPeering = z.strictObject({
  name: z.string(),
  peerOwnerId: z.string(),
  peerVpcId: z.string(),
  peerRegion: z.string(),
  vpgId: z.exactOptional(z.string()),
  /** Absent for one that was asked for and never seen. */
  peeringId: z.exactOptional(z.string()),
  remove: z.boolean(),
  /** Only what this run has made goes. */
  run: z.exactOptional(z.int()),
});

/** One item of the Map that disconnects peerings. */
export const LeavingItem = z.strictObject({
  network: z.string(),
  execution: ExecutionShape,
  peering: LeavingPeering,
  /** Whether what cannot be reached is left behind. */
  force: z._default(z.boolean(), false),
});

/** A whole wish, as the machine keeps it. */
export const NetworkShape = Network;

/** The article's network: what examples of contracts show. */
export const exampleNetwork = {
  name: 'two-vpcs',
  peerings: [
    {
      name: 'app',
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-0a1111111111111a1',
      destinationCidrBlock: '172.21.0.0/16',
    },
  ],
  airGroup: { groupId: '00000000-0000-4000-8000-000000000001', dnsServers: ['172.21.0.53'] },
};

/** An execution for examples of contracts. */
export const exampleExecution = {
  arn: 'arn:aws:states:ap-northeast-1:111111111111:execution:canal-provision-network:two-vpcs-1',
  name: 'two-vpcs-1',
};

/** A VPG id for examples of contracts. */
export const exampleVpgId = '12345678-abcd-4abc-8abc-1234567890ab';

/** One item of the Map that disconnects peerings, for examples of contracts. */
export const exampleLeavingItem = {
  network: 'two-vpcs',
  execution: exampleExecution,
  peering: {
    name: 'app',
    peerOwnerId: '111111111111',
    peerVpcId: 'vpc-0a1111111111111a1',
    peerRegion: 'ap-northeast-1',
    vpgId: exampleVpgId,
    peeringId: 'pcx-0123456789abcdef0',
    remove: true,
  },
};

/** One item of the Map, for examples of contracts. */
export const examplePeeringItem = {
  network: 'two-vpcs',
  vpgId: exampleVpgId,
  ranges: ['100.67.0.0/24'],
  execution: exampleExecution,
  run: 1,
  peering: exampleNetwork.peerings[0] as (typeof exampleNetwork.peerings)[number],
};

/** The article's network with its names on a DNS host. */
export const exampleDnsNetwork = {
  name: 'plant-1',
  peerings: exampleNetwork.peerings,
  airGroup: { groupId: exampleNetwork.airGroup.groupId },
  dns: {
    host: 'tokyo-1',
    zone: 'plant.internal',
    records: [{ name: 'app', type: 'A' as const, value: '172.21.10.5' }],
  },
};

/** A network that holds a place on a DNS host, once the peering to the host's VPC is active. */
export const PlaceItem = z.strictObject({
  network: z.string(),
  /** The VPG's own range; none where SORACOM does not tell it. */
  ranges: z.array(z.string()),
  peeringId: z.string(),
});

/** One for examples of contracts. */
export const examplePlaceItem = { network: 'plant-1', ranges: ['100.67.0.0/24'], peeringId: 'pcx-0123456789abcdef0' };
