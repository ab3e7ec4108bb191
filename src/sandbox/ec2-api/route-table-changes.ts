import type { RouteTable } from '../world/vpc.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { invalidParameterValue, missingParameter, Refusal } from './errors.ts';
import { find, resourceKinds } from './resource-ids.ts';
import { routeTableXml } from './route-tables.ts';
import { specifiedTags, tagSpecification } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

const tablesPerVpc = 200;

/** A new table has the VPC's local routes and no association. The same client token again gives the same table. */
function createRouteTable(call: Ec2Call): XmlFields {
  const { world, region, parameters } = call;
  const vpc = find(resourceKinds.vpc, region.vpcs, parameters.required('VpcId'));
  const tags = specifiedTags(call, resourceKinds.routeTable);
  endDryRun(call);
  const clientToken = parameters.get('ClientToken');
  const twin = clientToken && [...region.routeTables.values()].find((table) => table.clientToken === clientToken);
  if (twin) {
    if (twin.vpcId === vpc.vpcId) return { routeTable: routeTableXml(call, twin), clientToken };
    throw new Refusal('IdempotentParameterMismatch', 'The client token was used with other parameters before.');
  }
  if ([...region.routeTables.values()].filter((table) => table.vpcId === vpc.vpcId).length >= tablesPerVpc) {
    throw new Refusal(
      'RouteTableLimitExceeded',
      `The maximum number of route tables of ${vpc.vpcId} has been reached.`,
    );
  }
  const table: RouteTable = {
    routeTableId: `rtb-${world.ids.hex('rtb', 17)}`,
    vpcId: vpc.vpcId,
    associations: [],
    routes: [vpc.cidrBlock, ...vpc.secondaryCidrBlocks].map((destinationCidrBlock) => ({
      destinationCidrBlock,
      origin: 'CreateRouteTable',
      gatewayId: 'local',
    })),
    tags,
    ...(clientToken === undefined ? {} : { clientToken }),
  };
  region.routeTables.set(table.routeTableId, table);
  return { routeTable: routeTableXml(call, table), clientToken };
}

function associateRouteTable(call: Ec2Call): XmlFields {
  const { world, region, parameters } = call;
  const table = find(resourceKinds.routeTable, region.routeTables, parameters.required('RouteTableId'));
  const [subnetId, gatewayId] = [parameters.get('SubnetId'), parameters.get('GatewayId')];
  if (subnetId !== undefined && gatewayId !== undefined) {
    throw new Refusal('InvalidParameterCombination', 'The request must contain exactly one of subnetId, gatewayId');
  }
  if (subnetId !== undefined) checkSubnet(call, table, subnetId);
  else if (gatewayId === undefined) throw missingParameter('SubnetId');
  else if (!/^(igw|vgw)-[0-9a-f]{8,17}$/.test(gatewayId)) {
    throw invalidParameterValue(`Value (${gatewayId}) for parameter gatewayId is invalid.`);
  }
  endDryRun(call);
  const place = subnetId === undefined ? { gatewayId: gatewayId as string } : { subnetId };
  const taken = [...region.routeTables.values()].some((other) =>
    other.associations.some((one) => one.subnetId === subnetId && one.gatewayId === gatewayId && !one.main),
  );
  if (taken) {
    throw new Refusal(
      'Resource.AlreadyAssociated',
      `the specified association for route table ${table.routeTableId} conflicts with an existing association`,
    );
  }
  const id = `rtbassoc-${world.ids.hex('rtbassoc', 17)}`;
  table.associations.push({ id, main: false, ...place });
  return { associationId: id, associationState: { state: 'associated' } };
}

function checkSubnet({ region }: Ec2Call, table: RouteTable, subnetId: string): void {
  const subnet = find(resourceKinds.subnet, region.subnets, subnetId);
  if (subnet.vpcId === table.vpcId) return;
  throw invalidParameterValue(`Route table ${table.routeTableId} and subnet ${subnetId} belong to different networks`);
}

/** The table that an association is of, and the association; a main one stays. */
function association({ region }: Ec2Call, id: string): { table: RouteTable; at: number } {
  for (const table of region.routeTables.values()) {
    const at = table.associations.findIndex((one) => one.id === id);
    if (at < 0) continue;
    if (!table.associations[at]?.main) return { table, at };
    throw invalidParameterValue(`cannot disassociate the main route table association ${id}`);
  }
  throw new Refusal('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

function disassociateRouteTable(call: Ec2Call): XmlFields {
  const { table, at } = association(call, call.parameters.required('AssociationId'));
  endDryRun(call);
  table.associations.splice(at, 1);
  return { return: true };
}

/** A table that serves something stays. */
function deleteRouteTable(call: Ec2Call): XmlFields {
  const { region, parameters } = call;
  const { routeTableId, associations } = find(
    resourceKinds.routeTable,
    region.routeTables,
    parameters.required('RouteTableId'),
  );
  endDryRun(call);
  if (associations.length > 0) {
    throw new Refusal(
      'DependencyViolation',
      `The routeTable '${routeTableId}' has dependencies and cannot be deleted.`,
    );
  }
  region.routeTables.delete(routeTableId);
  return { return: true };
}

/** CreateRouteTable, AssociateRouteTable, DisassociateRouteTable, DeleteRouteTable. */
export const routeTableChanges: Ec2Operations = {
  CreateRouteTable: {
    parameters: ['VpcId', 'ClientToken', ...tagSpecification],
    answer: createRouteTable,
  },
  AssociateRouteTable: {
    parameters: ['RouteTableId', 'SubnetId', 'GatewayId'],
    notImitated: ['PublicIpv4Pool'],
    answer: associateRouteTable,
  },
  DisassociateRouteTable: { parameters: ['AssociationId'], answer: disassociateRouteTable },
  DeleteRouteTable: { parameters: ['RouteTableId'], answer: deleteRouteTable },
};
