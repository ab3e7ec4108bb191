import type { Amount } from './metering.ts';
import type { RateItem } from './rates.ts';

/** A fee, and how it is counted, in words. */
const words: Readonly<Record<RateItem, (count: number) => string>> = {
  peering: (count) => (count === 1 ? "the peering's fee" : `the fees of ${count} peerings`),
  vpg: (count) => (count === 1 ? "the VPG's own fee" : `the own fees of ${count} VPGs`),
  'vpg-setup': (count) => (count === 1 ? "the VPG's set-up fee" : `the set-up fees of ${count} VPGs`),
};

/** What is charged beyond an amount at prices that are not known, in words. */
export const unknownFees = ({ unknown }: Pick<Amount, 'unknown'>): string[] =>
  (Object.keys(words) as RateItem[]).flatMap((item) => {
    const count = unknown[item] ?? 0;
    return count === 0 ? [] : [words[item](count)];
  });
