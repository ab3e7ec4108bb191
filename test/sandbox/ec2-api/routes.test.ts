import {
  AcceptVpcPeeringConnectionCommand,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  DeleteRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { customer, dnsVpc, mainTable, ours, refusal, setting } from './setting.ts';

const customerTable = 'rtb-0b2222222222222b1';
const create = (client: EC2Client, input: Partial<CreateRouteCommandInput>) =>
  client.send(new CreateRouteCommand({ RouteTableId: mainTable, ...input }));
const routesOf = async (client: EC2Client, table = mainTable) =>
  (await client.send(new DescribeRouteTablesCommand({ RouteTableIds: [table] }))).RouteTables?.[0]?.Routes;
const route = async (client: EC2Client, destination: string, table = mainTable) =>
  (await routesOf(client, table))?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === destination);

test('a route to a peering is a black hole until the peering is active, and again once it is deleted', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  const made = await create(ec2(), { DestinationCidrBlock: '100.67.0.0/24', VpcPeeringConnectionId: id });
  expect(made.Return).toBe(true);
  const expected = { DestinationCidrBlock: '100.67.0.0/24', Origin: 'CreateRoute', VpcPeeringConnectionId: id };
  expect(await route(ec2(), '100.67.0.0/24')).toEqual({ ...expected, State: 'blackhole' });
  await ec2().send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
  expect((await route(ec2(), '100.67.0.0/24'))?.State).toBe('blackhole');
  pass(3);
  expect(await route(ec2(), '100.67.0.0/24')).toEqual({ ...expected, State: 'active' });
  await ec2().send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
  expect(await route(ec2(), '100.67.0.0/24')).toEqual({ ...expected, State: 'blackhole' });
  pass(7 * 24 * 3600);
  expect(await route(ec2(), '100.67.0.0/24')).toEqual({ ...expected, State: 'blackhole' });
});

test('a destination is kept in its canonical form', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  await create(ec2(), { DestinationCidrBlock: '100.68.0.18/18', VpcPeeringConnectionId: id });
  expect(await route(ec2(), '100.68.0.0/18')).toBeDefined();
  expect(await route(ec2(), '100.68.0.18/18')).toBeUndefined();
});

test('of every address of a range comes the same route', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(2 ** 24 - 1), fc.integer({ min: 8, max: 32 }), async (address, prefix) => {
      const { ec2 } = setting();
      const dotted = `10.${address >>> 16}.${(address >>> 8) & 255}.${address & 255}`;
      const size = 2 ** (32 - prefix);
      const first = Math.floor(address / size) * size;
      const canonical = `10.${first >>> 16}.${(first >>> 8) & 255}.${first & 255}/${prefix}`;
      const target = { GatewayId: 'igw-0a1111111111111a1' };
      await create(ec2(), { DestinationCidrBlock: `${dotted}/${prefix}`, ...target });
      expect((await route(ec2(), canonical))?.State).toBe('active');
      const again = await refusal(create(ec2(), { DestinationCidrBlock: canonical, ...target }));
      expect(again.code).toBe('RouteAlreadyExists');
    }),
    { numRuns: 40 },
  );
});

test('a second route to a destination is refused, whatever its target', async () => {
  const { ec2, request, pass } = setting();
  const [first, second] = [request(), request({}, 'vpg-2')];
  pass(4);
  const DestinationCidrBlock = '100.67.0.0/24';
  await create(ec2(), { DestinationCidrBlock, VpcPeeringConnectionId: first.id });
  for (const target of [
    { VpcPeeringConnectionId: first.id },
    { VpcPeeringConnectionId: second.id },
    { GatewayId: 'igw-0a1111111111111a1' },
  ]) {
    expect(await refusal(create(ec2(), { DestinationCidrBlock, ...target }))).toEqual({
      code: 'RouteAlreadyExists',
      message: 'The route identified by 100.67.0.0/24 already exists.',
      status: 400,
    });
  }
  const local = { DestinationCidrBlock: '172.21.0.0/16', VpcPeeringConnectionId: first.id };
  expect((await refusal(create(ec2(), local))).code).toBe('RouteAlreadyExists');
});

test('a route names exactly one target', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  const DestinationCidrBlock = '100.67.0.0/24';
  expect((await refusal(create(ec2(), { DestinationCidrBlock }))).code).toBe('MissingParameter');
  const two = { DestinationCidrBlock, VpcPeeringConnectionId: id, GatewayId: 'igw-0a1111111111111a1' };
  expect((await refusal(create(ec2(), two))).code).toBe('InvalidParameterCombination');
  expect((await refusal(create(ec2(), { DestinationCidrBlock, InstanceId: 'i-00000000' }))).code).toBe(
    'UnsupportedOperation',
  );
  expect((await refusal(create(ec2(), { DestinationCidrBlock, GatewayId: 'local' }))).code).toBe(
    'InvalidParameterValue',
  );
  expect(await routesOf(ec2())).toHaveLength(1);
});

test('every kind of gateway that the sandbox knows can be a target', async () => {
  const { ec2 } = setting();
  const targets = [
    { GatewayId: 'vgw-0a1111111111111a1' },
    { NatGatewayId: 'nat-0a1111111111111a1' },
    { TransitGatewayId: 'tgw-0a1111111111111a1' },
    { NetworkInterfaceId: 'eni-0a1111111111111a1' },
  ];
  for (const [number, target] of targets.entries()) {
    await create(ec2(), { DestinationCidrBlock: `10.${number}.0.0/16`, ...target });
    expect(await route(ec2(), `10.${number}.0.0/16`)).toEqual({
      DestinationCidrBlock: `10.${number}.0.0/16`,
      Origin: 'CreateRoute',
      State: 'active',
      ...target,
    });
  }
});

test("a peering of another VPC cannot be a table's target, nor can one that the account does not see", async () => {
  const { ec2, request, pass, world } = setting();
  world.region(ours, 'ap-northeast-1').vpcs.set('vpc-0c333333', {
    vpcId: 'vpc-0c333333',
    cidrBlock: '10.9.0.0/16',
    secondaryCidrBlocks: [],
    tags: new Map(),
  });
  const other = request({ peerVpcId: 'vpc-0c333333', destinationCidrBlock: '10.9.0.0/16' });
  const foreign = request({ peerOwnerId: customer, peerVpcId: dnsVpc, destinationCidrBlock: '10.0.0.0/16' });
  pass(4);
  const DestinationCidrBlock = '100.67.0.0/24';
  expect(await refusal(create(ec2(), { DestinationCidrBlock, VpcPeeringConnectionId: other.id }))).toEqual({
    code: 'InvalidParameterValue',
    message: `route table ${mainTable} and network gateway ${other.id} belong to different networks`,
    status: 400,
  });
  expect((await refusal(create(ec2(), { DestinationCidrBlock, VpcPeeringConnectionId: foreign.id }))).code).toBe(
    'InvalidVpcPeeringConnectionID.NotFound',
  );
});

test('a dead peering takes no new route', async () => {
  const { ec2, request, pass, clock } = setting();
  const peering = request();
  pass(4);
  peering.rejectedAt = clock.now();
  const call = create(ec2(), { DestinationCidrBlock: '100.67.0.0/24', VpcPeeringConnectionId: peering.id });
  expect((await refusal(call)).code).toBe('InvalidParameterValue');
});

test("a route inside the VPC's own range cannot lead to a peering", async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  const inside = { DestinationCidrBlock: '172.21.5.0/24', VpcPeeringConnectionId: id };
  expect((await refusal(create(ec2(), inside))).code).toBe('InvalidParameterValue');
  await create(ec2(), { DestinationCidrBlock: '172.0.0.0/8', VpcPeeringConnectionId: id });
});

test('what is no IPv4 range is refused with the value in the message', async () => {
  const { ec2 } = setting();
  for (const range of ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '256.0.0.0/8', '10.0.0/8', 'fd00::/8', '/8', 'x']) {
    const call = create(ec2(), { DestinationCidrBlock: range, GatewayId: 'igw-0a1111111111111a1' });
    expect(await refusal(call)).toEqual({
      code: 'InvalidParameterValue',
      message: `Value (${range}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
      status: 400,
    });
  }
});

test('a table holds as many routes as its quota', async () => {
  const { ec2, world } = setting({ behaviour: { routesPerRouteTable: 3 } });
  expect(world.behaviour.routesPerRouteTable).toBe(3);
  const add = (number: number) =>
    create(ec2(), { DestinationCidrBlock: `10.${number}.0.0/16`, GatewayId: 'igw-0a1111111111111a1' });
  await add(1);
  await add(2);
  expect((await refusal(add(3))).code).toBe('RouteLimitExceeded');
  expect(setting().world.behaviour.routesPerRouteTable).toBe(500);
});

test("another account's table, one of another Region and a malformed id cannot be found", async () => {
  const { ec2 } = setting();
  const input = { DestinationCidrBlock: '100.67.0.0/24', GatewayId: 'igw-0a1111111111111a1' };
  expect(await refusal(create(ec2(), { ...input, RouteTableId: customerTable }))).toEqual({
    code: 'InvalidRouteTableID.NotFound',
    message: `The routeTable ID '${customerTable}' does not exist`,
    status: 400,
  });
  expect((await refusal(create(ec2(ours, 'us-west-2'), input))).code).toBe('InvalidRouteTableID.NotFound');
  expect((await refusal(create(ec2(), { ...input, RouteTableId: 'rtb-x' }))).code).toBe(
    'InvalidRouteTableId.Malformed',
  );
  await create(ec2(customer), { ...input, RouteTableId: customerTable });
  expect(await routesOf(ec2(customer), customerTable)).toHaveLength(2);
});

test('a black hole is replaced in its place', async () => {
  const { ec2, request, pass } = setting();
  const [dead, live] = [request(), request({}, 'vpg-2')];
  pass(4);
  await create(ec2(), { DestinationCidrBlock: '100.67.0.0/24', VpcPeeringConnectionId: dead.id });
  await create(ec2(), { DestinationCidrBlock: '100.67.1.0/24', GatewayId: 'igw-0a1111111111111a1' });
  await ec2().send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: live.id }));
  pass(3);
  await ec2().send(
    new ReplaceRouteCommand({
      RouteTableId: mainTable,
      DestinationCidrBlock: '100.67.0.0/24',
      VpcPeeringConnectionId: live.id,
    }),
  );
  expect(await routesOf(ec2())).toEqual([
    { DestinationCidrBlock: '172.21.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
    { DestinationCidrBlock: '100.67.0.0/24', VpcPeeringConnectionId: live.id, Origin: 'CreateRoute', State: 'active' },
    {
      DestinationCidrBlock: '100.67.1.0/24',
      GatewayId: 'igw-0a1111111111111a1',
      Origin: 'CreateRoute',
      State: 'active',
    },
  ]);
});

test('replacing and deleting need the exact destination, and leave local routes alone', async () => {
  const { ec2 } = setting();
  const target = { GatewayId: 'igw-0a1111111111111a1' };
  await create(ec2(), { DestinationCidrBlock: '10.1.0.0/16', ...target });
  const replace = (DestinationCidrBlock: string) =>
    ec2().send(new ReplaceRouteCommand({ RouteTableId: mainTable, DestinationCidrBlock, ...target }));
  const remove = (DestinationCidrBlock: string) =>
    ec2().send(new DeleteRouteCommand({ RouteTableId: mainTable, DestinationCidrBlock }));
  expect(await refusal(replace('10.1.0.5/16'))).toEqual({
    code: 'InvalidParameterValue',
    message: "There is no route defined for '10.1.0.5/16' in the route table. Use CreateRoute instead.",
    status: 400,
  });
  expect(await refusal(remove('10.1.0.0/17'))).toEqual({
    code: 'InvalidRoute.NotFound',
    message: `no route with destination-cidr-block 10.1.0.0/17 in route table ${mainTable}`,
    status: 400,
  });
  expect(await refusal(remove('172.21.0.0/16'))).toEqual({
    code: 'InvalidParameterValue',
    message: `cannot remove local route 172.21.0.0/16 in route table ${mainTable}`,
    status: 400,
  });
  expect((await refusal(replace('172.21.0.0/16'))).code).toBe('InvalidParameterValue');
  await remove('10.1.0.0/16');
  expect((await refusal(remove('10.1.0.0/16'))).code).toBe('InvalidRoute.NotFound');
  expect(await routesOf(ec2())).toHaveLength(1);
});

test('dry runs of route changes change nothing', async () => {
  const { ec2 } = setting();
  const input = { RouteTableId: mainTable, DestinationCidrBlock: '10.1.0.0/16', DryRun: true };
  const target = { GatewayId: 'igw-0a1111111111111a1' };
  const calls = [
    ec2().send(new CreateRouteCommand({ ...input, ...target })),
    ec2().send(new ReplaceRouteCommand({ ...input, ...target })),
    ec2().send(new DeleteRouteCommand(input)),
  ];
  for (const call of calls) expect((await refusal(call)).code).toBe('DryRunOperation');
  expect(await routesOf(ec2())).toHaveLength(1);
});
