import type { World } from './world.ts';

/** All that a world holds, by the names of its maps; life cycles are computed from the times in it. */
export interface SavedWorld {
  readonly since: number;
  readonly maps: Readonly<Record<string, ReadonlyMap<string, unknown>>>;
}

const mapsOf = (world: World): [string, Map<string, unknown>][] =>
  Object.entries(world).filter((entry): entry is [string, Map<string, unknown>] => entry[1] instanceof Map);

/** What a world holds now: the very objects, to be written down at once. */
export const savedWorld = (world: World): SavedWorld => ({
  since: world.since,
  maps: Object.fromEntries(mapsOf(world)),
});

/** Gives a new, unpopulated world what another held. */
export function restoreWorld(world: World, saved: SavedWorld): void {
  Object.assign(world, { since: saved.since });
  for (const [name, map] of mapsOf(world)) {
    map.clear();
    for (const [key, value] of saved.maps[name] ?? []) map.set(key, value);
  }
  // The lists by which the world finds these are made anew.
  for (const peering of world.peerings.values()) world.addPeering(peering);
  for (const sim of world.sims.values()) world.addSim(sim);
}
