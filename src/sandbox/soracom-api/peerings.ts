import * as z from 'zod/mini';
import { jsonResponse } from '../wire.ts';
import { endedAt, type Peering } from '../world/peering.ts';
import { type Vpg, vpgStatus } from '../world/vpg.ts';
import { rangesOverlap, type World } from '../world/world.ts';
import { empty } from './answers.ts';
import { PrivateCidr, prefixLength } from './cidr.ts';
import { notAllowed, notFound } from './errors.ts';
import { type Route, route } from './route.ts';
import { peeringsOf, peeringView, vpgOf } from './vpg-view.ts';

/** Type-C, Type-D and Type-F. */
const typesThatPeer = [12, 13, 15];

// The API file marks none as required, but a peering needs all but the Region.
const NewPeering = z.strictObject({
  peerOwnerId: z.string().check(z.regex(/^\d{12}$/, 'must be an AWS account id of 12 digits')),
  peerVpcId: z
    .string()
    .check(z.regex(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC, such as vpc-0123456789abcdef0')),
  peerRegion: z.exactOptional(
    z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS Region, such as ap-northeast-1')),
  ),
  destinationCidrBlock: PrivateCidr('must be inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16').check(
    z.refine((range) => prefixLength(range) >= 16, { error: 'must be /16 or smaller' }),
  ),
});

/** VPC peering connections of a VPG: SORACOM requests them, and never tells whether they were accepted. */
export const peerings: readonly Route[] = [
  route({
    operationId: 'createVpcPeeringConnection',
    method: 'POST',
    path: '/virtual_private_gateways/{vpg_id}/vpc_peering_connections',
    body: NewPeering,
    answer({ world, now, ids, body }) {
      const vpg = vpgOf(world, ids.vpg_id);
      checkVpg(vpg, now);
      checkDestination(world, vpg, body.destinationCidrBlock);
      const peering = world.requestPeering(vpg, { ...body, peerRegion: body.peerRegion ?? vpg.region });
      vpg.lastModifiedAt = now;
      return jsonResponse(201, peeringView(peering));
    },
  }),
  route({
    operationId: 'deleteVpcPeeringConnection',
    method: 'DELETE',
    path: '/virtual_private_gateways/{vpg_id}/vpc_peering_connections/{pcx_id}',
    answer({ world, now, ids }) {
      const vpg = vpgOf(world, ids.vpg_id);
      const peering = peeringsOf(world, vpg.vpgId).find(({ id }) => id === ids.pcx_id);
      if (!peering) throw notFound('VPC peering connection', ids.pcx_id);
      deletePeering(peering, now);
      vpg.lastModifiedAt = now;
      return empty(204);
    },
  }),
];

/** SORACOM deletes a peering and shows it no longer. At AWS, one that had already ended stays what it was. */
export function deletePeering(peering: Peering, now: number): void {
  if (endedAt(peering, now) === undefined) Object.assign(peering, { deletedAt: now, deletedBy: 'requester' });
  Object.assign(peering, { forgottenBySoracom: true, forgottenAt: now });
}

function checkVpg(vpg: Vpg, now: number): void {
  const status = vpgStatus(vpg, now);
  if (status !== 'running') throw notAllowed(`The VPG ${vpg.vpgId} is not running: it is ${status}`);
  if (!typesThatPeer.includes(vpg.type)) {
    throw notAllowed(`The VPG ${vpg.vpgId} is of type ${vpg.type}, which has no VPC peering connections`);
  }
}

function checkDestination(world: World, vpg: Vpg, range: string): void {
  if (rangesOverlap(range, vpg.deviceSubnetCidrRange)) {
    throw notAllowed(`destinationCidrBlock ${range} overlaps the VPG's device subnet ${vpg.deviceSubnetCidrRange}`);
  }
  const other = peeringsOf(world, vpg.vpgId).find((one) => rangesOverlap(range, one.destinationCidrBlock));
  if (other) {
    throw notAllowed(`destinationCidrBlock ${range} overlaps ${other.destinationCidrBlock} of ${other.id}`);
  }
}
