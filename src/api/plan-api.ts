import type { Run } from '../steps/ports.ts';
import { withKnownQuery } from './known-query.ts';
import type { PlanPorts } from './plan-network.ts';

/**
 * The operations that ask both vendors and change nothing, by API Gateway's route key: a function of their own. Each is loaded by its
 * first request.
 */
export const planApi = withKnownQuery<PlanPorts & Run>(
  {},
  {
    'POST /plans': async ({ body }, ports) => (await import('./plan-network.ts')).planNetwork(body, ports),
    'GET /networks/{name}/removal': async ({ path }, ports) =>
      (await import('./plan-removal.ts')).planRemoval(path.name ?? '', ports),
  },
);
