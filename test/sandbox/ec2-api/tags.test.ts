import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  DescribeVpcPeeringConnectionsCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, mainTable, refusal, setting } from './setting.ts';

const tag = (Key: string, Value?: string): Tag => ({ Key, ...(Value === undefined ? {} : { Value }) });

test("tags that are set on a peering are the accepter's, and filter it", async () => {
  const { ec2, request, pass, world } = setting();
  const { id } = request();
  pass(4);
  await ec2().send(
    new CreateTagsCommand({ Resources: [id], Tags: [tag('canal:network', 'two-vpcs'), tag('empty', '')] }),
  );
  await ec2().send(new CreateTagsCommand({ Resources: [id], Tags: [tag('canal:network', 'other')] }));
  const Filters = [{ Name: 'tag:canal:network', Values: ['other'] }];
  const { VpcPeeringConnections: found } = await ec2().send(new DescribeVpcPeeringConnectionsCommand({ Filters }));
  expect(found?.map(({ Tags }) => Tags)).toEqual([[tag('canal:network', 'other'), tag('empty', '')]]);
  expect([...(world.peerings.get(id)?.accepterTags ?? [])]).toEqual([
    ['canal:network', 'other'],
    ['empty', ''],
  ]);
});

test('tags are set on all the resources that are named, or on none', async () => {
  const { ec2, world } = setting();
  const set = (...Resources: string[]) =>
    ec2().send(new CreateTagsCommand({ Resources, Tags: [tag('canal:network', 'two-vpcs')] }));
  expect((await refusal(set(mainTable, 'rtb-00000000'))).code).toBe('InvalidRouteTableID.NotFound');
  expect((await refusal(set(mainTable, 'pcx-00000000'))).code).toBe('InvalidVpcPeeringConnectionID.NotFound');
  expect(await refusal(set(mainTable, 'igw-00000000'))).toEqual({
    code: 'InvalidID',
    message: "The ID 'igw-00000000' is not valid",
    status: 400,
  });
  expect((await refusal(set(mainTable, 'vpc-x'))).code).toBe('InvalidVpcID.Malformed');
  const table = world.region('111111111111', 'ap-northeast-1').routeTables.get(mainTable);
  expect(table?.tags.size).toBe(0);
  await set(mainTable, appVpc, 'subnet-0a1111111111111a1');
  expect(table?.tags.get('canal:network')).toBe('two-vpcs');
});

test("tags keep EC2's rules", async () => {
  const { ec2 } = setting();
  const set = (...Tags: Tag[]) => refusal(ec2().send(new CreateTagsCommand({ Resources: [appVpc], Tags })));
  expect((await set(tag('aws:name', 'x'))).message).toBe("Tag keys starting with 'aws:' are reserved for internal use");
  expect((await set(tag('k'.repeat(129), 'x'))).code).toBe('InvalidParameterValue');
  expect((await set(tag('k', 'v'.repeat(257)))).code).toBe('InvalidParameterValue');
  expect((await set(tag('k', '1'), tag('k', '2'))).code).toBe('InvalidParameterValue');
  expect((await set(tag('', '1'))).code).toBe('InvalidParameterValue');
  expect((await set()).code).toBe('MissingParameter');
  const many = Array.from({ length: 50 }, (_, number) => tag(`k${number}`, 'x'));
  expect((await set(...many)).code).toBe('TagLimitExceeded'); // the VPC has a Name already
  const none = new CreateTagsCommand({ Resources: [], Tags: [tag('k', 'v')] });
  expect((await refusal(ec2().send(none))).code).toBe('MissingParameter');
});

test('a tag is deleted by its key, by key and value, or with all others', async () => {
  const { ec2, world } = setting();
  const tags = world.region('111111111111', 'ap-northeast-1').vpcs.get(appVpc)?.tags;
  const remove = (...Tags: Tag[]) => ec2().send(new DeleteTagsCommand({ Resources: [appVpc], Tags }));
  tags?.set('a', '1').set('b', '').set('c', '3').set('d', '4');
  await remove(tag('a', '2'), tag('b', ''), tag('c'), tag('missing'));
  expect([...(tags ?? [])]).toEqual([
    ['Name', 'app'],
    ['a', '1'],
    ['d', '4'],
  ]);
  const dry = new DeleteTagsCommand({ Resources: [appVpc], DryRun: true });
  expect((await refusal(ec2().send(dry))).code).toBe('DryRunOperation');
  await remove();
  expect(tags?.size).toBe(0);
});

test('tags are listed over all kinds of resources, with filters and pages', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  const Tags = Array.from({ length: 6 }, (_, number) => tag(`k${number}`, `v${number}`));
  await ec2().send(new CreateTagsCommand({ Resources: [id, mainTable], Tags }));
  const by = async (Name: string, ...Values: string[]) =>
    (await ec2().send(new DescribeTagsCommand({ Filters: [{ Name, Values }] }))).Tags ?? [];
  expect(await by('resource-type', 'vpc')).toEqual([
    { ResourceId: appVpc, ResourceType: 'vpc', Key: 'Name', Value: 'app' },
  ]);
  expect(await by('resource-id', id)).toHaveLength(6);
  expect((await by('key', 'k1')).map(({ ResourceType }) => ResourceType)).toEqual([
    'vpc-peering-connection',
    'route-table',
  ]);
  expect(await by('tag:k2', 'v2')).toHaveLength(2);
  expect(await by('value', 'v?')).toHaveLength(12);
  const first = await ec2().send(new DescribeTagsCommand({ MaxResults: 10 }));
  expect(first.Tags).toHaveLength(10);
  const { NextToken } = first;
  const second = await ec2().send(new DescribeTagsCommand({ MaxResults: 10, ...(NextToken ? { NextToken } : {}) }));
  expect(second.Tags).toHaveLength(3);
  expect(second.NextToken).toBeUndefined();
});
