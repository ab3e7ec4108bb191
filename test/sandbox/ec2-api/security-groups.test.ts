import {
  AuthorizeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  CreateTagsCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { appVpc, customer, dnsVpc, ours, refusal, setting } from './setting.ts';

const dnsGroup = 'sg-0b2222222222222b1';
const appGroup = 'sg-0a1111111111111a1';

const groups = async (client: EC2Client, input: DescribeSecurityGroupsCommandInput = {}) =>
  (await client.send(new DescribeSecurityGroupsCommand(input))).SecurityGroups ?? [];
const authorize = (client: EC2Client, input: AuthorizeSecurityGroupIngressCommandInput) =>
  client.send(new AuthorizeSecurityGroupIngressCommand(input));

test('a group is described with one permission for each protocol and ports, and everything may go out', async () => {
  const { ec2 } = setting();
  expect(await groups(ec2(customer), { GroupIds: [dnsGroup] })).toEqual([
    {
      GroupId: dnsGroup,
      GroupName: 'dns-servers',
      Description: 'DNS from SIMs',
      OwnerId: customer,
      VpcId: dnsVpc,
      SecurityGroupArn: `arn:aws:ec2:ap-northeast-1:${customer}:security-group/${dnsGroup}`,
      IpPermissions: ['udp', 'tcp'].map((IpProtocol) => ({
        IpProtocol,
        FromPort: 53,
        ToPort: 53,
        UserIdGroupPairs: [],
        IpRanges: [{ CidrIp: '100.64.0.0/10' }],
        Ipv6Ranges: [],
        PrefixListIds: [],
      })),
      IpPermissionsEgress: [
        {
          IpProtocol: '-1',
          UserIdGroupPairs: [],
          IpRanges: [{ CidrIp: '0.0.0.0/0' }],
          Ipv6Ranges: [],
          PrefixListIds: [],
        },
      ],
      Tags: [],
    },
  ]);
});

test('every VPC has a default group, which admits only its own members', async () => {
  const { ec2 } = setting();
  const [group] = await groups(ec2(), { Filters: [{ Name: 'group-name', Values: ['default'] }] });
  expect(group).toMatchObject({ VpcId: appVpc, Description: 'default VPC security group' });
  expect(group?.IpPermissions).toEqual([
    {
      IpProtocol: '-1',
      UserIdGroupPairs: [{ UserId: ours, GroupId: group?.GroupId }],
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
    },
  ]);
});

test('a default group of the world file takes its place', async () => {
  const vpc = {
    vpcId: appVpc,
    cidrBlock: '172.21.0.0/16',
    securityGroups: [{ groupId: 'sg-00000001', groupName: 'default' }],
  };
  const { ec2 } = setting({ accounts: [{ accountId: ours, vpcs: [vpc] }] });
  expect((await groups(ec2())).map(({ GroupId }) => GroupId)).toEqual(['sg-00000001']);
});

test('groups are found by their VPC, names, rules and tags', async () => {
  const { ec2 } = setting();
  await ec2(customer).send(new CreateTagsCommand({ Resources: [dnsGroup], Tags: [{ Key: 'team', Value: 'network' }] }));
  const by = async (Name: string, ...Values: string[]) =>
    (await groups(ec2(customer), { Filters: [{ Name, Values }] })).map(({ GroupName }) => GroupName);
  expect((await by('vpc-id', dnsVpc)).sort()).toEqual(['default', 'dns-servers']);
  expect(await by('group-id', dnsGroup)).toEqual(['dns-servers']);
  expect(await by('description', 'DNS*')).toEqual(['dns-servers']);
  expect(await by('ip-permission.cidr', '100.64.*')).toEqual(['dns-servers']);
  expect(await by('ip-permission.from-port', '53')).toEqual(['dns-servers']);
  expect(await by('ip-permission.to-port', '54')).toEqual([]);
  expect(await by('ip-permission.protocol', 'udp')).toEqual(['dns-servers']);
  expect(await by('ip-permission.protocol', '-1')).toEqual(['default']);
  expect(await by('ip-permission.group-id', 'sg-*')).toEqual(['default']);
  expect(await by('egress.ip-permission.cidr', '100.64.*')).toEqual([]);
  expect((await by('egress.ip-permission.protocol', '-1')).sort()).toEqual(['default', 'dns-servers']);
  expect(await by('owner-id', ours)).toEqual([]);
  expect(await by('tag:team', 'network')).toEqual(['dns-servers']);
});

test('more groups than fit onto a page come page by page, each once', async () => {
  const securityGroups = Array.from({ length: 11 }, (_, index) => ({
    groupId: `sg-000000${10 + index}`,
    groupName: `group-${index}`,
  }));
  const { ec2 } = setting({
    accounts: [{ accountId: ours, vpcs: [{ vpcId: appVpc, cidrBlock: '172.21.0.0/16', securityGroups }] }],
  });
  const sizes: number[] = [];
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2().send(
      new DescribeSecurityGroupsCommand({ MaxResults: 5, ...(NextToken && { NextToken }) }),
    );
    sizes.push(page.SecurityGroups?.length ?? 0);
    seen.push(...(page.SecurityGroups ?? []).map(({ GroupId }) => GroupId));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(sizes).toEqual([5, 5, 2]);
  expect(new Set(seen).size).toBe(12);
});

test("an unknown group, a malformed id, a dry run and another account get EC2's own codes", async () => {
  const { ec2 } = setting();
  expect(await refusal(groups(ec2(), { GroupIds: ['sg-00000000'] }))).toEqual({
    code: 'InvalidGroup.NotFound',
    message: "The security group 'sg-00000000' does not exist",
    status: 400,
  });
  expect((await refusal(groups(ec2(), { GroupIds: [dnsGroup] }))).code).toBe('InvalidGroup.NotFound');
  expect((await refusal(groups(ec2(), { GroupIds: ['sg-x'] }))).code).toBe('InvalidGroupId.Malformed');
  expect((await refusal(groups(ec2(), { GroupNames: ['default'] }))).code).toBe('UnsupportedOperation');
  expect((await refusal(groups(ec2(), { DryRun: true }))).code).toBe('DryRunOperation');
  expect((await refusal(groups(ec2(), { Filters: [{ Name: 'nonsense', Values: ['x'] }] }))).code).toBe(
    'InvalidParameterValue',
  );
});

describe('AuthorizeSecurityGroupIngress', () => {
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '100.67.0.9/24' }] };

  test('adds rules that are described from then on, with the range in its canonical form', async () => {
    const { ec2 } = setting();
    const answer = await authorize(ec2(), {
      GroupId: appGroup,
      IpPermissions: [
        { ...ssh, IpRanges: [{ CidrIp: '100.67.0.9/24', Description: 'from the SIMs' }] },
        { IpProtocol: '17', FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
        { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: appGroup }] },
      ],
    });
    expect(answer.Return).toBe(true);
    expect(answer.SecurityGroupRules).toMatchObject([
      { GroupId: appGroup, IsEgress: false, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '100.67.0.0/24' },
      { IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIpv4: '10.0.0.0/8', GroupOwnerId: ours },
      { IpProtocol: '-1', FromPort: -1, ToPort: -1, ReferencedGroupInfo: { GroupId: appGroup } },
    ]);
    expect(answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId).toMatch(/^sgr-[0-9a-f]{17}$/);
    const [group] = await groups(ec2(), { GroupIds: [appGroup] });
    expect(group?.IpPermissions?.map(({ IpProtocol, IpRanges }) => [IpProtocol, IpRanges])).toEqual([
      ['tcp', [{ CidrIp: '100.64.0.0/10' }]],
      ['tcp', [{ CidrIp: '100.67.0.0/24', Description: 'from the SIMs' }]],
      ['udp', [{ CidrIp: '10.0.0.0/8' }]],
      ['-1', []],
    ]);
  });

  test('takes the short form, which is one rule', async () => {
    const { ec2 } = setting();
    await authorize(ec2(), { GroupId: appGroup, IpProtocol: 'tcp', FromPort: 80, ToPort: 81, CidrIp: '10.1.0.0/16' });
    expect(await groups(ec2(), { Filters: [{ Name: 'ip-permission.to-port', Values: ['81'] }] })).toHaveLength(1);
  });

  test('adds nothing when one of the rules is there already, in whatever form', async () => {
    const { ec2, world } = setting();
    await authorize(ec2(), { GroupId: appGroup, IpPermissions: [ssh] });
    const rules = () => world.region(ours, 'ap-northeast-1').securityGroups.get(appGroup)?.rules.length;
    const before = rules();
    const again = authorize(ec2(), {
      GroupId: appGroup,
      IpPermissions: [
        { ...ssh, FromPort: 23, ToPort: 23 },
        { ...ssh, IpProtocol: '6', IpRanges: [{ CidrIp: '100.67.0.0/24' }] },
      ],
    });
    expect(await refusal(again)).toEqual({
      code: 'InvalidPermission.Duplicate',
      message: 'the specified rule "peer: 100.67.0.0/24, TCP, from port: 22, to port: 22, ALLOW" already exists',
      status: 400,
    });
    expect(rules()).toBe(before);
  });

  test('adds nothing on a dry run', async () => {
    const { ec2, world } = setting();
    const rules = () => world.region(ours, 'ap-northeast-1').securityGroups.get(appGroup)?.rules.length;
    const before = rules();
    const dry = authorize(ec2(), { GroupId: appGroup, IpPermissions: [ssh], DryRun: true });
    expect((await refusal(dry)).code).toBe('DryRunOperation');
    expect(rules()).toBe(before);
  });

  test('holds a group to 60 rules that come in', async () => {
    const { ec2 } = setting();
    const ports = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...ssh, FromPort: from + index, ToPort: from + index }));
    await authorize(ec2(), { GroupId: appGroup, IpPermissions: ports(1000, 59) });
    expect((await refusal(authorize(ec2(), { GroupId: appGroup, IpPermissions: ports(2000, 1) }))).code).toBe(
      'RulesPerSecurityGroupLimitExceeded',
    );
  });

  test.each<[string, AuthorizeSecurityGroupIngressCommandInput, string]>([
    ['no group', { IpPermissions: [ssh] }, 'MissingParameter'],
    ['an unknown group', { GroupId: 'sg-00000000', IpPermissions: [ssh] }, 'InvalidGroup.NotFound'],
    ['a malformed group', { GroupId: 'x', IpPermissions: [ssh] }, 'InvalidGroupId.Malformed'],
    ['a name instead of an id', { GroupName: 'default', IpPermissions: [ssh] }, 'UnsupportedOperation'],
    ['no rule', { GroupId: appGroup }, 'MissingParameter'],
    ['both forms', { GroupId: appGroup, CidrIp: '10.0.0.0/8', IpPermissions: [ssh] }, 'InvalidParameterCombination'],
    ['no protocol', { GroupId: appGroup, CidrIp: '10.0.0.0/8', FromPort: 1, ToPort: 1 }, 'MissingParameter'],
    [
      'an unknown protocol',
      { GroupId: appGroup, IpPermissions: [{ ...ssh, IpProtocol: 'tpc' }] },
      'InvalidPermission.Malformed',
    ],
    [
      'a protocol number too large',
      { GroupId: appGroup, IpPermissions: [{ ...ssh, IpProtocol: '256' }] },
      'InvalidPermission.Malformed',
    ],
    [
      'no ports',
      { GroupId: appGroup, IpPermissions: [{ IpProtocol: 'tcp', IpRanges: ssh.IpRanges }] },
      'InvalidParameterValue',
    ],
    [
      'ports the wrong way round',
      { GroupId: appGroup, IpPermissions: [{ ...ssh, FromPort: 80, ToPort: 70 }] },
      'InvalidParameterValue',
    ],
    ['a port too large', { GroupId: appGroup, IpPermissions: [{ ...ssh, ToPort: 65536 }] }, 'InvalidParameterValue'],
    [
      'a range that is none',
      { GroupId: appGroup, IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: '10.0.0.0/33' }] }] },
      'InvalidParameterValue',
    ],
    ['no peer', { GroupId: appGroup, IpPermissions: [{ ...ssh, IpRanges: [] }] }, 'MissingParameter'],
    [
      'an unknown group as peer',
      { GroupId: appGroup, IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000000' }] }] },
      'InvalidGroup.NotFound',
    ],
    ['one rule twice', { GroupId: appGroup, IpPermissions: [ssh, ssh] }, 'InvalidParameterValue'],
    [
      'IPv6',
      { GroupId: appGroup, IpPermissions: [{ ...ssh, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }] },
      'UnsupportedOperation',
    ],
    [
      'a prefix list',
      { GroupId: appGroup, IpPermissions: [{ ...ssh, PrefixListIds: [{ PrefixListId: 'pl-00000000' }] }] },
      'UnsupportedOperation',
    ],
  ])('refuses %s', async (_, input, code) => {
    const { ec2 } = setting();
    expect((await refusal(authorize(ec2(), input))).code).toBe(code);
  });
});
