import * as z from 'zod/mini';

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
