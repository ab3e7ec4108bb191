import type { SecurityGroupRule } from '../world/vpc-security.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { missingParameter, Refusal } from './errors.ts';
import { find, resourceKinds } from './resource-ids.ts';
import { otherRuleParameters, ruleKey, ruleParameters, type SentRule, sentRules } from './sent-rules.ts';
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

/** AuthorizeSecurityGroupIngress. */
export const securityGroupChanges: Ec2Operations = {
  AuthorizeSecurityGroupIngress: {
    parameters: ['GroupId', ...ruleParameters],
    notImitated: [
      'GroupName',
      ...otherRuleParameters,
      'TagSpecification.N.ResourceType',
      'TagSpecification.N.Tag.N.Key',
      'TagSpecification.N.Tag.N.Value',
    ],
    answer: authorizeIngress,
  },
};
