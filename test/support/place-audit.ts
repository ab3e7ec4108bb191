import { attachmentStatus } from '../../src/sandbox/world/instance.ts';
import { peeringStatus } from '../../src/sandbox/world/peering.ts';
import type { World } from '../../src/sandbox/world/world.ts';

/** A network whose names stand on a DNS host. */
export interface PlaceOf {
  readonly network: string;
  readonly stack: string;
  readonly host: { readonly instanceId: string; readonly vpcId: string };
}

/** What stands at EC2 with a network's tags: at most one subnet, route table, security group and interface may. */
function placeThings(world: World, { network, stack }: Omit<PlaceOf, 'host'>) {
  const { subnets, routeTables, securityGroups, networkInterfaces } = world.region('111111111111', 'ap-northeast-1');
  const own = <T extends { readonly tags: Map<string, string> }>(things: ReadonlyMap<string, T>): T[] =>
    [...things.values()].filter(
      ({ tags }) => tags.get('canal:network') === network && tags.get('canal:stack') === stack,
    );
  return {
    subnet: own(subnets),
    'route table': own(routeTables),
    'security group': own(securityGroups),
    interface: own(networkInterfaces),
  };
}

/** Things of a place that were made twice. */
export function placeTwice(world: World, of: Omit<PlaceOf, 'host'>): string[] {
  return Object.entries(placeThings(world, of)).flatMap(([what, all]) =>
    all.length > 1 ? [`${all.length} times a ${what} on the DNS host`] : [],
  );
}

/** What a place lacks: one of each thing, the interface attached, the way back to the SIMs, and a BIND that serves it. */
export function placeLacks(world: World, of: PlaceOf, range: string | undefined): string[] {
  const now = world.clock.now();
  const { instances } = world.region('111111111111', 'ap-northeast-1');
  const things = placeThings(world, of);
  const missing = Object.entries(things).flatMap(([what, all]) =>
    all.length === 1 ? [] : [`${all.length} times a ${what} on the DNS host`],
  );
  const { attachment } = things.interface[0] ?? {};
  const attached = attachment?.instanceId === of.host.instanceId && attachmentStatus(attachment, now) === 'attached';
  const back = things['route table'][0]?.routes.find((route) => route.destinationCidrBlock === range);
  const peering = world.peerings.get(back?.vpcPeeringConnectionId ?? '');
  const leads = peering?.peerVpcId === of.host.vpcId && peeringStatus(peering, now) === 'active';
  const served = instances.get(of.host.instanceId)?.dns?.tenants.some(({ name }) => name === of.network) ?? false;
  const [subnet, table, group, nic] = [
    things.subnet[0],
    things['route table'][0],
    things['security group'][0],
    things.interface[0],
  ];
  const serves = table?.associations.some(({ subnetId }) => subnetId !== undefined && subnetId === subnet?.subnetId);
  const rules = (group?.rules ?? []).filter(({ egress }) => !egress);
  const letIn = rules.map(({ protocol, fromPort, toPort, cidrBlock }) =>
    [protocol, fromPort, toPort, cidrBlock].join(' '),
  );
  const questions = ['tcp', 'udp'].map((protocol) => `${protocol} 53 53 ${range}`);
  return [
    ...missing,
    ...(serves ? [] : ['the route table does not serve the subnet on the DNS host']),
    ...(letIn.sort().join() === questions.join() ? [] : [`the security group lets in ${letIn.join(', ')}`]),
    ...(nic?.groupIds.join() === group?.groupId ? [] : ['the interface is behind another security group']),
    ...(attached ? [] : ['the interface is not attached to the DNS host']),
    ...(leads ? [] : ['no way back from the DNS host']),
    ...(served ? [] : ['the DNS host does not serve the network']),
  ];
}

/** What is left of a place. */
export function placeRemains(world: World, of: PlaceOf): string[] {
  const { instances } = world.region('111111111111', 'ap-northeast-1');
  const served = instances.get(of.host.instanceId)?.dns?.tenants.some(({ name }) => name === of.network) ?? false;
  return [
    ...Object.entries(placeThings(world, of)).flatMap(([what, all]) =>
      all.map(() => `a ${what} is left on the DNS host`),
    ),
    ...(served ? ['the DNS host still serves the network'] : []),
  ];
}
