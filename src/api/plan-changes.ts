import { runningCost } from '../canal/cost.ts';
import type { Pricing } from '../canal/metering.ts';
import type { Network } from '../canal/network.ts';
import type { NetworkRecord, PeeringRecord } from '../canal/record.ts';
import { peeringChanges, wishOf } from '../canal/wish-changes.ts';
import type { WholeRecord } from '../steps/ports.ts';
import type { PlannedThing } from './plan-network.ts';

/** What the record knows of a network, against a wish. */
export interface Standing {
  readonly record: NetworkRecord | undefined;
  readonly peerings: readonly PeeringRecord[];
  /** Peerings that go, or are deleted and made again. */
  readonly leaving: readonly PeeringRecord[];
  /** Groups that the wish names no more. */
  readonly groups: readonly string[];
}

/** Compares what is kept of a network with a wish. */
export function standingOf(network: Network, { record, peerings, groups }: WholeRecord): Standing {
  const { leaving } = peeringChanges(peerings, network.peerings);
  const current = network.airGroup.groupId.toLowerCase();
  const others = groups.map(({ groupId }) => groupId).filter((groupId) => groupId.toLowerCase() !== current);
  return { record, peerings, leaving, groups: others };
}

/** What goes: peerings with their routes, routes in tables that the wish names no more, and groups that are given back. */
export function goingThings(
  network: Network,
  { peerings, leaving, groups }: Standing,
  routed: (peering: string) => readonly string[] | undefined,
): PlannedThing[] {
  const things = peerings.flatMap((record): PlannedThing[] => {
    const wish = wishOf(record, network.peerings);
    const made = record.routes.filter((route) => route.made);
    const tables = wish ? routed(wish.name) : [];
    const going = tables ? made.filter(({ routeTableId }) => !tables.includes(routeTableId)) : [];
    const peering = wish?.name ?? record.name;
    const routes = going.map(({ routeTableId: id, destinationCidrBlock }): PlannedThing => {
      return { thing: 'route', action: 'remove', peering, id, destinationCidrBlock };
    });
    if (wish || !leaving.includes(record)) return routes;
    const id = record.peeringId === undefined ? {} : { id: record.peeringId };
    return [{ thing: 'peering', action: record.made ? 'remove' : 'keep', peering, ...id }, ...routes];
  });
  return [...things, ...groups.map((id): PlannedThing => ({ thing: 'airGroup', action: 'restore', id }))];
}

/** Where traffic stops for some time, or for good, a sentence each. */
export function stopsOf(network: Network, { leaving, groups }: Standing): string[] {
  return [
    ...leaving.map((record) => {
      const what = `${record.destinationCidrBlock} (peering ${record.name}, ${record.peerVpcId})`;
      return wishOf(record, network.peerings)
        ? `SIMs do not reach ${what} while the peering is deleted and made again, which takes a minute or more.`
        : `SIMs do not reach ${what} any more.`;
    }),
    ...groups.map((groupId) => `The SIMs of group ${groupId} leave the VPG, and reach none of its VPCs any more.`),
  ];
}

/** What the network costs now, as far as its record knows. */
export function costBefore({ record, peerings }: Standing, pricing: Pricing, at: number) {
  const standing = peerings.filter(({ peeringId }) => peeringId !== undefined).length;
  return runningCost({ vpgs: record?.vpg?.made ? 1 : 0, peerings: standing }, pricing, at);
}
