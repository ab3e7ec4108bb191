import type { Run } from '../steps/ports.ts';
import type { SweepPorts } from '../steps/sweep-checks.ts';
import { withKnownQuery } from './known-query.ts';
import { sweep } from './sweep.ts';

/** The operations that sweep, by API Gateway's route key: a function of their own, because they may delete. */
export const sweepApi = withKnownQuery<SweepPorts & Run>(
  {},
  { 'POST /sweeps': ({ body }, ports) => sweep(body, ports) },
);
