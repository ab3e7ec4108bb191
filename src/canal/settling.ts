/** The longest timeout of a step's function, in ms; a test holds it against serverless.yml. */
export const longestStepMs = 180_000;

/**
 * Whole seconds until no function of a run that was cut off can be at work any more: a stopped execution's function goes on
 * to its end.
 */
export function settlingSeconds(cutOffAt: number | undefined, now: number): number {
  return cutOffAt === undefined ? 0 : Math.max(0, Math.ceil((cutOffAt + longestStepMs - now) / 1000));
}
