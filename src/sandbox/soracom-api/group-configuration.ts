import * as z from 'zod/mini';
import { jsonResponse } from '../wire.ts';
import { type Group, settleSession } from '../world/sim.ts';
import type { World } from '../world/world.ts';
import { empty } from './answers.ts';
import { invalid, invalidFor } from './errors.ts';
import { groupOf, groupView } from './group-view.ts';
import { type Route, route } from './route.ts';

/** Of a whole group, as its limits page says: 8 KB. */
const mostBytes = 8 * 1024;

const Namespace = z.enum([
  'SoracomAir',
  'SoracomBeam',
  'SoracomEndorse',
  'SoracomFlux',
  'SoracomFunk',
  'SoracomFunnel',
  'SoracomHarvest',
  'SoracomHarvestFiles',
  'SoracomKrypton',
  'SoracomOrbit',
  'UnifiedEndpoint',
]);

/** The configuration that a group is created with: namespace to key to value. Values are not looked into. */
export const Configuration = z.partialRecord(Namespace, z.record(z.string().check(z.minLength(1)), z.unknown()));

type Settings = Group['configuration'];

const Parameters = z.array(
  z.strictObject({
    key: z.string().check(z.minLength(1)),
    value: z.unknown().check(z.refine((value) => value !== undefined, { error: 'is required' })),
  }),
);

/** What a group's SIMs are set up with, namespace by namespace. */
export const groupConfiguration: readonly Route[] = [
  route({
    operationId: 'putConfigurationParameters',
    method: 'PUT',
    path: '/groups/{group_id}/configuration/{namespace}',
    body: Parameters,
    answer({ world, now, ids, body }) {
      const group = groupOf(world, ids.group_id);
      const namespace = namespaceOf(ids.namespace);
      const settings = Object.entries(group.configuration[namespace] ?? {});
      // Key by key: what is not named stays, and a value that is named is replaced whole.
      const merged = Object.fromEntries([...settings, ...body.map(({ key, value }) => [key, value] as const)]);
      checkSize({ ...group.configuration, [namespace]: merged });
      change(world, group, now, namespace, merged);
      return jsonResponse(200, groupView(group));
    },
  }),
  route({
    operationId: 'deleteConfigurationParameter',
    method: 'DELETE',
    path: '/groups/{group_id}/configuration/{namespace}/{name}',
    // A key that is not there is no error in the API file.
    answer({ world, now, ids }) {
      const group = groupOf(world, ids.group_id);
      const namespace = namespaceOf(ids.namespace);
      const settings = Object.entries(group.configuration[namespace] ?? {});
      const rest = settings.filter(([key]) => key !== ids.name);
      if (rest.length < settings.length) change(world, group, now, namespace, Object.fromEntries(rest));
      return empty(204);
    },
  }),
];

/** Refuses a configuration that is too large for a group. */
export function checkSize(configuration: Settings): void {
  if (Buffer.byteLength(JSON.stringify(configuration)) > mostBytes) {
    throw invalid('the configuration of a group must not be larger than 8 KB.');
  }
}

function namespaceOf(given: string): string {
  const read = Namespace.safeParse(given);
  if (!read.success) throw invalidFor(read.error);
  return read.data;
}

/** SIMs that have reconnected by now did so with the settings before the change. */
function change(world: World, group: Group, now: number, namespace: string, settings: Record<string, unknown>): void {
  for (const sim of world.simsOfGroup(group.groupId)) settleSession(sim, group, now);
  group.configuration[namespace] = settings;
  group.lastModifiedAt = now;
}
