import * as z from 'zod/mini';
import { jsonResponse } from '../wire.ts';
import type { Sim } from '../world/sim.ts';
import type { World } from '../world/world.ts';
import { offline } from './errors.ts';
import { page, pageQuery } from './paging.ts';
import { type Route, route } from './route.ts';
import { settled, simOf, simView } from './sim-view.ts';

/** How long a device takes to come back, in ms, both included. */
const comesBackWithin = [5000, 30_000] as const;

/** SIMs and their sessions. */
export const sims: readonly Route[] = [
  route({
    operationId: 'listSims',
    method: 'GET',
    path: '/sims',
    query: z.strictObject(pageQuery),
    answer: (call) =>
      page(call, {
        items: call.world.sims.values(),
        keyOf: ({ simId }) => simId,
        view: (sim) => simView(call.world, sim),
      }),
  }),
  route({
    operationId: 'getSim',
    method: 'GET',
    path: '/sims/{sim_id}',
    answer: ({ world, ids }) => jsonResponse(200, simView(world, simOf(world, ids.sim_id))),
  }),
  route({
    operationId: 'deleteSimSession',
    method: 'POST',
    path: '/sims/{sim_id}/delete_session',
    answer({ world, now, ids }) {
      const sim = settled(world, simOf(world, ids.sim_id));
      if (!sim.session) throw offline();
      // People have seen the old session in this answer: it is no proof of anything, only getSim is.
      const answer = jsonResponse(200, simView(world, sim));
      sim.session = undefined;
      reconnect(world, sim, now);
      return answer;
    },
  }),
  route({
    operationId: 'activateSim',
    method: 'POST',
    path: '/sims/{sim_id}/activate',
    // A device whose SIM is inactive keeps trying, so that it connects soon after.
    answer({ world, now, ids }) {
      const sim = simOf(world, ids.sim_id);
      if (sim.status !== 'active') {
        Object.assign(sim, { status: 'active', lastModifiedAt: now });
        reconnect(world, sim, now);
      }
      return jsonResponse(200, simView(world, sim));
    },
  }),
  route({
    operationId: 'deactivateSim',
    method: 'POST',
    path: '/sims/{sim_id}/deactivate',
    answer({ world, now, ids }) {
      const sim = simOf(world, ids.sim_id);
      if (sim.status === 'active') {
        Object.assign(sim, { status: 'inactive', session: undefined, reconnectsAt: undefined, lastModifiedAt: now });
      }
      return jsonResponse(200, simView(world, sim));
    },
  }),
];

function reconnect(world: World, sim: Sim, now: number): void {
  sim.reconnectsAt = sim.comesBack ? now + world.ids.between('sim-reconnects', ...comesBackWithin) : undefined;
}
