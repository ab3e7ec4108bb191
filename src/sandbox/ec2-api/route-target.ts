import { ownText } from '../own-text.ts';
import type { Route, RouteTable } from '../world/vpc.ts';
import type { Ec2Call } from './call.ts';
import { invalidParameterValue, lowerFirst, missingParameter, Refusal } from './errors.ts';
import { visiblePeering } from './peering-connections.ts';

/** Where a route leads: one of the fields of a Route. */
export type RouteTarget = Omit<Route, 'destinationCidrBlock' | 'origin'>;

/** Each target's parameter, with the form of its ids. Gateways are not things of this world: any well-formed id will do. */
const targets = {
  GatewayId: /^(igw|vgw|vpce)-[0-9a-f]{8,17}$/,
  NatGatewayId: /^nat-[0-9a-f]{8,17}$/,
  TransitGatewayId: /^tgw-[0-9a-f]{8,17}$/,
  NetworkInterfaceId: /^eni-[0-9a-f]{8,17}$/,
  VpcPeeringConnectionId: /^/, // checked against the world
} as const;

/** The parameters that name a route's target. */
export const targetParameters: readonly string[] = Object.keys(targets);

/** Targets that AWS has and the sandbox has not. */
export const unknownTargets: readonly string[] = [
  'CarrierGatewayId',
  'CoreNetworkArn',
  'EgressOnlyInternetGatewayId',
  'InstanceId',
  'LocalGatewayId',
  'OdbNetworkArn',
  'VpcEndpointId',
];

/** The one target that a request names for a route of a table; a peering has to belong to the table's VPC. */
export function routeTarget(call: Ec2Call, table: RouteTable): RouteTarget {
  const named = Object.entries(targets).filter(([parameter]) => call.parameters.get(parameter) !== undefined);
  const [first, ...more] = named;
  if (!first) throw missingParameter('GatewayId');
  if (more.length > 0) {
    throw new Refusal(
      'InvalidParameterCombination',
      `The request must contain exactly one of ${targetParameters.map(lowerFirst).join(', ')}`,
    );
  }
  const [parameter, form] = first;
  const id = call.parameters.required(parameter);
  if (parameter === 'VpcPeeringConnectionId') {
    const peering = visiblePeering(call, id);
    if (peering.peerVpcId !== table.vpcId) {
      throw invalidParameterValue(
        `route table ${table.routeTableId} and network gateway ${id} belong to different networks`,
      );
    }
  } else if (!form.test(id)) {
    throw invalidParameterValue(`Value (${id}) for parameter ${lowerFirst(parameter)} is invalid.`);
  }
  return { [lowerFirst(parameter)]: ownText(id) };
}
