import type { DriftPorts } from '../steps/drift-checks.ts';
import type { Run } from '../steps/ports.ts';
import type { SweepPorts } from '../steps/sweep-checks.ts';
import { checkDrift } from './check-drift.ts';
import { withKnownQuery } from './known-query.ts';
import { sweep } from './sweep.ts';

/** The operations that compare what is on record with the world, by API Gateway's route key: a function of their own. */
export const watchApi = withKnownQuery<DriftPorts & SweepPorts & Run>(
  {},
  {
    'POST /networks/{name}/check': ({ path }, ports) => checkDrift(path.name ?? '', ports),
    'POST /sweeps': ({ body }, ports) => sweep(body, ports),
  },
);
