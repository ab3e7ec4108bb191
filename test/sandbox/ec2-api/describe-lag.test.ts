import {
  AcceptVpcPeeringConnectionCommand,
  CreateRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  DescribeVpcPeeringConnectionsCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { mainTable, refusal, setting } from './setting.ts';

const lagging = () => {
  const world = setting({ behaviour: { ec2DescribeLagSeconds: 5, peeringActivationSeconds: 3 } });
  const { ec2, request, pass } = world;
  const { id } = request();
  pass(4);
  const target = { RouteTableId: mainTable, DestinationCidrBlock: '100.67.0.0/24' };
  return {
    ...world,
    id,
    accept: () => ec2().send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id })),
    status: async () => {
      const shown = await ec2().send(new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }));
      return shown.VpcPeeringConnections?.[0]?.Status?.Code;
    },
    create: (GatewayId?: string) =>
      ec2().send(
        new CreateRouteCommand({ ...target, ...(GatewayId ? { GatewayId } : { VpcPeeringConnectionId: id }) }),
      ),
    replace: () => ec2().send(new ReplaceRouteCommand({ ...target, VpcPeeringConnectionId: id })),
    /** Target and state of the route to the VPG's range. */
    route: async () => {
      const shown = await ec2().send(new DescribeRouteTablesCommand({ RouteTableIds: [mainTable] }));
      const found = shown.RouteTables?.[0]?.Routes?.find((one) => one.DestinationCidrBlock === '100.67.0.0/24');
      return found && [found.VpcPeeringConnectionId ?? found.GatewayId, found.State];
    },
  };
};

test('an acceptance is answered at once and described as pending until the lag is over', async () => {
  const { accept, status, pass } = lagging();
  const { VpcPeeringConnection: accepted } = await accept();
  expect(accepted?.Status?.Code).toBe('provisioning');
  expect(await status()).toBe('pending-acceptance');
  pass(4.999);
  expect(await status()).toBe('pending-acceptance');
  expect((await refusal(accept())).code).toBe('InvalidStateTransition');
  pass(0.001);
  expect(await status()).toBe('provisioning');
  pass(3);
  expect(await status()).toBe('active');
});

test('the end of a peering is described at once', async () => {
  const { accept, status, pass, ec2, id } = lagging();
  await accept();
  pass(3);
  await ec2().send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
  expect(await status()).toBe('deleted');
});

test('a new route is there for EC2 at once, and described when the lag is over', async () => {
  const { accept, create, route, pass, id } = lagging();
  await accept();
  await create();
  expect(await route()).toBeUndefined();
  expect((await refusal(create())).code).toBe('RouteAlreadyExists');
  pass(5);
  expect(await route()).toEqual([id, 'blackhole']);
  pass(3);
  expect(await route()).toEqual([id, 'active']);
});

test('a replaced route is described as it was until the lag is over', async () => {
  const { accept, create, replace, route, pass, id } = lagging();
  await accept();
  await create('igw-0a1111111111111a1');
  await replace();
  expect(await route()).toBeUndefined();
  pass(5);
  expect(await route()).toEqual([id, 'blackhole']);
  pass(3);
  await replace();
  expect(await route()).toEqual([id, 'active']);
});

test('what replaces a settled route shows the settled one meanwhile', async () => {
  const { accept, create, replace, route, pass, id } = lagging();
  await accept();
  await create('igw-0a1111111111111a1');
  pass(8);
  await replace();
  expect(await route()).toEqual(['igw-0a1111111111111a1', 'active']);
  pass(5);
  expect(await route()).toEqual([id, 'active']);
});
