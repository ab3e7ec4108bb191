import { expect, test } from 'vitest';
import { coverageWarnings } from '../../src/canal/coverage-warnings.ts';

const sims = ['plan-D', 'plan01s', 'planX3-EU', 'planArc01', 'plan-Z'].map((subscription, index) => ({
  simId: `sim-${index}`,
  subscription,
}));

test('SIMs of the other coverage are told, with their subscriptions', () => {
  expect(coverageWarnings(sims, 'japan')).toEqual([
    {
      field: 'airGroup.groupId',
      message:
        "SIMs of the group have a subscription of the global coverage (sim-1, sim-2, with plan01s, planX3-EU), and the VPG is in Japan's coverage, which does not serve them: take them out of the group, or make their network in the global coverage",
    },
  ]);
  expect(coverageWarnings(sims, 'global')[0]?.message).toContain("of Japan's coverage (sim-0, with plan-D)");
});

test('SIMs that tell no subscription, one that we do not know, or one of both coverages give no warning', () => {
  const unknown = [{ simId: 'sim-5' }, ...sims.slice(3)];
  expect(coverageWarnings(unknown, 'japan')).toEqual([]);
  expect(coverageWarnings(unknown, 'global')).toEqual([]);
});
