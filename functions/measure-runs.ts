import { executionReader } from '../src/executions/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { metrics } from '../src/lambda/metrics.ts';
import { MeasureRuns, measureRuns } from '../src/steps/measure-runs.ts';

/** Serves a schedule. How long the oldest run has been going. */
export const handler = lambda(MeasureRuns, measureRuns, { executionReader, metrics });
