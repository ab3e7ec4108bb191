import { jsonResponse, type Service, type WireRequest, type WireResponse } from '../wire.ts';
import type { World } from '../world/world.ts';
import { auth, requireToken } from './auth.ts';
import { bills } from './bills.ts';
import { Refusal } from './errors.ts';
import { groupConfiguration } from './group-configuration.ts';
import { groups } from './groups.ts';
import { peerings } from './peerings.ts';
import { query } from './query.ts';
import { router } from './router.ts';
import { sims } from './sims.ts';
import { vpgs } from './vpgs.ts';

/** SORACOM's service, which also tells which path of the API a request is for: its rate limits go by path. */
export interface SoracomService extends Service {
  /** The path as the API file writes it (`/sims/{sim_id}`); undefined for one that is not imitated. */
  pathOf(request: WireRequest): string | undefined;
}

/**
 * SORACOM of the world, by its REST API under /v1: what the Canal needs of VPGs, their peerings, SIM groups and SIMs.
 * Anything else is refused with an error in SORACOM's shape, {code, message}.
 */
export function soracomService(world: World): SoracomService {
  const routes = [...auth, ...vpgs, ...peerings, ...groups, ...groupConfiguration, ...sims, ...query, ...bills];
  const find = router(routes);

  const perform = (request: WireRequest): WireResponse => {
    const found = find(request);
    if (!found) {
      const what = `${request.method} ${request.path.split('?')[0]}`;
      throw new Refusal(
        404,
        'AGW0001',
        `The sandbox's SORACOM has no ${what}; docs/sandbox.md lists what it imitates.`,
      );
    }
    if ('methods' in found) {
      const answer = refuse({ status: 405, code: 'AGW0002', message: `Method not allowed: ${request.method}` });
      return { ...answer, headers: { ...answer.headers, allow: found.methods.join(', ') } };
    }
    if (!found.route.open) requireToken(world, request);
    return found.route.answer(world, request, found.ids);
  };

  return {
    name: 'soracom',
    operations: routes.map(({ operationId }) => operationId),
    operation(request) {
      const found = find(request);
      return found && 'route' in found ? found.route.operationId : 'unknown';
    },
    pathOf(request) {
      const found = find(request);
      return found && 'route' in found ? found.route.path : undefined;
    },
    refuse,
    async answer(request) {
      try {
        return perform(request);
      } catch (error) {
        if (error instanceof Refusal) return refuse(error);
        const message = error instanceof Error ? error.message : String(error);
        return refuse({ status: 500, code: 'AGW0005', message: `The sandbox's SORACOM has a defect: ${message}` });
      }
    },
  };
}

function refuse({ status, code, message }: { status: number; code: string; message: string }): WireResponse {
  return jsonResponse(status, { code, message });
}
