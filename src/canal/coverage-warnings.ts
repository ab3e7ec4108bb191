import type { Warning } from './check.ts';
import { fewOf } from './few-of.ts';

type Coverage = 'japan' | 'global';

/**
 * The subscriptions of each coverage, as SORACOM's API file of 2026-06-04 lists them for searchSims. One that is in neither list, or
 * in both as `planArc01`, tells nothing.
 */
const subscriptions: Readonly<Record<Coverage, readonly string[]>> = {
  japan: ['plan-D', 'plan-K2', 'plan-DU', 'plan-KM1', 'plan-K'],
  global: [
    'plan01s',
    'plan01s-low_data_volume',
    'planX3',
    'planP1',
    'plan-US',
    'plan-US-max',
    'planX1',
    'planXM1',
    'planX2',
    'planX3-EU',
    'plan-US-NA',
  ],
};
const words: Readonly<Record<Coverage, string>> = { japan: "Japan's", global: 'the global' };

/** What the rule needs to know of a SIM. */
export interface SubscriptionFacts {
  readonly simId: string;
  readonly subscription?: string;
}

/** A warning for SIMs of the group whose subscription is one of the other coverage's: a VPG serves those of its own alone. */
export function coverageWarnings(sims: readonly SubscriptionFacts[], coverage: Coverage): Warning[] {
  const other = coverage === 'japan' ? 'global' : 'japan';
  const foreign = sims.filter(({ subscription = '' }) => subscriptions[other].includes(subscription));
  if (foreign.length === 0) return [];
  const plans = fewOf([...new Set(foreign.map(({ subscription = '' }) => subscription))]);
  const ids = fewOf(foreign.map(({ simId }) => simId));
  const message = `SIMs of the group have a subscription of ${words[other]} coverage (${ids}, with ${plans}), and the VPG is in ${words[coverage]} coverage, which does not serve them: take them out of the group, or make their network in ${words[other]} coverage`;
  return [{ field: 'airGroup.groupId', message }];
}
