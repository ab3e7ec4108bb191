import * as z from 'zod/mini';
import { jsonResponse } from '../wire.ts';
import { type Vpg, vpgStatus } from '../world/vpg.ts';
import type { World } from '../world/world.ts';
import { empty } from './answers.ts';
import { notAllowed } from './errors.ts';
import { mostTags, NewVpg } from './new-vpg.ts';
import { page, pageQuery } from './paging.ts';
import { deletePeering } from './peerings.ts';
import { type Route, route } from './route.ts';
import { hasTag, pairedTag, TagUpdates, tagQuery, tagsWith, tagsWithout, unpairedTag } from './tags.ts';
import { peeringsOf, vpgOf, vpgView } from './vpg-view.ts';

/** Virtual Private Gateways and their tags. */
export const vpgs: readonly Route[] = [
  route({
    operationId: 'createVirtualPrivateGateway',
    method: 'POST',
    path: '/virtual_private_gateways',
    body: NewVpg,
    answer: ({ world, now, body }) => jsonResponse(201, vpgView(world, create(world, now, body))),
  }),
  route({
    operationId: 'listVirtualPrivateGateways',
    method: 'GET',
    path: '/virtual_private_gateways',
    query: z.strictObject({ ...pageQuery, ...tagQuery }).check(z.refine(pairedTag, unpairedTag)),
    answer: (call) =>
      page(call, {
        items: call.world.vpgs.values(),
        keyOf: ({ vpgId }) => vpgId,
        // Tags are found through an index that a new VPG reaches later; the list itself shows it at once.
        keep: ({ tags, listedAt }) =>
          call.query.tag_name === undefined || (call.now >= listedAt && hasTag(tags, call.query)),
        view: (vpg) => vpgView(call.world, vpg),
      }),
  }),
  route({
    operationId: 'getVirtualPrivateGateway',
    method: 'GET',
    path: '/virtual_private_gateways/{vpg_id}',
    // Whether SORACOM answers 404 or a VPG that is terminated, once it is, is not established; this is the latter.
    answer: ({ world, ids }) => jsonResponse(200, vpgView(world, vpgOf(world, ids.vpg_id))),
  }),
  route({
    operationId: 'terminateVirtualPrivateGateway',
    method: 'POST',
    path: '/virtual_private_gateways/{vpg_id}/terminate',
    answer({ world, now, ids }) {
      terminate(world, now, vpgOf(world, ids.vpg_id));
      return empty(200);
    },
  }),
  route({
    operationId: 'updateVirtualPrivateGatewayTags',
    method: 'PUT',
    path: '/virtual_private_gateways/{vpg_id}/tags',
    body: TagUpdates,
    answer({ world, now, ids, body }) {
      const vpg = vpgOf(world, ids.vpg_id);
      const tags = tagsWith(vpg.tags, body);
      if (Object.keys(tags).length > mostTags) throw notAllowed(`A VPG has at most ${mostTags} tags`);
      Object.assign(vpg, { tags, lastModifiedAt: now });
      return empty(204);
    },
  }),
  route({
    operationId: 'deleteVirtualPrivateGatewayTag',
    method: 'DELETE',
    path: '/virtual_private_gateways/{vpg_id}/tags/{tag_name}',
    // Unlike a group's, a VPG's tag that is not there is no 404 in the API file.
    answer({ world, now, ids }) {
      const vpg = vpgOf(world, ids.vpg_id);
      Object.assign(vpg, { tags: tagsWithout(vpg.tags, ids.tag_name), lastModifiedAt: now });
      return empty(204);
    },
  }),
];

function create(world: World, now: number, asked: z.output<typeof NewVpg>): Vpg {
  const { behaviour, ids } = world;
  const vpg: Vpg = {
    vpgId: ids.uuid('vpg'),
    operatorId: world.operatorId,
    type: asked.type,
    useInternetGateway: asked.useInternetGateway,
    deviceSubnetCidrRange: asked.deviceSubnetCidrRange,
    vpgSubnetCidrRange: world.nextVpgRange(),
    region: asked.placement.region,
    requesterVpcId: `vpc-${ids.hex('requester-vpc', 17)}`,
    ...(asked.primaryServiceName === undefined ? {} : { primaryServiceName: asked.primaryServiceName }),
    tags: asked.tags,
    listedAt: now + behaviour.tagListedAfterSeconds * 1000,
    createdAt: now,
    lastModifiedAt: now,
    createdBy: now + behaviour.vpgCreationSeconds * 1000,
    creationFails: behaviour.vpgCreationFails,
  };
  world.vpgs.set(vpg.vpgId, vpg);
  return vpg;
}

/** Groups that use the VPG do not hinder it, as SORACOM's guide says; its peerings go with it. */
function terminate(world: World, now: number, vpg: Vpg): void {
  const status = vpgStatus(vpg, now);
  // The API file says that there are reasons to refuse, not which. Who waits for a VPG that is being created fares well
  // with a SORACOM that would not have insisted; the other way round would hide a mistake.
  if (status !== 'running' && status !== 'failed') {
    throw notAllowed(`The VPG ${vpg.vpgId} cannot be terminated while it is ${status}`);
  }
  for (const peering of peeringsOf(world, vpg.vpgId)) deletePeering(peering, now);
  vpg.terminatingAt = now;
  vpg.terminatedAt = now + world.behaviour.vpgTerminationSeconds * 1000;
  vpg.lastModifiedAt = now;
}
