import {
  AssociateRouteTableCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  DescribeRouteTablesCommand,
  type DescribeRouteTablesCommandInput,
  type EC2Client,
  paginateDescribeRouteTables,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, customer, dnsVpc, mainTable, ours, refusal, setting } from './setting.ts';

const subnetTable = 'rtb-0a1111111111111a2';
const [implicit, explicit] = ['subnet-0a1111111111111a1', 'subnet-0a1111111111111a2'];
const describe = async (client: EC2Client, input: DescribeRouteTablesCommandInput = {}) =>
  (await client.send(new DescribeRouteTablesCommand(input))).RouteTables ?? [];
const by = async (client: EC2Client, ...filters: [name: string, ...values: string[]][]) => {
  const Filters = filters.map(([Name, ...Values]) => ({ Name, Values }));
  return (await describe(client, { Filters })).map(({ RouteTableId }) => RouteTableId);
};

test('a table is described with its routes and associations', async () => {
  const { ec2 } = setting();
  const [main, custom] = await describe(ec2());
  expect(main).toEqual({
    RouteTableId: mainTable,
    VpcId: appVpc,
    OwnerId: ours,
    Associations: [
      {
        Main: true,
        RouteTableAssociationId: expect.stringMatching(/^rtbassoc-[0-9a-f]{17}$/),
        RouteTableId: mainTable,
        AssociationState: { State: 'associated' },
      },
    ],
    PropagatingVgws: [],
    Routes: [
      { DestinationCidrBlock: '172.21.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
    ],
    Tags: [],
  });
  expect(custom?.Associations?.map(({ Main, SubnetId }) => [Main, SubnetId])).toEqual([[false, explicit]]);
  expect(custom?.Routes?.map(({ GatewayId }) => GatewayId)).toEqual(['local', 'igw-0a1111111111111a1']);
});

test('the table of a subnet is found by its association, else by the main one of its VPC', async () => {
  const { ec2 } = setting();
  expect(await by(ec2(), ['association.subnet-id', explicit])).toEqual([subnetTable]);
  expect(await by(ec2(), ['association.subnet-id', implicit])).toEqual([]);
  expect(await by(ec2(), ['vpc-id', appVpc], ['association.main', 'true'])).toEqual([mainTable]);
  expect(await by(ec2(), ['association.main', 'false'])).toEqual([subnetTable]);
});

test('tables are found by routes, ids, owners and tags', async () => {
  const { ec2, request, pass, world } = setting();
  const { id } = request();
  pass(4);
  const destination = { DestinationCidrBlock: '100.67.0.0/24', VpcPeeringConnectionId: id };
  await ec2().send(new CreateRouteCommand({ RouteTableId: mainTable, ...destination }));
  world.region(ours, 'ap-northeast-1').routeTables.get(subnetTable)?.tags.set('tier', 'public');
  expect(await by(ec2(), ['route.state', 'blackhole'])).toEqual([mainTable]);
  expect(await by(ec2(), ['route.vpc-peering-connection-id', id])).toEqual([mainTable]);
  expect(await by(ec2(), ['route.destination-cidr-block', '100.67.*'])).toEqual([mainTable]);
  expect(await by(ec2(), ['route.gateway-id', 'igw-*'])).toEqual([subnetTable]);
  expect(await by(ec2(), ['route.origin', 'CreateRouteTable'])).toEqual([mainTable, subnetTable]);
  expect(await by(ec2(), ['route-table-id', subnetTable])).toEqual([subnetTable]);
  expect(await by(ec2(), ['association.route-table-id', mainTable])).toEqual([mainTable]);
  expect(await by(ec2(), ['owner-id', customer])).toEqual([]);
  expect(await by(ec2(), ['tag:tier', 'pub*'])).toEqual([subnetTable]);
  expect(await by(ec2(), ['tag-key', 'tier', 'team'])).toEqual([subnetTable]);
});

test('each account sees its own tables, in the Region that it asks', async () => {
  const { ec2 } = setting();
  expect((await describe(ec2(customer))).map(({ VpcId }) => VpcId)).toEqual([dnsVpc, dnsVpc]);
  expect(await describe(ec2(ours, 'us-west-2'))).toEqual([]);
  const foreign = { RouteTableIds: [mainTable] };
  expect((await refusal(describe(ec2(customer), foreign))).code).toBe('InvalidRouteTableID.NotFound');
});

test('a new table has the local routes of all ranges, its tags, and no association', async () => {
  const vpcs = [{ vpcId: appVpc, cidrBlock: '172.21.0.0/16', secondaryCidrBlocks: ['172.22.0.0/16'] }];
  const { ec2 } = setting({ accounts: [{ accountId: ours, vpcs }] });
  const { RouteTable: table } = await ec2().send(
    new CreateRouteTableCommand({
      VpcId: appVpc,
      TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'Name', Value: 'canal' }] }],
    }),
  );
  expect(table?.Routes?.map(({ DestinationCidrBlock }) => DestinationCidrBlock)).toEqual([
    '172.21.0.0/16',
    '172.22.0.0/16',
  ]);
  expect(table?.Associations).toEqual([]);
  expect(table?.Tags).toEqual([{ Key: 'Name', Value: 'canal' }]);
  expect(await describe(ec2())).toEqual([table]);
});

test('the same client token makes one table, and another wish with it is refused', async () => {
  const { ec2, world } = setting();
  const region = world.region(ours, 'ap-northeast-1');
  region.vpcs.set('vpc-0c333333', {
    vpcId: 'vpc-0c333333',
    cidrBlock: '10.9.0.0/16',
    secondaryCidrBlocks: [],
    tags: new Map(),
  });
  const make = (VpcId: string) => ec2().send(new CreateRouteTableCommand({ VpcId, ClientToken: 'once' }));
  const [first, second] = [await make(appVpc), await make(appVpc)];
  expect(second.RouteTable).toEqual(first.RouteTable);
  expect(first.ClientToken).toBe('once');
  expect(region.routeTables.size).toBe(3);
  expect((await refusal(make('vpc-0c333333'))).code).toBe('IdempotentParameterMismatch');
});

test('a table of a VPC that is not there cannot be made, nor one tagged as something else', async () => {
  const { ec2 } = setting();
  const make = (input: ConstructorParameters<typeof CreateRouteTableCommand>[0]) =>
    refusal(ec2().send(new CreateRouteTableCommand(input)));
  expect((await make({ VpcId: dnsVpc })).code).toBe('InvalidVpcID.NotFound');
  expect((await make({ VpcId: 'vpc-?' })).code).toBe('InvalidVpcID.Malformed');
  const specification = { ResourceType: 'vpc' as const, Tags: [{ Key: 'a', Value: 'b' }] };
  expect((await make({ VpcId: appVpc, TagSpecifications: [specification] })).code).toBe('InvalidParameterValue');
  expect((await make({ VpcId: appVpc, DryRun: true })).code).toBe('DryRunOperation');
});

test('a subnet is associated with one table at most, of its own VPC', async () => {
  const { ec2, world } = setting();
  const associate = (input: { SubnetId?: string; GatewayId?: string; RouteTableId?: string; DryRun?: boolean }) =>
    ec2().send(new AssociateRouteTableCommand({ RouteTableId: mainTable, ...input }));
  expect((await refusal(associate({ SubnetId: implicit, DryRun: true }))).code).toBe('DryRunOperation');
  const made = await associate({ SubnetId: implicit });
  expect(made).toMatchObject({
    AssociationId: expect.stringMatching(/^rtbassoc-[0-9a-f]{17}$/),
    AssociationState: { State: 'associated' },
  });
  expect(await by(ec2(), ['association.subnet-id', implicit])).toEqual([mainTable]);
  expect((await refusal(associate({ SubnetId: explicit }))).code).toBe('Resource.AlreadyAssociated');
  expect((await refusal(associate({ SubnetId: 'subnet-00000000' }))).code).toBe('InvalidSubnetID.NotFound');
  expect((await refusal(associate({}))).code).toBe('MissingParameter');
  expect((await refusal(associate({ SubnetId: implicit, GatewayId: 'igw-00000000' }))).code).toBe(
    'InvalidParameterCombination',
  );
  world.region(ours, 'ap-northeast-1').subnets.set('subnet-0c333333', {
    subnetId: 'subnet-0c333333',
    vpcId: 'vpc-0c333333',
    cidrBlock: '10.9.0.0/24',
    availabilityZone: 'ap-northeast-1a',
    tags: new Map(),
  });
  expect((await refusal(associate({ SubnetId: 'subnet-0c333333' }))).code).toBe('InvalidParameterValue');
});

test('a gateway can have a table of its own', async () => {
  const { ec2 } = setting();
  const GatewayId = 'igw-0a1111111111111a1';
  await ec2().send(new AssociateRouteTableCommand({ RouteTableId: subnetTable, GatewayId }));
  expect(await by(ec2(), ['association.gateway-id', GatewayId])).toEqual([subnetTable]);
  const [table] = await describe(ec2(), { RouteTableIds: [subnetTable] });
  expect(table?.Associations?.at(-1)).toMatchObject({ GatewayId, Main: false });
});

test('tables come page by page, none twice and none left out, also when one is made in between', async () => {
  const { ec2 } = setting();
  const make = () => ec2().send(new CreateRouteTableCommand({ VpcId: appVpc }));
  for (let count = 0; count < 11; count += 1) await make();
  const before = (await describe(ec2())).map(({ RouteTableId }) => RouteTableId);
  const seen: (string | undefined)[] = [];
  const sizes: number[] = [];
  for await (const { RouteTables = [] } of paginateDescribeRouteTables({ client: ec2(), pageSize: 5 }, {})) {
    seen.push(...RouteTables.map(({ RouteTableId }) => RouteTableId));
    sizes.push(RouteTables.length);
    if (sizes.length === 1) await make();
  }
  expect(before).toHaveLength(13);
  expect(sizes.slice(0, 2)).toEqual([5, 5]);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(before));
});

test('a page has 5 to 100 tables, and a token is good for the same Action alone', async () => {
  const { ec2 } = setting();
  expect((await refusal(describe(ec2(), { MaxResults: 4 }))).message).toBe(
    'Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
  );
  expect((await refusal(describe(ec2(), { MaxResults: 101 }))).code).toBe('InvalidParameterValue');
  expect(await describe(ec2(), { MaxResults: 100 })).toHaveLength(2);
  const foreign = Buffer.from(JSON.stringify(['DescribeVpcs', 'vpc-0'])).toString('base64url');
  for (const NextToken of ['nonsense', foreign]) {
    expect((await refusal(describe(ec2(), { NextToken }))).code).toBe('InvalidPaginationToken');
  }
});
