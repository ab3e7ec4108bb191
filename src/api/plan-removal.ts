import { inTheWayOf } from '../steps/removal-checks.ts';
import { knownNetwork } from './get-network.ts';
import type { PlanPorts } from './plan-network.ts';
import type { Answer } from './problems.ts';

/**
 * GET /networks/{name}/removal: what stands in the way of a removal, what force would break, and the places on DNS hosts that
 * are given back. Changes nothing. Throws
 * NotFound, and what may pass: no answer, throttling.
 */
export async function planRemoval(name: string, ports: PlanPorts): Promise<Answer> {
  const { wish, vpg } = await knownNetwork(name, ports);
  const { inTheWay, warnings } = await inTheWayOf(wish, vpg?.vpgId, ports);
  const { stack } = ports.installation;
  const { place, leaving } = await ports.dnsHosts.placesOf(wish.name);
  const places = [...(place ? [place] : []), ...leaving].map(({ host, address }) => ({ host, address }));
  return { status: 200, body: { name, stack, possible: inTheWay.length === 0, inTheWay, places, warnings } };
}
