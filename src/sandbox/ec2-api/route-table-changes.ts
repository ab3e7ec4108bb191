import type { RouteTable } from '../world/vpc.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { invalidParameterValue, missingParameter, Refusal } from './errors.ts';
import { find, resourceKinds } from './resource-ids.ts';
import { routeTableXml } from './route-tables.ts';
import { checkTagLimit, sentTags } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

const tablesPerVpc = 200;

/** A new table has the VPC's local routes and no association. The same client token again gives the same table. */
function createRouteTable(call: Ec2Call): XmlFields {
  const { world, region, parameters } = call;
  const vpc = find(resourceKinds.vpc, region.vpcs, parameters.required('VpcId'));
  const tags = newTags(call);
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

function newTags({ parameters }: Ec2Call): Map<string, string> {
  const tags = new Map<string, string>();
  for (const number of parameters.numbers('TagSpecification')) {
    const type = parameters.required(`TagSpecification.${number}.ResourceType`);
    if (type !== resourceKinds.routeTable.type) {
      throw invalidParameterValue(`'${type}' is not a valid taggable resource type for this operation.`);
    }
    for (const { key, value } of sentTags(parameters, `TagSpecification.${number}.Tag`)) tags.set(key, value ?? '');
  }
  checkTagLimit('the route table', tags, []);
  return tags;
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

/** CreateRouteTable, AssociateRouteTable. */
export const routeTableChanges: Ec2Operations = {
  CreateRouteTable: {
    parameters: [
      'VpcId',
      'ClientToken',
      'TagSpecification.N.ResourceType',
      'TagSpecification.N.Tag.N.Key',
      'TagSpecification.N.Tag.N.Value',
    ],
    answer: createRouteTable,
  },
  AssociateRouteTable: {
    parameters: ['RouteTableId', 'SubnetId', 'GatewayId'],
    notImitated: ['PublicIpv4Pool'],
    answer: associateRouteTable,
  },
};
