import { Refusal } from './errors.ts';

/** One kind of resource: how its ids look, and EC2's codes for a bad one. The spelling of the codes is EC2's. */
export interface ResourceKind {
  readonly prefix: string;
  /** The parameter that carries its id. */
  readonly parameter: string;
  readonly malformed: string;
  readonly notFound: string;
  readonly noun: string;
  /** The resource type of its tags. */
  readonly type: string;
}

/** The kinds of resources that the sandbox has. */
export const resourceKinds = {
  vpc: {
    prefix: 'vpc-',
    parameter: 'VpcId',
    malformed: 'InvalidVpcID.Malformed',
    notFound: 'InvalidVpcID.NotFound',
    noun: 'vpc ID',
    type: 'vpc',
  },
  subnet: {
    prefix: 'subnet-',
    parameter: 'SubnetId',
    malformed: 'InvalidSubnetID.Malformed',
    notFound: 'InvalidSubnetID.NotFound',
    noun: 'subnet ID',
    type: 'subnet',
  },
  routeTable: {
    prefix: 'rtb-',
    parameter: 'RouteTableId',
    malformed: 'InvalidRouteTableId.Malformed',
    notFound: 'InvalidRouteTableID.NotFound',
    noun: 'routeTable ID',
    type: 'route-table',
  },
  peering: {
    prefix: 'pcx-',
    parameter: 'VpcPeeringConnectionId',
    malformed: 'InvalidVpcPeeringConnectionId.Malformed',
    notFound: 'InvalidVpcPeeringConnectionID.NotFound',
    noun: 'vpcPeeringConnection ID',
    type: 'vpc-peering-connection',
  },
  securityGroup: {
    prefix: 'sg-',
    parameter: 'GroupId',
    malformed: 'InvalidGroupId.Malformed',
    notFound: 'InvalidGroup.NotFound',
    noun: 'security group',
    type: 'security-group',
  },
  networkInterface: {
    prefix: 'eni-',
    parameter: 'NetworkInterfaceId',
    malformed: 'InvalidNetworkInterfaceId.Malformed',
    notFound: 'InvalidNetworkInterfaceID.NotFound',
    noun: 'networkInterface ID',
    type: 'network-interface',
  },
  instance: {
    prefix: 'i-',
    parameter: 'InstanceId',
    malformed: 'InvalidInstanceID.Malformed',
    notFound: 'InvalidInstanceID.NotFound',
    noun: 'instance ID',
    type: 'instance',
  },
  networkAcl: {
    prefix: 'acl-',
    parameter: 'NetworkAclId',
    malformed: 'InvalidNetworkAclId.Malformed',
    notFound: 'InvalidNetworkAclID.NotFound',
    noun: 'networkAcl ID',
    type: 'network-acl',
  },
} as const satisfies Record<string, ResourceKind>;

/** Throws the kind's Malformed error unless the id looks like one of its kind. */
export function checkId(kind: ResourceKind, id: string): void {
  if (new RegExp(`^${kind.prefix}[0-9a-f]{8,17}$`).test(id)) return;
  throw new Refusal(kind.malformed, `Invalid id: "${id}" (expecting "${kind.prefix}...")`);
}

/** The kind's NotFound error for one id or more. */
export function notFound(kind: ResourceKind, ...ids: string[]): Refusal {
  const [first] = ids;
  return new Refusal(
    kind.notFound,
    ids.length === 1
      ? `The ${kind.noun} '${first}' does not exist`
      : `The ${kind.noun}s '${ids.join(', ')}' do not exist`,
  );
}

/** What an id names, by the Map that holds its kind; Malformed or NotFound when it names nothing. */
export function find<T>(kind: ResourceKind, among: ReadonlyMap<string, T>, id: string): T {
  checkId(kind, id);
  const found = among.get(id);
  if (found === undefined) throw notFound(kind, id);
  return found;
}
