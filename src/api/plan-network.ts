import { runningCost } from '../canal/cost.ts';
import { strangerDifferences } from '../canal/differences.ts';
import { planRoute } from '../canal/routes.ts';
import { wishOf } from '../canal/wish-changes.ts';
import { holds, wishedSettings } from '../steps/group-checks.ts';
import { type CheckPorts, findAll, type NetworkFindings, type PeeringFindings } from '../steps/network-checks.ts';
import { peeringFaults } from '../steps/peering-checks.ts';
import { checkPlace, type PlacePorts } from '../steps/place-checks.ts';
import type { Records, Run } from '../steps/ports.ts';
import { vpgChoiceFaults } from '../steps/vpg-checks.ts';
import { costBefore, goingThings, standingOf, stopsOf } from './plan-changes.ts';
import { hostPeeringThings, placeStops, placeThings } from './plan-place.ts';
import type { Answer } from './problems.ts';
import { readNetwork } from './read-network.ts';

/** What a plan asks: both vendors as a run does, the record, and the DNS hosts. */
export type PlanPorts = CheckPorts & PlacePorts & { readonly records: Records };

/** One thing of a plan, and what a run would do about it. */
export interface PlannedThing {
  readonly thing: 'vpg' | 'peering' | 'route' | 'place' | 'names' | 'airGroup';
  /** "keep" is what stands as wished, "change" is deleted and made again, "restore" gets back what it had before us. */
  readonly action: 'create' | 'accept' | 'replace' | 'set' | 'change' | 'remove' | 'restore' | 'keep';
  /** The name of the peering that it is about. */
  readonly peering?: string;
  /** The id of what stands: a VPG, a peering; of what is changed: a route table, a group, a DNS host, a zone. */
  readonly id?: string;
  /** Of a route, where the VPG's range is known already; of a place its subnet. */
  readonly destinationCidrBlock?: string;
}

/**
 * POST /plans: the checks that a run begins with, by the same code, and nothing else. 200 with what would be created, changed
 * and kept; conflicts are `faults` of the answer with their fields. Throws what is wrong with the body itself.
 */
export async function planNetwork(body: unknown, ports: PlanPorts & Run): Promise<Answer> {
  const network = readNetwork(body);
  const findings = await findAll(network, `plan-${network.name}`, ports);
  const { warnings, found } = findings;
  const [kept, pricing] = await Promise.all([ports.records.whole(network.name), ports.prices.pricing()]);
  const placed = await checkPlace(network, kept.places, ports);
  const whole = placed.network;
  const standing = standingOf(whole, kept);
  const faults = [
    ...(await vpgChoiceFaults(network, standing.record, ports.soracom)),
    ...findings.faults,
    ...peeringFaults(network, findings, standing, ports.installation.soracomAccountId),
    ...placed.faults,
  ];
  // A run leaves them as they are, so they are no change.
  const strangers = found.vpg && found.made ? strangerDifferences(found.vpg, whole.peerings, standing.peerings) : [];
  const tables = (name: string) => {
    const index = network.peerings.findIndex((wish) => wish.name === name);
    return findings.peerings[index]?.peer?.vpc.routed.map(({ routeTableId }) => routeTableId);
  };
  const things = [
    vpgThing(findings),
    ...network.peerings.flatMap((wish, index) =>
      remade(
        peeringThings(wish.name, findings, findings.peerings[index]),
        standing.leaving.some((one) => wishOf(one, [wish]) !== undefined),
      ),
    ),
    ...remade(
      hostPeeringThings(whole, found.vpg),
      standing.leaving.some((one) => wishOf(one, whole.peerings.slice(network.peerings.length)) !== undefined),
    ),
    ...placeThings(placed),
    groupThing(whole.airGroup, findings),
    ...goingThings(whole, standing, tables),
  ].flat();
  const vpgs = network.vpg.vpgId === undefined || found.made ? 1 : 0;
  const cost = runningCost({ vpgs, peerings: whole.peerings.length }, pricing, ports.now());
  return {
    status: 200,
    body: {
      name: network.name,
      stack: ports.installation.stack,
      possible: faults.length === 0,
      changes: things.filter(({ action }) => action !== 'keep').length,
      things,
      faults: faults.map(({ name, field, message }) => ({ error: name, field, message })),
      warnings: [
        ...warnings,
        ...strangers.map(({ field, message, mend }) => ({ field, message: `${message} ${mend}` })),
      ],
      cost,
      costBefore: costBefore(standing, pricing, ports.now()),
      stops: [...stopsOf(whole, standing), ...placeStops(placed)],
    },
  };
}

/** A peering that SORACOM cannot change in place, and its routes, are deleted and made again; what is not there yet is made. */
const remade = (things: PlannedThing[], leaves: boolean): PlannedThing[] =>
  leaves ? things.map((thing) => (thing.action === 'create' ? thing : { ...thing, action: 'change' })) : things;

function vpgThing({ found: { vpg } }: NetworkFindings): PlannedThing {
  return vpg ? { thing: 'vpg', action: 'keep', id: vpg.vpgId } : { thing: 'vpg', action: 'create' };
}

/** A peering and its routes; of a VPC that could not be looked at, what is known is only that it is wished. */
function peeringThings(
  peering: string,
  { found: { vpg } }: NetworkFindings,
  checked: PeeringFindings | undefined,
): PlannedThing[] {
  const standing = checked?.standing;
  const range = vpg?.vpgSubnetCidrRange;
  const action = !standing ? 'create' : standing.status === 'pending-acceptance' ? 'accept' : 'keep';
  const routes = (checked?.peer?.vpc.routed ?? []).map((table): PlannedThing => {
    const route = { thing: 'route', peering, id: table.routeTableId } as const;
    if (range === undefined) return { ...route, action: 'create' };
    const plan = planRoute(table, range, standing?.id ?? 'a peering to come').action;
    // A conflict is told as a fault.
    const kept = plan === 'none' || plan === 'conflict';
    return { ...route, action: kept ? 'keep' : plan, destinationCidrBlock: range };
  });
  return [{ thing: 'peering', action, peering, ...(standing ? { id: standing.id } : {}) }, ...routes];
}

function groupThing(
  wish: Parameters<typeof wishedSettings>[0],
  { found: { vpg }, group: { settings } }: NetworkFindings,
): PlannedThing {
  const kept = vpg !== undefined && settings !== undefined && holds(settings, wishedSettings(wish, vpg.vpgId));
  return { thing: 'airGroup', action: kept ? 'keep' : 'set', id: wish.groupId };
}
