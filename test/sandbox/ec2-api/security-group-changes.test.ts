import {
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, refusal, setting } from './setting.ts';

const group = { GroupName: 'canal-plant-1-dns', Description: 'DNS of plant-1', VpcId: appVpc };
const create = async (client: EC2Client) => (await client.send(new CreateSecurityGroupCommand(group))).GroupId ?? '';
const permission = (IpProtocol: string, CidrIp = '100.67.0.0/24') => ({
  IpProtocol,
  FromPort: 53,
  ToPort: 53,
  IpRanges: [{ CidrIp }],
});

test('a new group lets nothing in and everything out, and has its tags', async () => {
  const { ec2 } = setting();
  const TagSpecifications = [{ ResourceType: 'security-group' as const, Tags: [{ Key: 'Name', Value: 'dns' }] }];
  const made = await ec2().send(new CreateSecurityGroupCommand({ ...group, TagSpecifications }));
  expect(made).toMatchObject({
    GroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/),
    Tags: [{ Key: 'Name', Value: 'dns' }],
  });
  const { SecurityGroups } = await ec2().send(new DescribeSecurityGroupsCommand({ GroupIds: [made.GroupId ?? ''] }));
  expect(SecurityGroups).toMatchObject([
    {
      GroupName: 'canal-plant-1-dns',
      IpPermissions: [],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      Tags: [{ Key: 'Name', Value: 'dns' }],
    },
  ]);
});

test.each([
  ['of a name that the VPC has', { GroupName: 'app-servers' }, 'InvalidGroup.Duplicate'],
  ['of a name like an id', { GroupName: 'sg-dns' }, 'InvalidParameterValue'],
  ['with signs that EC2 does not take', { GroupName: 'dns"' }, 'InvalidParameterValue'],
  ['of a VPC that is not there', { VpcId: 'vpc-00000001' }, 'InvalidVpcID.NotFound'],
  ['that is only tried', { DryRun: true }, 'DryRunOperation'],
])('a group %s is refused', async (_, more, code) => {
  const { ec2 } = setting();
  expect((await refusal(ec2().send(new CreateSecurityGroupCommand({ ...group, ...more })))).code).toBe(code);
});

test('rules are taken away one by one, all of a request or none', async () => {
  const { ec2 } = setting();
  const client = ec2();
  const GroupId = await create(client);
  const both = [permission('udp'), permission('tcp')];
  await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: both }));
  const wrong = [permission('udp'), permission('tcp', '100.67.1.0/24')];
  const revoke = (IpPermissions: typeof both) =>
    client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  expect((await refusal(revoke(wrong))).code).toBe('InvalidPermission.NotFound');
  const protocols = async () => {
    const { SecurityGroups } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    return SecurityGroups?.[0]?.IpPermissions?.map(({ IpProtocol }) => IpProtocol);
  };
  expect(await protocols()).toEqual(['udp', 'tcp']);
  await revoke([permission('udp')]);
  expect(await protocols()).toEqual(['tcp']);
});

test('a group goes when nothing names it any more; the default one never goes', async () => {
  const { ec2 } = setting();
  const client = ec2();
  const GroupId = await create(client);
  const { NetworkInterface } = await client.send(
    new CreateNetworkInterfaceCommand({ SubnetId: 'subnet-0a1111111111111a1', Groups: [GroupId] }),
  );
  const remove = () => client.send(new DeleteSecurityGroupCommand({ GroupId }));
  expect((await refusal(remove())).code).toBe('DependencyViolation');
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
  await client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
  await remove();
  expect((await refusal(remove())).code).toBe('InvalidGroup.NotFound');
  const Filters = [{ Name: 'group-name', Values: ['default'] }];
  const { SecurityGroups } = await client.send(new DescribeSecurityGroupsCommand({ Filters }));
  const removeDefault = client.send(new DeleteSecurityGroupCommand({ GroupId: SecurityGroups?.[0]?.GroupId ?? '' }));
  expect((await refusal(removeDefault)).code).toBe('CannotDelete');
});
