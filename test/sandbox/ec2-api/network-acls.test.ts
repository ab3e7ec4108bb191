import { DescribeNetworkAclsCommand, type DescribeNetworkAclsCommandInput, type EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, ours, refusal, setting } from './setting.ts';

const acls = async (client: EC2Client, input: DescribeNetworkAclsCommandInput = {}) =>
  (await client.send(new DescribeNetworkAclsCommand(input))).NetworkAcls ?? [];

const everything = { Protocol: '-1', CidrBlock: '0.0.0.0/0' };
const [first, second] = ['subnet-0a1111111111111a1', 'subnet-0a1111111111111a2'];

/** The app VPC with one ACL of its own for its second subnet. */
const withAcl = (more: object = {}) =>
  setting({
    accounts: [
      {
        accountId: ours,
        vpcs: [
          {
            vpcId: appVpc,
            cidrBlock: '172.21.0.0/16',
            subnets: [
              { subnetId: first, cidrBlock: '172.21.0.0/24' },
              { subnetId: second, cidrBlock: '172.21.10.0/24' },
            ],
            networkAcls: [
              {
                networkAclId: 'acl-00000001',
                subnets: [second],
                entries: [
                  {
                    ruleNumber: 200,
                    protocol: '6',
                    action: 'allow',
                    cidrBlock: '100.64.0.0/10',
                    fromPort: 443,
                    toPort: 443,
                  },
                  { ruleNumber: 100, egress: true, action: 'deny', cidrBlock: '10.0.0.0/8' },
                ],
                ...more,
              },
            ],
          } as never,
        ],
      },
    ],
  });

test('every VPC has a default ACL, which allows everything in all the subnets that no other one has', async () => {
  const { ec2 } = setting();
  expect(await acls(ec2())).toEqual([
    {
      NetworkAclId: expect.stringMatching(/^acl-[0-9a-f]{17}$/),
      VpcId: appVpc,
      OwnerId: ours,
      IsDefault: true,
      Entries: [
        { ...everything, RuleNumber: 100, RuleAction: 'allow', Egress: false },
        { ...everything, RuleNumber: 100, RuleAction: 'allow', Egress: true },
        { ...everything, RuleNumber: 32767, RuleAction: 'deny', Egress: true },
        { ...everything, RuleNumber: 32767, RuleAction: 'deny', Egress: false },
      ],
      Associations: [first, second].map((SubnetId) => ({
        NetworkAclAssociationId: expect.stringMatching(/^aclassoc-[0-9a-f]{17}$/),
        NetworkAclId: expect.stringMatching(/^acl-/),
        SubnetId,
      })),
      Tags: [],
    },
  ]);
});

test('an ACL of the world file has its subnets, and its entries in the order of their numbers', async () => {
  const { ec2 } = withAcl();
  const found = await acls(ec2());
  expect(found.map(({ Associations }) => Associations?.map(({ SubnetId }) => SubnetId))).toEqual([[second], [first]]);
  expect(found[0]?.Entries).toEqual([
    { RuleNumber: 100, Protocol: '-1', RuleAction: 'deny', Egress: true, CidrBlock: '10.0.0.0/8' },
    {
      RuleNumber: 200,
      Protocol: '6',
      RuleAction: 'allow',
      Egress: false,
      CidrBlock: '100.64.0.0/10',
      PortRange: { From: 443, To: 443 },
    },
    { ...everything, RuleNumber: 32767, RuleAction: 'deny', Egress: true },
    { ...everything, RuleNumber: 32767, RuleAction: 'deny', Egress: false },
  ]);
});

test('a default ACL of the world file takes the place of the one that AWS makes', async () => {
  const { ec2 } = withAcl({ default: true, entries: [] });
  const found = await acls(ec2());
  expect(found).toHaveLength(1);
  expect(found[0]?.Associations?.map(({ SubnetId }) => SubnetId)).toEqual([second, first]);
  expect(found[0]?.Entries?.map(({ RuleAction }) => RuleAction)).toEqual(['deny', 'deny']);
});

test('ACLs are found by subnet, entries and VPC', async () => {
  const { ec2 } = withAcl();
  const by = async (Name: string, ...Values: string[]) =>
    (await acls(ec2(), { Filters: [{ Name, Values }] })).map(({ IsDefault }) => (IsDefault ? 'default' : 'other'));
  expect(await by('association.subnet-id', first)).toEqual(['default']);
  expect(await by('association.network-acl-id', 'acl-00000001')).toEqual(['other']);
  expect(await by('association.association-id', 'aclassoc-*')).toEqual(['other', 'default']);
  expect(await by('default', 'true')).toEqual(['default']);
  expect(await by('entry.cidr', '100.64.0.0/10')).toEqual(['other']);
  expect(await by('entry.egress', 'true')).toEqual(['other', 'default']);
  expect(await by('entry.port-range.from', '443')).toEqual(['other']);
  expect(await by('entry.port-range.to', '443')).toEqual(['other']);
  expect(await by('entry.protocol', '6')).toEqual(['other']);
  expect(await by('entry.rule-action', 'allow')).toEqual(['other', 'default']);
  expect(await by('entry.rule-number', '200')).toEqual(['other']);
  expect(await by('network-acl-id', 'acl-00000001')).toEqual(['other']);
  expect(await by('owner-id', '222222222222')).toEqual([]);
  expect(await by('vpc-id', appVpc)).toEqual(['other', 'default']);
});

test("unknown ids, malformed ids and dry runs get EC2's own codes", async () => {
  const { ec2 } = setting();
  expect(await refusal(acls(ec2(), { NetworkAclIds: ['acl-00000099'] }))).toEqual({
    code: 'InvalidNetworkAclID.NotFound',
    message: "The networkAcl ID 'acl-00000099' does not exist",
    status: 400,
  });
  expect((await refusal(acls(ec2(), { NetworkAclIds: ['acl-x'] }))).code).toBe('InvalidNetworkAclId.Malformed');
  expect((await refusal(acls(ec2(), { MaxResults: 4 }))).code).toBe('InvalidParameterValue');
  expect((await refusal(acls(ec2(), { DryRun: true }))).code).toBe('DryRunOperation');
});

test('a world file whose ACL names a subnet that is not there is refused', () => {
  expect(() => withAcl({ subnets: ['subnet-00000099'] })).toThrow(
    `The world file: acl-00000001 names subnet-00000099, which ${appVpc} does not have.`,
  );
});
