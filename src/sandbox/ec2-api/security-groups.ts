import type { SecurityGroup, SecurityGroupRule } from '../world/vpc-security.ts';
import type { Ec2Call, Ec2Operations } from './call.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { resourceKinds } from './resource-ids.ts';
import { tagSet } from './tag-set.ts';
import type { Xml } from './xml.ts';

interface OwnedGroup {
  readonly group: SecurityGroup;
  readonly ownerId: string;
  readonly arn: string;
}

/** The rules of one direction as Describe lists them: one permission for each protocol and ports, with all its peers. */
function permissions({ group, ownerId }: OwnedGroup, egress: boolean): Xml {
  const byPorts = new Map<string, SecurityGroupRule[]>();
  for (const rule of group.rules.filter((one) => one.egress === egress)) {
    const key = `${rule.protocol}/${rule.fromPort}/${rule.toPort}`;
    byPorts.set(key, [...(byPorts.get(key) ?? []), rule]);
  }
  return [...byPorts.values()].map((rules) => ({
    ipProtocol: rules[0]?.protocol,
    fromPort: rules[0]?.fromPort,
    toPort: rules[0]?.toPort,
    groups: rules.flatMap(({ groupId, description }) => (groupId ? [{ userId: ownerId, groupId, description }] : [])),
    ipRanges: rules.flatMap(({ cidrBlock, description }) => (cidrBlock ? [{ cidrIp: cidrBlock, description }] : [])),
    ipv6Ranges: [],
    prefixListIds: [],
  }));
}

/** The values of one field in the rules of one direction, where they have it. */
const ofRules =
  (egress: boolean, field: Exclude<keyof SecurityGroupRule, 'egress'>) =>
  ({ group }: OwnedGroup): string[] =>
    group.rules.filter((rule) => rule.egress === egress).flatMap((rule) => String(rule[field] ?? '') || []);

const permissionFilters = (prefix: string, egress: boolean) => ({
  [`${prefix}.cidr`]: ofRules(egress, 'cidrBlock'),
  [`${prefix}.from-port`]: ofRules(egress, 'fromPort'),
  [`${prefix}.group-id`]: ofRules(egress, 'groupId'),
  [`${prefix}.protocol`]: ofRules(egress, 'protocol'),
  [`${prefix}.to-port`]: ofRules(egress, 'toPort'),
});

const description: Description<OwnedGroup> = {
  kind: resourceKinds.securityGroup,
  set: 'securityGroupInfo',
  items: ({ region, caller }: Ec2Call) =>
    [...region.securityGroups.values()].map((group) => ({
      group,
      ownerId: caller.accountId,
      arn: `arn:aws:ec2:${caller.region}:${caller.accountId}:security-group/${group.groupId}`,
    })),
  id: ({ group }) => group.groupId,
  render: (_, owned) => ({
    ownerId: owned.ownerId,
    groupId: owned.group.groupId,
    groupName: owned.group.groupName,
    groupDescription: owned.group.description,
    ipPermissions: permissions(owned, false),
    ipPermissionsEgress: permissions(owned, true),
    vpcId: owned.group.vpcId,
    securityGroupArn: owned.arn,
    tagSet: tagSet(owned.group.tags),
  }),
  filters: {
    fields: {
      description: ({ group }) => [group.description],
      'group-id': ({ group }) => [group.groupId],
      'group-name': ({ group }) => [group.groupName],
      'owner-id': ({ ownerId }) => [ownerId],
      'vpc-id': ({ group }) => [group.vpcId],
      ...permissionFilters('ip-permission', false),
      ...permissionFilters('egress.ip-permission', true),
    },
    tags: ({ group }) => group.tags,
  },
};

/** DescribeSecurityGroups. */
export const securityGroups: Ec2Operations = {
  DescribeSecurityGroups: {
    parameters: describeParameters(resourceKinds.securityGroup),
    notImitated: ['GroupName.N'],
    answer: (call) => describe(call, description),
  },
};
