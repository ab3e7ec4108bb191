import * as z from 'zod';

const tags = z.record(z.string(), z.string()).default({});
const port = z.int().min(0).max(65535);
const ports = { fromPort: port.exactOptional(), toPort: port.exactOptional() };
const bothPorts = (one: { fromPort?: number; toPort?: number }) =>
  (one.fromPort === undefined) === (one.toPort === undefined) && (one.fromPort ?? 0) <= (one.toPort ?? 0);
const portsInWords = { error: 'must name fromPort and toPort, in this order, or neither' };

/** A security group of the world file. Whatever it does not admit is kept out; everything may go out. */
const securityGroup = z.strictObject({
  groupId: z.string().regex(/^sg-[0-9a-f]{8,17}$/),
  /** `default` takes the place of the group that AWS makes with each VPC. */
  groupName: z.string().min(1),
  description: z.string().default('of the world file'),
  ingress: z
    .array(
      z
        .strictObject({
          protocol: z.union([z.enum(['tcp', 'udp', 'icmp', '-1']), z.string().regex(/^\d{1,3}$/)]),
          ...ports,
          cidrBlocks: z.array(z.string()).default([]),
          /** Ids of groups whose interfaces may come in. */
          groups: z.array(z.string()).default([]),
          description: z.string().exactOptional(),
        })
        .refine(bothPorts, portsInWords),
    )
    .default([]),
  tags,
});

const networkInterface = z.strictObject({
  networkInterfaceId: z.string().regex(/^eni-[0-9a-f]{8,17}$/),
  subnetId: z.string(),
  description: z.string().default(''),
  /** The primary address first. */
  privateIpAddresses: z.array(z.ipv4()).min(1),
  /** Ids of security groups; the VPC's default group unless it names others. */
  groups: z.array(z.string()).min(1).exactOptional(),
  instanceId: z.string().exactOptional(),
  /** Its place on the instance; 0 is the primary one's. */
  deviceIndex: z.int().min(0).default(0),
  tags,
});

const instance = z.strictObject({
  instanceId: z.string().regex(/^i-[0-9a-f]{8,17}$/),
  instanceType: z.string().default('t3.small'),
  /** False: Systems Manager does not know it. */
  managed: z.boolean().default(true),
  /** False: the addresses of interfaces behind the first one never come up. */
  takesUpInterfaces: z.boolean().default(true),
  tags,
});

/** A network ACL of the world file. What no entry allows is denied, as at AWS. */
const networkAcl = z.strictObject({
  networkAclId: z.string().regex(/^acl-[0-9a-f]{8,17}$/),
  /** True: takes the place of the ACL that AWS makes with each VPC, which allows everything. */
  default: z.boolean().default(false),
  subnets: z.array(z.string()).default([]),
  entries: z
    .array(
      z
        .strictObject({
          ruleNumber: z.int().min(1).max(32766),
          egress: z.boolean().default(false),
          /** A number, or -1 for all: 6 is TCP, 17 is UDP, 1 is ICMP. */
          protocol: z
            .string()
            .regex(/^(-1|\d{1,3})$/)
            .default('-1'),
          action: z.enum(['allow', 'deny']),
          cidrBlock: z.string(),
          ...ports,
        })
        .refine(bothPorts, portsInWords),
    )
    .default([]),
  tags,
});

/** The servers of a VPC, and what stands between its routes and them, in the world file. */
export const vpcSecurity = {
  securityGroups: z.array(securityGroup).default([]),
  networkInterfaces: z.array(networkInterface).default([]),
  networkAcls: z.array(networkAcl).default([]),
  /** One that an interface names and that is not here is a t3.small. */
  instances: z.array(instance).default([]),
};
