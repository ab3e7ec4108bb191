import * as z from 'zod/mini';
import { jsonResponse } from '../wire.ts';
import type { Group } from '../world/sim.ts';
import type { World } from '../world/world.ts';
import { empty } from './answers.ts';
import { notFound } from './errors.ts';
import { Configuration, checkSize } from './group-configuration.ts';
import { groupOf, groupView } from './group-view.ts';
import { page, pageQuery } from './paging.ts';
import { type Route, route } from './route.ts';
import { simView } from './sim-view.ts';
import { hasTag, pairedTag, TagSet, TagUpdates, tagQuery, tagsWith, tagsWithout, unpairedTag } from './tags.ts';

/** SIM groups, their tags and their SIMs. */
export const groups: readonly Route[] = [
  route({
    operationId: 'createGroup',
    method: 'POST',
    path: '/groups',
    body: z.strictObject({ tags: z._default(TagSet, {}), configuration: z._default(Configuration, {}) }),
    answer({ world, now, body }) {
      checkSize(body.configuration);
      return jsonResponse(201, groupView(create(world, now, body)));
    },
  }),
  route({
    operationId: 'listGroups',
    method: 'GET',
    path: '/groups',
    query: z.strictObject({ ...pageQuery, ...tagQuery }).check(z.refine(pairedTag, unpairedTag)),
    answer: (call) =>
      page(call, {
        items: call.world.groups.values(),
        keyOf: ({ groupId }) => groupId,
        keep: ({ tags }) => hasTag(tags, call.query),
        view: groupView,
      }),
  }),
  route({
    operationId: 'getGroup',
    method: 'GET',
    path: '/groups/{group_id}',
    answer: ({ world, ids }) => jsonResponse(200, groupView(groupOf(world, ids.group_id))),
  }),
  route({
    operationId: 'listSubscribersInGroup',
    method: 'GET',
    path: '/groups/{group_id}/subscribers',
    query: z.strictObject(pageQuery),
    answer(call) {
      const { groupId } = groupOf(call.world, call.ids.group_id);
      return page(call, {
        items: call.world.simsOfGroup(groupId),
        keyOf: ({ imsi }) => imsi,
        view: (sim) => simView(call.world, sim),
      });
    },
  }),
  route({
    operationId: 'putGroupTags',
    method: 'PUT',
    path: '/groups/{group_id}/tags',
    body: TagUpdates,
    answer({ world, now, ids, body }) {
      const group = groupOf(world, ids.group_id);
      Object.assign(group, { tags: tagsWith(group.tags, body), lastModifiedAt: now });
      return jsonResponse(200, groupView(group));
    },
  }),
  route({
    operationId: 'deleteGroupTag',
    method: 'DELETE',
    path: '/groups/{group_id}/tags/{tag_name}',
    answer({ world, now, ids }) {
      const group = groupOf(world, ids.group_id);
      if (!Object.hasOwn(group.tags, ids.tag_name)) throw notFound('tag', ids.tag_name);
      Object.assign(group, { tags: tagsWithout(group.tags, ids.tag_name), lastModifiedAt: now });
      return empty(204);
    },
  }),
];

function create(world: World, now: number, asked: Pick<Group, 'tags' | 'configuration'>): Group {
  const group: Group = {
    groupId: world.ids.uuid('group'),
    operatorId: world.operatorId,
    ...asked,
    createdAt: now,
    lastModifiedAt: now,
  };
  world.groups.set(group.groupId, group);
  return group;
}
