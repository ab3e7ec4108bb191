import fc from 'fast-check';
import type { ChaosCase } from './chaos-case.ts';
import { combinations } from './combinations.ts';
import { type Played, play } from './play.ts';
import { singles } from './singles.ts';
import type { Tour } from './tour.ts';

/** One run of the suite, by which it can be repeated alone: `single:17`, `random:4711`. */
export type RunName = `single:${number}` | `random:${number}`;

/** What came of a run. */
export interface RunResult extends Played {
  readonly run: RunName;
  /** How often a sandbox was played: once, and once more for each try at a smaller case. */
  readonly played: number;
  /** The case that shows the violations: of a combination, the smallest that was found. */
  readonly shown?: ChaosCase;
}

/** How many smaller cases are tried for one that shows a violation. */
const triesAtLess = 150;

/** Plays a run of a seed: single faults are the same for every seed, and each combination has a seed of its own. */
export async function playRun(run: RunName, seed: number, made: Tour): Promise<RunResult> {
  const number = Number(run.replace(/^\w+:/, ''));
  if (run.startsWith('random:')) return combine(run, seedOf(seed, number), made);
  const one = singles(made)[number];
  if (!one) throw new Error(`There is no run ${run}.`);
  const played = await play(one);
  return { run, played: 1, ...played, ...(played.violations.length > 0 ? { shown: one } : {}) };
}

/** Plays a combination; one that shows a violation is made smaller as long as it still shows one. */
async function combine(run: RunName, seed: number, made: Tour): Promise<RunResult> {
  const shown: RunResult[] = [];
  let first: Played | undefined;
  let played = 0;
  const property = fc.asyncProperty(combinations(made), async (one) => {
    if (played >= triesAtLess) return true;
    played += 1;
    const result = await play(one);
    first ??= result;
    if (result.violations.length > 0) shown.push({ run, played, ...result, shown: one });
    return result.violations.length === 0;
  });
  await fc.check(property, { seed, numRuns: 1, unbiased: true });
  if (!first) throw new Error(`Run ${run} was not played.`);
  const smallest = shown.at(-1);
  return { ...(smallest ?? first), run, played, ended: first.ended, injected: first.injected };
}

/** The seed of one combination: neighbours must not be alike, as they are where a generator is fed 1, 2, 3. */
function seedOf(seed: number, run: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(run + 1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) | 0;
}
