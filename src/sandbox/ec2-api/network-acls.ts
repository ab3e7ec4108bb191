import type { NetworkAcl, NetworkAclEntry } from '../world/vpc-security.ts';
import type { Ec2Operations } from './call.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { resourceKinds } from './resource-ids.ts';
import { tagSet } from './tag-set.ts';

interface OwnedAcl {
  readonly acl: NetworkAcl;
  readonly ownerId: string;
  /** With the two entries that AWS adds to every ACL, which deny what no other entry has matched. */
  readonly entries: readonly NetworkAclEntry[];
}

const lastEntries: readonly NetworkAclEntry[] = [true, false].map((egress) => ({
  ruleNumber: 32767,
  egress,
  protocol: '-1',
  action: 'deny',
  cidrBlock: '0.0.0.0/0',
}));

const ofEntries =
  (field: keyof NetworkAclEntry) =>
  ({ entries }: OwnedAcl): string[] =>
    entries.flatMap((entry) => String(entry[field] ?? '') || []);

const ofAssociations =
  (field: 'id' | 'subnetId') =>
  ({ acl }: OwnedAcl): string[] =>
    acl.associations.map((association) => association[field]);

const description: Description<OwnedAcl> = {
  kind: resourceKinds.networkAcl,
  set: 'networkAclSet',
  items: ({ region, caller }) =>
    [...region.networkAcls.values()].map((acl) => ({
      acl,
      ownerId: caller.accountId,
      entries: [...acl.entries, ...lastEntries],
    })),
  id: ({ acl }) => acl.networkAclId,
  render: (_, { acl, ownerId, entries }) => ({
    networkAclId: acl.networkAclId,
    vpcId: acl.vpcId,
    default: acl.isDefault,
    ownerId,
    entrySet: entries.map(({ ruleNumber, protocol, action, egress, cidrBlock, fromPort, toPort }) => ({
      ruleNumber,
      protocol,
      ruleAction: action,
      egress,
      cidrBlock,
      portRange: fromPort === undefined ? undefined : { from: fromPort, to: toPort },
    })),
    associationSet: acl.associations.map(({ id, subnetId }) => ({
      networkAclAssociationId: id,
      networkAclId: acl.networkAclId,
      subnetId,
    })),
    tagSet: tagSet(acl.tags),
  }),
  filters: {
    fields: {
      'association.association-id': ofAssociations('id'),
      'association.network-acl-id': ({ acl }) => (acl.associations.length > 0 ? [acl.networkAclId] : []),
      'association.subnet-id': ofAssociations('subnetId'),
      default: ({ acl }) => [String(acl.isDefault)],
      'entry.cidr': ofEntries('cidrBlock'),
      'entry.egress': ofEntries('egress'),
      'entry.port-range.from': ofEntries('fromPort'),
      'entry.port-range.to': ofEntries('toPort'),
      'entry.protocol': ofEntries('protocol'),
      'entry.rule-action': ofEntries('action'),
      'entry.rule-number': ofEntries('ruleNumber'),
      'network-acl-id': ({ acl }) => [acl.networkAclId],
      'owner-id': ({ ownerId }) => [ownerId],
      'vpc-id': ({ acl }) => [acl.vpcId],
    },
    tags: ({ acl }) => acl.tags,
  },
};

/** DescribeNetworkAcls. */
export const networkAcls: Ec2Operations = {
  DescribeNetworkAcls: {
    parameters: describeParameters(resourceKinds.networkAcl),
    answer: (call) => describe(call, description),
  },
};
