import type { Vpc } from '../world/vpc.ts';
import type { Ec2Operations } from './call.ts';
import { derivedId } from './derived-id.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { resourceKinds } from './resource-ids.ts';
import { tagSet } from './tag-set.ts';

interface OwnedVpc {
  readonly vpc: Vpc;
  readonly ownerId: string;
  readonly dhcpOptionsId: string;
  /** The primary range first. */
  readonly ranges: readonly { readonly cidrBlock: string; readonly associationId: string }[];
}

const description: Description<OwnedVpc> = {
  kind: resourceKinds.vpc,
  set: 'vpcSet',
  items({ region, caller }) {
    const { accountId: ownerId } = caller;
    const dhcpOptionsId = derivedId('dopt-', `${ownerId}/${caller.region}`);
    return [...region.vpcs.values()].map((vpc) => ({
      vpc,
      ownerId,
      dhcpOptionsId,
      // Worked out only for the VPCs that a filter or an answer looks into.
      get ranges() {
        return [vpc.cidrBlock, ...vpc.secondaryCidrBlocks].map((cidrBlock) => ({
          cidrBlock,
          associationId: derivedId('vpc-cidr-assoc-', `${vpc.vpcId}/${cidrBlock}`),
        }));
      },
    }));
  },
  id: ({ vpc }) => vpc.vpcId,
  render: (_, { vpc, ownerId, dhcpOptionsId, ranges }) => ({
    vpcId: vpc.vpcId,
    ownerId,
    state: 'available',
    cidrBlock: vpc.cidrBlock,
    cidrBlockAssociationSet: ranges.map((range) => ({ ...range, cidrBlockState: { state: 'associated' } })),
    dhcpOptionsId,
    tagSet: tagSet(vpc.tags),
    instanceTenancy: 'default',
    isDefault: false,
  }),
  filters: {
    fields: {
      cidr: ({ vpc }) => [vpc.cidrBlock],
      'cidr-block-association.cidr-block': ({ ranges }) => ranges.map(({ cidrBlock }) => cidrBlock),
      'cidr-block-association.association-id': ({ ranges }) => ranges.map(({ associationId }) => associationId),
      'cidr-block-association.state': () => ['associated'],
      'dhcp-options-id': ({ dhcpOptionsId }) => [dhcpOptionsId],
      'is-default': () => ['false'],
      'owner-id': ({ ownerId }) => [ownerId],
      state: () => ['available'],
      'vpc-id': ({ vpc }) => [vpc.vpcId],
    },
    tags: ({ vpc }) => vpc.tags,
  },
};

/** DescribeVpcs. */
export const vpcs: Ec2Operations = {
  DescribeVpcs: {
    parameters: describeParameters(resourceKinds.vpc),
    answer: (call) => describe(call, description),
  },
};
