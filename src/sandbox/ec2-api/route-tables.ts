import type { Route, RouteTable, RouteTableAssociation } from '../world/vpc.ts';
import type { Ec2Call, Ec2Operations } from './call.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { resourceKinds } from './resource-ids.ts';
import { routeState, shownRoute } from './shown.ts';
import { tagSet } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

interface OwnedRouteTable {
  readonly table: RouteTable;
  readonly ownerId: string;
  readonly routes: readonly (Route & { readonly state: string })[];
}

/** The `routeTable` element of Describe and Create. */
export function routeTableXml(call: Ec2Call, table: RouteTable): XmlFields {
  const { ownerId, routes } = owned(call, table);
  return {
    routeTableId: table.routeTableId,
    vpcId: table.vpcId,
    ownerId,
    routeSet: routes.map((route) => ({
      destinationCidrBlock: route.destinationCidrBlock,
      gatewayId: route.gatewayId,
      natGatewayId: route.natGatewayId,
      transitGatewayId: route.transitGatewayId,
      networkInterfaceId: route.networkInterfaceId,
      vpcPeeringConnectionId: route.vpcPeeringConnectionId,
      state: route.state,
      origin: route.origin,
    })),
    associationSet: table.associations.map((association) => ({
      routeTableAssociationId: association.id,
      routeTableId: table.routeTableId,
      subnetId: association.subnetId,
      gatewayId: association.gatewayId,
      main: association.main,
      associationState: { state: 'associated' },
    })),
    propagatingVgwSet: [],
    tagSet: tagSet(table.tags),
  };
}

function owned(call: Ec2Call, table: RouteTable): OwnedRouteTable {
  return {
    table,
    ownerId: call.caller.accountId,
    // Worked out only for the tables that a filter or an answer looks into.
    get routes() {
      return table.routes.flatMap((made) => {
        const route = shownRoute(call, made);
        return route ? [{ ...route, state: routeState(call, route) }] : [];
      });
    },
  };
}

type Reader = (item: OwnedRouteTable) => readonly string[];

/** The values of one field in the table's routes, or in its associations, where they have it. */
const ofRoutes =
  (field: Exclude<keyof Route, 'since' | 'before'> | 'state'): Reader =>
  ({ routes }) =>
    routes.flatMap((route) => route[field] ?? []);
const ofAssociations =
  (field: keyof RouteTableAssociation): Reader =>
  ({ table }) =>
    table.associations.flatMap((association) => {
      const value = association[field];
      return value === undefined ? [] : [String(value)];
    });

const description: Description<OwnedRouteTable> = {
  kind: resourceKinds.routeTable,
  set: 'routeTableSet',
  most: 100,
  items: (call) => [...call.region.routeTables.values()].map((table) => owned(call, table)),
  id: ({ table }) => table.routeTableId,
  render: (call, { table }) => routeTableXml(call, table),
  filters: {
    fields: {
      'association.gateway-id': ofAssociations('gatewayId'),
      'association.main': ofAssociations('main'),
      'association.route-table-association-id': ofAssociations('id'),
      'association.route-table-id': ({ table }) => (table.associations.length > 0 ? [table.routeTableId] : []),
      'association.subnet-id': ofAssociations('subnetId'),
      'owner-id': ({ ownerId }) => [ownerId],
      'route-table-id': ({ table }) => [table.routeTableId],
      'route.destination-cidr-block': ofRoutes('destinationCidrBlock'),
      'route.gateway-id': ofRoutes('gatewayId'),
      'route.nat-gateway-id': ofRoutes('natGatewayId'),
      'route.origin': ofRoutes('origin'),
      'route.state': ofRoutes('state'),
      'route.transit-gateway-id': ofRoutes('transitGatewayId'),
      'route.vpc-peering-connection-id': ofRoutes('vpcPeeringConnectionId'),
      'vpc-id': ({ table }) => [table.vpcId],
    },
    tags: ({ table }) => table.tags,
  },
};

/** DescribeRouteTables. */
export const routeTables: Ec2Operations = {
  DescribeRouteTables: {
    parameters: describeParameters(resourceKinds.routeTable),
    answer: (call) => describe(call, description),
  },
};
