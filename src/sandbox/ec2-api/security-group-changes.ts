import type { SecurityGroupRule } from '../world/vpc-security.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { invalidParameterValue, missingParameter, Refusal } from './errors.ts';
import { find, resourceKinds } from './resource-ids.ts';
import { otherRuleParameters, ruleKey, ruleParameters, type SentRule, sentRules } from './sent-rules.ts';
import { specifiedTags, tagSet, tagSpecification } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

/** AWS's quota of inbound rules, as it stands in a new account. */
const rulesPerGroup = 60;

/** All the rules of a request are added, or none is. */
function authorizeIngress(call: Ec2Call): XmlFields {
  const { world, region, parameters, caller } = call;
  const id = parameters.get('GroupId');
  if (id === undefined) throw missingParameter('groupName or groupId');
  const group = find(resourceKinds.securityGroup, region.securityGroups, id);
  const sent = sentRules(call);
  const ingress = group.rules.filter(({ egress }) => !egress);
  const known = new Set(ingress.map(ruleKey));
  const duplicate = sent.find((rule) => known.has(ruleKey(rule)));
  if (duplicate) {
    throw new Refusal('InvalidPermission.Duplicate', `the specified rule "${words(duplicate)}" already exists`);
  }
  if (ingress.length + sent.length > rulesPerGroup) {
    throw new Refusal(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
  endDryRun(call);
  const rules = sent.map(
    (rule): SecurityGroupRule => ({ ...rule, egress: false, ruleId: `sgr-${world.ids.hex('sgr', 17)}` }),
  );
  group.rules.push(...rules);
  return {
    return: true,
    securityGroupRuleSet: rules.map((rule) => ({
      securityGroupRuleId: rule.ruleId,
      groupId: id,
      groupOwnerId: caller.accountId,
      isEgress: false,
      ipProtocol: rule.protocol,
      // EC2 tells -1 for "all ports" here, and leaves the ports out in DescribeSecurityGroups.
      fromPort: rule.fromPort ?? -1,
      toPort: rule.toPort ?? -1,
      cidrIpv4: rule.cidrBlock,
      referencedGroupInfo: rule.groupId === undefined ? undefined : { groupId: rule.groupId, userId: caller.accountId },
      description: rule.description,
      securityGroupRuleArn: `arn:aws:ec2:${caller.region}:${caller.accountId}:security-group-rule/${rule.ruleId}`,
      tagSet: [],
    })),
  };
}

function words({ protocol, fromPort, toPort, cidrBlock, groupId }: SentRule): string {
  const ports = fromPort === undefined ? '' : `, from port: ${fromPort}, to port: ${toPort}`;
  return `peer: ${cidrBlock ?? groupId}, ${protocol === '-1' ? 'ALL' : protocol.toUpperCase()}${ports}, ALLOW`;
}

/** What names a group: letters, digits, spaces and some signs. */
const nameForm = /^[\w ._:/()#,@[\]+=&;{}!$*-]{1,255}$/;

/** A new group lets nothing in and everything out. */
function createSecurityGroup(call: Ec2Call): XmlFields {
  const { world, region, parameters, caller } = call;
  const groupName = parameters.required('GroupName');
  const description = parameters.required('GroupDescription');
  const vpc = find(resourceKinds.vpc, region.vpcs, parameters.required('VpcId'));
  const tags = specifiedTags(call, resourceKinds.securityGroup);
  if (/^sg-/i.test(groupName)) throw invalidParameterValue(`Invalid value '${groupName}' for groupName.`);
  const badly = [
    ['groupName', groupName],
    ['groupDescription', description],
  ].find(([, text]) => !nameForm.test(text as string));
  if (badly) {
    throw invalidParameterValue(
      `Value (${badly[1]}) for parameter ${badly[0]} is invalid. Character sets beyond ASCII are not supported.`,
    );
  }
  endDryRun(call);
  if ([...region.securityGroups.values()].some((one) => one.vpcId === vpc.vpcId && one.groupName === groupName)) {
    throw new Refusal(
      'InvalidGroup.Duplicate',
      `The security group '${groupName}' already exists for VPC '${vpc.vpcId}'`,
    );
  }
  const groupId = `sg-${world.ids.hex('sg', 17)}`;
  const out: SecurityGroupRule = {
    ruleId: `sgr-${world.ids.hex('sgr', 17)}`,
    egress: true,
    protocol: '-1',
    cidrBlock: '0.0.0.0/0',
  };
  region.securityGroups.set(groupId, { groupId, groupName, description, vpcId: vpc.vpcId, rules: [out], tags });
  const securityGroupArn = `arn:aws:ec2:${caller.region}:${caller.accountId}:security-group/${groupId}`;
  return { return: true, groupId, securityGroupArn, tagSet: tagSet(tags) };
}

/** A group that an interface or a rule of another group names stays, and so does a default one. */
function deleteSecurityGroup(call: Ec2Call): XmlFields {
  const { region, parameters } = call;
  const { groupId, groupName } = find(
    resourceKinds.securityGroup,
    region.securityGroups,
    parameters.required('GroupId'),
  );
  endDryRun(call);
  if (groupName === 'default') {
    const message = `the specified group: "${groupId}" name: "default" cannot be deleted by a user`;
    throw new Refusal('CannotDelete', message);
  }
  const used =
    [...region.networkInterfaces.values()].some((nic) => nic.groupIds.includes(groupId)) ||
    [...region.securityGroups.values()].some(
      (other) => other.groupId !== groupId && other.rules.some((rule) => rule.groupId === groupId),
    );
  if (used) throw new Refusal('DependencyViolation', `resource ${groupId} has a dependent object`);
  region.securityGroups.delete(groupId);
  return { return: true, groupId };
}

/** All the rules of a request are taken away, or none is. */
function revokeIngress(call: Ec2Call): XmlFields {
  const { region, parameters } = call;
  const id = parameters.get('GroupId');
  if (id === undefined) throw missingParameter('groupName or groupId');
  const { rules } = find(resourceKinds.securityGroup, region.securityGroups, id);
  const keys = sentRules(call).map(ruleKey);
  const found = rules.filter((rule) => !rule.egress && keys.includes(ruleKey(rule)));
  if (found.length < keys.length) {
    throw new Refusal('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  }
  endDryRun(call);
  for (const rule of found) rules.splice(rules.indexOf(rule), 1);
  return { return: true };
}

/** CreateSecurityGroup, DeleteSecurityGroup, AuthorizeSecurityGroupIngress, RevokeSecurityGroupIngress. */
export const securityGroupChanges: Ec2Operations = {
  CreateSecurityGroup: {
    parameters: ['GroupName', 'GroupDescription', 'VpcId', ...tagSpecification],
    answer: createSecurityGroup,
  },
  DeleteSecurityGroup: { parameters: ['GroupId'], notImitated: ['GroupName'], answer: deleteSecurityGroup },
  AuthorizeSecurityGroupIngress: {
    parameters: ['GroupId', ...ruleParameters],
    notImitated: ['GroupName', ...otherRuleParameters, ...tagSpecification],
    answer: authorizeIngress,
  },
  RevokeSecurityGroupIngress: {
    parameters: ['GroupId', ...ruleParameters],
    notImitated: ['GroupName', ...otherRuleParameters, 'SecurityGroupRuleId.N'],
    answer: revokeIngress,
  },
};
