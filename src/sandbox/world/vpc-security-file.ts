import * as z from 'zod/mini';

const tags = z._default(z.record(z.string(), z.string()), {});
const port = z.int().check(z.minimum(0), z.maximum(65535));
const ports = { fromPort: z.exactOptional(port), toPort: z.exactOptional(port) };
const bothPorts = (one: { fromPort?: number; toPort?: number }) =>
  (one.fromPort === undefined) === (one.toPort === undefined) && (one.fromPort ?? 0) <= (one.toPort ?? 0);
const portsInWords = { error: 'must name fromPort and toPort, in this order, or neither' };

/** A security group of the world file. Whatever it does not admit is kept out; everything may go out. */
const securityGroup = z.strictObject({
  groupId: z.string().check(z.regex(/^sg-[0-9a-f]{8,17}$/)),
  /** `default` takes the place of the group that AWS makes with each VPC. */
  groupName: z.string().check(z.minLength(1)),
  description: z._default(z.string(), 'of the world file'),
  ingress: z._default(
    z.array(
      z
        .strictObject({
          protocol: z.union([z.enum(['tcp', 'udp', 'icmp', '-1']), z.string().check(z.regex(/^\d{1,3}$/))]),
          ...ports,
          cidrBlocks: z._default(z.array(z.string()), []),
          /** Ids of groups whose interfaces may come in. */
          groups: z._default(z.array(z.string()), []),
          description: z.exactOptional(z.string()),
        })
        .check(z.refine(bothPorts, portsInWords)),
    ),
    [],
  ),
  tags,
});

const networkInterface = z.strictObject({
  networkInterfaceId: z.string().check(z.regex(/^eni-[0-9a-f]{8,17}$/)),
  subnetId: z.string(),
  description: z._default(z.string(), ''),
  /** The primary address first. */
  privateIpAddresses: z.array(z.ipv4()).check(z.minLength(1)),
  /** Ids of security groups; the VPC's default group unless it names others. */
  groups: z.exactOptional(z.array(z.string()).check(z.minLength(1))),
  instanceId: z.exactOptional(z.string()),
  /** Its place on the instance; 0 is the primary one's. */
  deviceIndex: z._default(z.int().check(z.minimum(0)), 0),
  tags,
});

const instance = z.strictObject({
  instanceId: z.string().check(z.regex(/^i-[0-9a-f]{8,17}$/)),
  instanceType: z._default(z.string(), 't3.small'),
  /** False: Systems Manager does not know it. */
  managed: z._default(z.boolean(), true),
  /** False: the addresses of interfaces behind the first one never come up. */
  takesUpInterfaces: z._default(z.boolean(), true),
  tags,
});

/** A network ACL of the world file. What no entry allows is denied, as at AWS. */
const networkAcl = z.strictObject({
  networkAclId: z.string().check(z.regex(/^acl-[0-9a-f]{8,17}$/)),
  /** True: takes the place of the ACL that AWS makes with each VPC, which allows everything. */
  default: z._default(z.boolean(), false),
  subnets: z._default(z.array(z.string()), []),
  entries: z._default(
    z.array(
      z
        .strictObject({
          ruleNumber: z.int().check(z.minimum(1), z.maximum(32766)),
          egress: z._default(z.boolean(), false),
          /** A number, or -1 for all: 6 is TCP, 17 is UDP, 1 is ICMP. */
          protocol: z._default(z.string().check(z.regex(/^(-1|\d{1,3})$/)), '-1'),
          action: z.enum(['allow', 'deny']),
          cidrBlock: z.string(),
          ...ports,
        })
        .check(z.refine(bothPorts, portsInWords)),
    ),
    [],
  ),
  tags,
});

/** The servers of a VPC, and what stands between its routes and them, in the world file. */
export const vpcSecurity = {
  securityGroups: z._default(z.array(securityGroup), []),
  networkInterfaces: z._default(z.array(networkInterface), []),
  networkAcls: z._default(z.array(networkAcl), []),
  /** One that an interface names and that is not here is a t3.small. */
  instances: z._default(z.array(instance), []),
};
