import { Address4 } from 'ip-address';
import { peeringStatus } from '../world/peering.ts';
import type { Route, RouteTable } from '../world/vpc.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { canonical, rangeOf } from './cidr-block.ts';
import { invalidParameterValue, Refusal } from './errors.ts';
import { find, resourceKinds } from './resource-ids.ts';
import { routeTarget, targetParameters, unknownTargets } from './route-target.ts';
import { shownRoute } from './shown.ts';
import type { XmlFields } from './xml.ts';

const done: XmlFields = { return: true };

function routeTable(call: Ec2Call): RouteTable {
  const { routeTable: kind } = resourceKinds;
  return find(kind, call.region.routeTables, call.parameters.required(kind.parameter));
}

function cidr(call: Ec2Call): Address4 {
  const sent = call.parameters.required('DestinationCidrBlock');
  const range = rangeOf(sent);
  if (range) return range;
  throw invalidParameterValue(
    `Value (${sent}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
  );
}

function createRoute(call: Ec2Call): XmlFields {
  const table = routeTable(call);
  const address = cidr(call);
  const destinationCidrBlock = canonical(address);
  const target = routeTarget(call, table);
  endDryRun(call);
  checkPeering(call, target);
  if (table.routes.some((route) => route.destinationCidrBlock === destinationCidrBlock)) {
    throw new Refusal('RouteAlreadyExists', `The route identified by ${destinationCidrBlock} already exists.`);
  }
  checkAgainstLocalRoutes(table, address, target);
  const most = call.world.behaviour.routesPerRouteTable;
  if (table.routes.length >= most) {
    throw new Refusal(
      'RouteLimitExceeded',
      `The maximum number of routes of ${table.routeTableId} is ${most}: it has been reached.`,
    );
  }
  table.routes.push({ destinationCidrBlock, origin: 'CreateRoute', ...target, since: call.now });
  return done;
}

/** A dead peering takes no more routes. That is certain; AWS's code for it is not established. */
function checkPeering({ world, now }: Ec2Call, { vpcPeeringConnectionId }: Partial<Route>): void {
  const peering = vpcPeeringConnectionId === undefined ? undefined : world.peerings.get(vpcPeeringConnectionId);
  if (!peering) return;
  const status = peeringStatus(peering, now);
  if (['pending-acceptance', 'provisioning', 'active'].includes(status)) return;
  throw invalidParameterValue(`VPC peering connection ${peering.id} is not in a valid state: ${status}`);
}

/** Inside the VPC's own ranges only a network interface may be a target. */
function checkAgainstLocalRoutes(table: RouteTable, address: Address4, { networkInterfaceId }: Partial<Route>): void {
  if (networkInterfaceId !== undefined) return;
  const inside = table.routes.some(
    (route) => route.gatewayId === 'local' && address.isInSubnet(new Address4(route.destinationCidrBlock)),
  );
  if (!inside) return;
  throw invalidParameterValue(
    `The destination CIDR block ${canonical(address)} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
  );
}

function replaceRoute(call: Ec2Call): XmlFields {
  const table = routeTable(call);
  cidr(call);
  const destinationCidrBlock = call.parameters.required('DestinationCidrBlock');
  const target = routeTarget(call, table);
  endDryRun(call);
  checkPeering(call, target);
  const at = table.routes.findIndex((route) => route.destinationCidrBlock === destinationCidrBlock);
  const old = table.routes[at];
  if (!old) {
    throw invalidParameterValue(
      `There is no route defined for '${destinationCidrBlock}' in the route table. Use CreateRoute instead.`,
    );
  }
  checkChangeable(table, old, 'replace');
  table.routes[at] = { destinationCidrBlock, origin: 'CreateRoute', ...target, since: call.now, ...behind(call, old) };
  return done;
}

/** What a describe that lags behind still shows in the place of a route that is replaced. */
function behind(call: Ec2Call, old: Route): { before?: Route } {
  const shown = shownRoute(call, old);
  if (!shown) return {};
  const { before: _, ...settled } = shown;
  return { before: settled };
}

function deleteRoute(call: Ec2Call): XmlFields {
  const table = routeTable(call);
  cidr(call);
  const destinationCidrBlock = call.parameters.required('DestinationCidrBlock');
  endDryRun(call);
  const at = table.routes.findIndex((route) => route.destinationCidrBlock === destinationCidrBlock);
  const old = table.routes[at];
  if (!old) {
    throw new Refusal(
      'InvalidRoute.NotFound',
      `no route with destination-cidr-block ${destinationCidrBlock} in route table ${table.routeTableId}`,
    );
  }
  checkChangeable(table, old, 'remove');
  table.routes.splice(at, 1);
  return done;
}

/** Local and propagated routes are not the caller's to change. */
function checkChangeable(table: RouteTable, route: Route, verb: string): void {
  if (route.origin === 'CreateRoute') return;
  const kind = route.gatewayId === 'local' ? 'local' : 'propagated';
  throw invalidParameterValue(
    `cannot ${verb} ${kind} route ${route.destinationCidrBlock} in route table ${table.routeTableId}`,
  );
}

const place = ['RouteTableId', 'DestinationCidrBlock'];
const otherPlaces = ['DestinationIpv6CidrBlock', 'DestinationPrefixListId'];

/** CreateRoute, ReplaceRoute, DeleteRoute. */
export const routes: Ec2Operations = {
  CreateRoute: {
    parameters: [...place, ...targetParameters],
    notImitated: [...otherPlaces, ...unknownTargets],
    answer: createRoute,
  },
  ReplaceRoute: {
    parameters: [...place, ...targetParameters],
    notImitated: [...otherPlaces, ...unknownTargets, 'LocalTarget'],
    answer: replaceRoute,
  },
  DeleteRoute: { parameters: place, notImitated: otherPlaces, answer: deleteRoute },
};
