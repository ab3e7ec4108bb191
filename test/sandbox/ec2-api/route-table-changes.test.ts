import {
  AssociateRouteTableCommand,
  CreateRouteTableCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { appVpc, mainTable, refusal, setting } from './setting.ts';

const subnet = 'subnet-0a1111111111111a1';

test('a table is given up in two steps: its association first, then the table', async () => {
  const { ec2 } = setting();
  const client = ec2();
  const { RouteTable } = await client.send(new CreateRouteTableCommand({ VpcId: appVpc }));
  const RouteTableId = RouteTable?.RouteTableId ?? '';
  const { AssociationId } = await client.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: subnet }));
  expect(await refusal(client.send(new DeleteRouteTableCommand({ RouteTableId })))).toEqual({
    code: 'DependencyViolation',
    message: `The routeTable '${RouteTableId}' has dependencies and cannot be deleted.`,
    status: 400,
  });
  await client.send(new DisassociateRouteTableCommand({ AssociationId }));
  expect((await refusal(client.send(new DisassociateRouteTableCommand({ AssociationId })))).code).toBe(
    'InvalidAssociationID.NotFound',
  );
  await client.send(new DeleteRouteTableCommand({ RouteTableId }));
  expect((await refusal(client.send(new DeleteRouteTableCommand({ RouteTableId })))).code).toBe(
    'InvalidRouteTableID.NotFound',
  );
});

test('the main table of a VPC stays, and so does its association', async () => {
  const { ec2 } = setting();
  const client = ec2();
  const { RouteTables } = await client.send(new DescribeRouteTablesCommand({ RouteTableIds: [mainTable] }));
  const AssociationId = RouteTables?.[0]?.Associations?.[0]?.RouteTableAssociationId;
  expect((await refusal(client.send(new DisassociateRouteTableCommand({ AssociationId })))).code).toBe(
    'InvalidParameterValue',
  );
  expect((await refusal(client.send(new DeleteRouteTableCommand({ RouteTableId: mainTable })))).code).toBe(
    'DependencyViolation',
  );
});
