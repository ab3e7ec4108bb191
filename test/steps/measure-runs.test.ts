import { describe, expect, test } from 'vitest';
import { measureRuns } from '../../src/steps/measure-runs.ts';

async function measured(since: number | undefined) {
  const put: [string, number][] = [];
  const answer = await measureRuns(
    {},
    {
      executionReader: { lastState: async () => undefined, oldestRunningSince: async () => since },
      metrics: { put: (name, value) => put.push([name, value]) },
      now: () => 600_000,
    },
  );
  return { answer, put };
}

describe('Measure runs', () => {
  test.each([
    ['the oldest run', 0, 10],
    ['a run that has just begun', 600_000, 0],
    ['one that began by another clock', 700_000, 0],
    ['nothing', undefined, 0],
  ])('tells the minutes of %s', async (_, since, minutes) => {
    expect(await measured(since)).toEqual({
      answer: { oldestRunMinutes: minutes },
      put: [['OldestRunMinutes', minutes]],
    });
  });
});
