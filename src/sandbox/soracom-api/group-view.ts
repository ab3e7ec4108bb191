import type { Group } from '../world/sim.ts';
import type { World } from '../world/world.ts';
import { notFound } from './errors.ts';

/** The group of an id; refuses an unknown one. */
export function groupOf(world: World, groupId: string): Group {
  const group = world.groups.get(groupId);
  if (!group) throw notFound('group', groupId);
  return group;
}

/** A SIM group as SORACOM shows it. */
export const groupView = (group: Group) => ({
  groupId: group.groupId,
  operatorId: group.operatorId,
  tags: group.tags,
  configuration: group.configuration,
  createdTime: group.createdAt,
  lastModifiedTime: group.lastModifiedAt,
});
