import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machinePlan } from './differential/plan.ts';
import { comparable, type Outcome, runInLibrary, runInSandbox } from './differential/runs.ts';

/** Causes that each interpreter words for itself: AWS's own text for them is not what is compared here. */
const ownWords = ['States.Timeout', 'States.NoChoiceMatched'];

/** Takes an interpreter's own words out of an outcome, wherever they stand. */
function plain({ status, error, cause, output, endedAt }: Outcome): unknown {
  const silent = ownWords.includes(error ?? '');
  const told = JSON.stringify(output ?? null, (_, value) =>
    typeof value === 'object' && value !== null && ownWords.includes(value.Error) ? { Error: value.Error } : value,
  );
  return { status, error, cause: silent ? undefined : cause, output: JSON.parse(told), endedAt };
}

describe('The interpreter beside aws-local-stepfunctions', () => {
  it('comes to the same end, at the same time, with the same calls, on random machines', async () => {
    await fc.assert(
      fc.asyncProperty(machinePlan, async (plan) => {
        const [ours, theirs] = [await runInSandbox(plan), await runInLibrary(plan)];
        expect(plain(ours)).toEqual(plain(theirs));
        const { aftermaths, endedAt } = theirs;
        expect(comparable(ours.calls, endedAt, aftermaths)).toEqual(comparable(theirs.calls, endedAt, aftermaths));
      }),
      { numRuns: 300 },
    );
  });
});
