import type { Run } from '../steps/ports.ts';
import { withKnownQuery } from './known-query.ts';
import { type PlanPorts, planNetwork } from './plan-network.ts';
import { planRemoval } from './plan-removal.ts';

/** The operations that ask both vendors and change nothing, by API Gateway's route key: a function of their own. */
export const planApi = withKnownQuery<PlanPorts & Run>(
  {},
  {
    'POST /plans': ({ body }, ports) => planNetwork(body, ports),
    'GET /networks/{name}/removal': ({ path }, ports) => planRemoval(path.name ?? '', ports),
  },
);
