import type { Peering } from '../world/peering.ts';
import { type Vpg, vpgStatus } from '../world/vpg.ts';
import type { World } from '../world/world.ts';
import { notFound } from './errors.ts';

/** The VPG of an id; refuses an unknown one. */
export function vpgOf(world: World, vpgId: string): Vpg {
  const vpg = world.vpgs.get(vpgId);
  if (!vpg) throw notFound('VPG', vpgId);
  return vpg;
}

/** The peerings that SORACOM shows of a VPG: those that were not deleted here, whatever became of them at AWS. */
export const peeringsOf = (world: World, vpgId: string): Peering[] =>
  world.peeringsOfVpg(vpgId).filter((peering) => !peering.forgottenBySoracom);

/** A VPC peering connection as SORACOM shows it: what was asked, never its state. */
export const peeringView = (peering: Peering) => ({
  id: peering.id,
  destinationCidrBlock: peering.destinationCidrBlock,
  peerOwnerId: peering.peerOwnerId,
  peerRegion: peering.peerRegion,
  peerVpcId: peering.peerVpcId,
});

/** A VPG as SORACOM shows it. */
export function vpgView(world: World, vpg: Vpg) {
  const now = world.clock.now();
  const peerings = peeringsOf(world, vpg.vpgId).map((peering) => [peering.id, peeringView(peering)] as const);
  return {
    vpgId: vpg.vpgId,
    operatorId: vpg.operatorId,
    type: vpg.type,
    ...(vpg.primaryServiceName === undefined ? {} : { primaryServiceName: vpg.primaryServiceName }),
    status: vpgStatus(vpg, now),
    useInternetGateway: vpg.useInternetGateway,
    deviceSubnetCidrRange: vpg.deviceSubnetCidrRange,
    ueSubnetCidrRange: vpg.deviceSubnetCidrRange, // the same by its older name
    ...(world.behaviour.vpgRangeTold ? { vpgSubnetCidrRange: vpg.vpgSubnetCidrRange } : {}),
    placement: { infrastructureProvider: 'aws', region: vpg.region },
    tags: vpg.tags,
    gateOpened: false,
    fixedIpAddressesEnabled: false,
    junctionEnabled: false,
    virtualInterfaces: null,
    vpcPeeringConnections: peerings.length === 0 ? null : Object.fromEntries(peerings),
    sessionStats: world.census.of(vpg.vpgId, world.sims.values(), now),
    createdTime: vpg.createdAt,
    lastModifiedTime: lastModified(vpg, now),
  };
}

/** Changes of status are modifications too. */
const lastModified = (vpg: Vpg, now: number): number =>
  Math.max(
    vpg.lastModifiedAt,
    ...[vpg.createdBy, vpg.terminatedAt].filter((moment) => moment !== undefined).filter((moment) => moment <= now),
  );
