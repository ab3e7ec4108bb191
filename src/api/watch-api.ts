import type { DriftPorts } from '../steps/drift-checks.ts';
import type { Run } from '../steps/ports.ts';
import { checkDrift } from './check-drift.ts';
import { withKnownQuery } from './known-query.ts';

/** The operations that compare what is on record with the world, by API Gateway's route key: a function of their own. */
export const watchApi = withKnownQuery<DriftPorts & Run>(
  {},
  { 'POST /networks/{name}/check': ({ path }, ports) => checkDrift(path.name ?? '', ports) },
);
