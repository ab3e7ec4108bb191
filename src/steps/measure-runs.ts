import * as z from 'zod/mini';
import type { ExecutionReader, Metrics, Run } from './ports.ts';

/** Measures how long the oldest run has been going, for the alarm on runs that hang. */
export const MeasureRuns = {
  step: 'measure-runs',
  input: z.looseObject({}),
  output: z.strictObject({ oldestRunMinutes: z.number() }),
  example: {},
};

/** Puts the metric OldestRunMinutes, 0 when nothing runs. Throws StoreUnavailable. */
export async function measureRuns(
  _: z.output<typeof MeasureRuns.input>,
  { executionReader, metrics, now }: { executionReader: ExecutionReader; metrics: Metrics } & Run,
): Promise<z.input<typeof MeasureRuns.output>> {
  const since = await executionReader.oldestRunningSince();
  const oldestRunMinutes = since === undefined ? 0 : Math.max(0, (now() - since) / 60_000);
  metrics.put('OldestRunMinutes', oldestRunMinutes);
  return { oldestRunMinutes };
}
