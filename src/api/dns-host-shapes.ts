import * as z from 'zod/mini';

const DnsHost = z.strictObject({
  name: z.string(),
  instanceId: z.string(),
  pool: z.string(),
  region: z.string(),
  accountId: z.string(),
  vpcId: z.string(),
  vpcCidrBlocks: z.array(z.string()),
  availabilityZone: z.string(),
  instanceType: z.string(),
  mostInterfaces: z
    .int()
    .check(z.meta({ description: 'How many ENIs the type takes; the first one is for maintenance.' })),
  maintenanceInterfaceId: z.string(),
  places: z.int(),
  free: z.int(),
  foreign: z
    .int()
    .check(
      z.meta({ description: 'ENIs of others that took places when EC2 was last asked (PUT); PUT again asks anew.' }),
    ),
  limit: z.enum(['interfaces', 'pool']).check(z.meta({ description: 'What keeps the places from being more.' })),
  tenants: z.array(
    z.strictObject({
      network: z.string(),
      deviceIndex: z.int(),
      subnetCidrBlock: z.string(),
      address: z.string(),
      takenAt: z.iso.datetime(),
      answers: z.boolean().check(z.meta({ description: 'Whether the host has said that the address answers.' })),
    }),
  ),
  changedBy: z.string(),
  changedAt: z.iso.datetime(),
});

const HostInterface = z.strictObject({
  deviceIndex: z.int(),
  networkInterfaceId: z.string(),
  macAddress: z.string(),
  address: z.string(),
  subnetId: z.string(),
  status: z.string().check(z.meta({ description: 'attaching, attached, detaching.' })),
  network: z.exactOptional(z.string()).check(z.meta({ description: 'The network that it serves, if one.' })),
  subnetCidrBlock: z.exactOptional(z.string()),
});

/** The shapes of the answers about DNS hosts, by their names in the OpenAPI document. */
export const dnsHostShapes = {
  DnsHost,
  DnsHostList: z.strictObject({ dnsHosts: z.array(DnsHost) }),
  DnsHostInterfaces: z.strictObject({ name: z.string(), instanceId: z.string(), interfaces: z.array(HostInterface) }),
  DnsHostRemoved: z.strictObject({ name: z.string(), removed: z.literal(true) }),
} as const;
