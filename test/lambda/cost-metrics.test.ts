import { expect, test } from 'vitest';
import { costMetrics } from '../../src/lambda/cost-metrics.ts';
import type { LogLine } from '../../src/lambda/surroundings.ts';
import { openingWith } from '../ec2/opening.ts';

test('costs are log lines of which CloudWatch makes metrics, those of a network with its name', () => {
  const log: LogLine[] = [];
  const metrics = costMetrics({ ...openingWith(), log: (line) => log.push(line) });
  metrics.putCosts(5, [
    { values: { CostPerHour: 30, Forecast: 900 } },
    { network: 'plant', values: { CostPerHour: 20 } },
  ]);
  const stack = openingWith().settings.stack;
  const of = (dimensions: string[], names: string[]) => ({
    Timestamp: 5,
    CloudWatchMetrics: [
      { Namespace: 'Canal', Dimensions: [dimensions], Metrics: names.map((Name) => ({ Name, Unit: 'None' })) },
    ],
  });
  expect(log).toEqual([
    {
      level: 'info',
      code: 'COST_METRICS',
      stack,
      CostPerHour: 30,
      Forecast: 900,
      _aws: of(['stack'], ['CostPerHour', 'Forecast']),
    },
    {
      level: 'info',
      code: 'COST_METRICS',
      stack,
      Network: 'plant',
      CostPerHour: 20,
      _aws: of(['stack', 'Network'], ['CostPerHour']),
    },
  ]);
});
