import { peeringStatus } from '../../src/sandbox/world/peering.ts';
import { vpgStatus } from '../../src/sandbox/world/vpg.ts';
import type { World } from '../../src/sandbox/world/world.ts';
import { type PlaceOf, placeLacks, placeTwice } from './place-audit.ts';

/** What must hold in the world for a network, whatever our own record says. */
export interface Expected {
  readonly network: string;
  readonly stack: string;
  /** The VPCs of the network's peerings. */
  readonly peerVpcIds: readonly string[];
}

/** The facts of a world that belong to nobody's network of ours: a run must leave them as they are. */
export function foreignFacts(world: World, expected: Expected): string[] {
  const own = taggedVpgs(world, expected).map(({ vpgId }) => vpgId);
  const ownPeerings = new Set(
    [...world.peerings.values()].filter(({ vpgId }) => own.includes(vpgId)).map(({ id }) => id),
  );
  return [
    ...[...world.vpgs.values()]
      .filter(({ vpgId }) => !own.includes(vpgId))
      .map((vpg) => `VPG ${vpg.vpgId} ${vpgStatus(vpg, world.clock.now())} ${JSON.stringify(vpg.tags)}`),
    ...[...world.peerings.values()]
      .filter(({ id }) => !ownPeerings.has(id))
      .map((peering) => `peering ${peering.id} ${peeringStatus(peering, world.clock.now())}`),
    ...tables(world)
      // One that a network of ours has made for itself is its own, whatever stands in it.
      .filter(({ table: { tags } }) => tags.get('canal:stack') !== expected.stack)
      .flatMap(({ accountId, table }) =>
        table.routes
          // A black hole to a peering that is dead serves nobody: it may be replaced.
          .filter(
            ({ vpcPeeringConnectionId: id }) => id === undefined || (world.peerings.has(id) && !ownPeerings.has(id)),
          )
          .map((route) => `route ${accountId} ${table.routeTableId} ${JSON.stringify(route)}`),
      ),
  ].sort();
}

/**
 * Looks at the world alone and says what is wrong: more than one VPG for the network and stack, more than one living
 * peering per wish, a route of ours that points nowhere.
 */
export function audit(world: World, expected: Expected): string[] {
  const now = world.clock.now();
  const vpgs = ownVpgs(world, expected);
  const own = vpgs.map(({ vpgId }) => vpgId);
  const living = [...world.peerings.values()].filter(
    (peering) =>
      own.includes(peering.vpgId) &&
      ['initiating-request', 'pending-acceptance', 'provisioning', 'active'].includes(peeringStatus(peering, now)),
  );
  const twice = expected.peerVpcIds.filter((vpcId) => living.filter(({ peerVpcId }) => peerVpcId === vpcId).length > 1);
  const unwished = living.filter(({ peerVpcId }) => !expected.peerVpcIds.includes(peerVpcId));
  const nowhere = tables(world).flatMap(({ table }) =>
    table.routes.filter((route) => {
      const peering = world.peerings.get(route.vpcPeeringConnectionId ?? '');
      return peering !== undefined && peeringStatus(peering, now) !== 'active';
    }),
  );
  return [
    ...(vpgs.length > 1 ? [`${vpgs.length} VPGs for one network: ${own.join(', ')}`] : []),
    ...twice.map((vpcId) => `more than one living peering to ${vpcId}`),
    ...unwished.map(({ id, peerVpcId }) => `peering ${id} to ${peerVpcId}, which nobody wished`),
    ...placeTwice(world, expected),
    ...nowhere.map(
      (route) =>
        `a route for ${route.destinationCidrBlock} points to ${route.vpcPeeringConnectionId}, which is not active`,
    ),
  ];
}

/** A wish, as far as the world can be held against it. */
export interface WishedWorld extends Expected {
  readonly groupId: string;
  readonly dnsServers: readonly string[];
  /** Keys of the group's SoracomAir namespace that are not ours, with their values. */
  readonly kept: Readonly<Record<string, unknown>>;
  /** The destinationCidrBlock of each peering by its VPC, where that is looked at. */
  readonly ranges?: Readonly<Record<string, string>>;
  /** The DNS host on which the network's names stand, where they do: the way back from its VPC is a table of the place. */
  readonly place?: PlaceOf['host'];
}

/**
 * Looks at the world alone and says what is not as wished: one VPG that runs, one active peering to each VPC, in each main
 * route table a way back over it, the group's keys.
 */
export function unwished(world: World, wished: WishedWorld): string[] {
  const now = world.clock.now();
  const [vpg, ...others] = ownVpgs(world, wished);
  if (!vpg || others.length > 0 || vpgStatus(vpg, now) !== 'running') return ['there is not one VPG that runs'];
  const unreached = wished.peerVpcIds.flatMap((vpcId) => {
    const active = [...world.peerings.values()].find(
      (one) => one.vpgId === vpg.vpgId && one.peerVpcId === vpcId && peeringStatus(one, now) === 'active',
    );
    if (!active) return [`no active peering to ${vpcId}`];
    const range = wished.ranges?.[vpcId] ?? active.destinationCidrBlock;
    if (active.destinationCidrBlock !== range) return [`the peering to ${vpcId} has ${active.destinationCidrBlock}`];
    if (vpcId === wished.place?.vpcId) return [];
    const main = tables(world).find(
      ({ table }) => table.vpcId === vpcId && table.associations.some((association) => association.main),
    );
    const back = main?.table.routes.find((route) => route.destinationCidrBlock === vpg.vpgSubnetCidrRange);
    return back?.vpcPeeringConnectionId === active.id ? [] : [`no way back from ${vpcId}`];
  });
  const more = [...world.peerings.values()].filter(
    (one) =>
      one.vpgId === vpg.vpgId &&
      !wished.peerVpcIds.includes(one.peerVpcId) &&
      ['pending-acceptance', 'provisioning', 'active'].includes(peeringStatus(one, now)),
  );
  const air = world.groups.get(wished.groupId)?.configuration.SoracomAir ?? {};
  const keys = { ...wished.kept, useVpg: true, vpgId: vpg.vpgId, useCustomDns: true, dnsServers: wished.dnsServers };
  const wrong = Object.entries(keys).filter(([key, value]) => JSON.stringify(air[key]) !== JSON.stringify(value));
  return [
    ...unreached,
    ...(wished.place ? placeLacks(world, { ...wished, host: wished.place }, vpg.vpgSubnetCidrRange) : []),
    ...more.map(({ id, peerVpcId }) => `peering ${id} to ${peerVpcId}, which nobody wished`),
    ...wrong.map(([key]) => `the group has ${key} ${JSON.stringify(air[key])}`),
  ];
}

/**
 * What is left of a network after its removal, by the world alone: VPGs with its tags that are not on their way out,
 * peerings of such VPGs that SORACOM still charges for, routes to a peering of one, groups that are set to one.
 */
export function remainsIn(world: World, { network, stack }: Pick<Expected, 'network' | 'stack'>): string[] {
  const now = world.clock.now();
  const all = [...world.vpgs.values()].filter(
    ({ tags }) => tags['canal:network'] === network && tags['canal:stack'] === stack,
  );
  const ids = new Set(all.map(({ vpgId }) => vpgId));
  const peerings = new Set([...world.peerings.values()].filter(({ vpgId }) => ids.has(vpgId)).map(({ id }) => id));
  return [
    ...all.flatMap((vpg) => {
      const status = vpgStatus(vpg, now);
      return status === 'terminated' ? [] : [`VPG ${vpg.vpgId} is ${status}`];
    }),
    ...[...world.peerings.values()].flatMap(({ id, forgottenBySoracom }) =>
      peerings.has(id) && !forgottenBySoracom ? [`peering ${id} is still charged for`] : [],
    ),
    ...tables(world).flatMap(({ table }) =>
      table.routes.flatMap(({ vpcPeeringConnectionId: id = '', destinationCidrBlock }) =>
        peerings.has(id) ? [`${table.routeTableId} routes ${destinationCidrBlock} to ${id}`] : [],
      ),
    ),
    ...[...world.groups.values()].flatMap(({ groupId, configuration }) => {
      const air = configuration.SoracomAir ?? {};
      return air.useVpg === true && ids.has(String(air.vpgId)) ? [`group ${groupId} is set to ${air.vpgId}`] : [];
    }),
  ];
}

function ownVpgs(world: World, expected: Expected) {
  return taggedVpgs(world, expected).filter(
    (vpg) => !['terminating', 'terminated'].includes(vpgStatus(vpg, world.clock.now())),
  );
}

/** Those that are gone, too. */
function taggedVpgs(world: World, { network, stack }: Expected) {
  return [...world.vpgs.values()].filter(
    ({ tags }) => tags['canal:network'] === network && tags['canal:stack'] === stack,
  );
}

/** All route tables, each with the account that has it. */
export function tables(world: World) {
  return [...world.accounts.values()].flatMap(({ accountId, regions }) =>
    [...regions.values()].flatMap(({ routeTables }) =>
      [...routeTables.values()].map((table) => ({ accountId, table })),
    ),
  );
}
