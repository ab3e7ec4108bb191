import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { type ChaosCase, chaosCase, singles } from './chaos-case.ts';
import { play } from './play.ts';

/*
 * npm run chaos -- --runs 10000 --seed 1: every single fault, then random combinations. Prints runs, faults injected,
 * violations, and how many ended as wished or in a clean failure; ends with 1 after a violation, with the smallest case.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    'no-singles': { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isInteger(runs) || runs < 0 || !Number.isInteger(seed)) {
  process.stderr.write('--runs and --seed must be whole numbers.\n');
  process.exit(1);
}

const count = { runs: 0, injected: 0, violations: 0, 'as wished': 0, 'clean failure': 0 };

async function told(one: ChaosCase): Promise<readonly string[]> {
  const { ended, injected, violations } = await play(one);
  count.runs += 1;
  count.injected += injected;
  count[ended] += 1;
  return violations;
}

const begun = performance.now();
for (const one of values['no-singles'] ? [] : singles()) {
  const violations = await told(one);
  count.violations += violations.length;
  if (violations.length > 0) process.stdout.write(`${JSON.stringify(one)}\n- ${violations.join('\n- ')}\n`);
}
const singleRuns = count.runs;

// Shrinking plays cases again, smaller; they are counted, too.
const found = await fc.check(
  fc.asyncProperty(chaosCase, async (one) => {
    const violations = await told(one);
    if (violations.length > 0) throw new Error(violations.join('\n- '));
  }),
  { numRuns: runs, seed, endOnFailure: false },
);
if (found.failed) {
  count.violations += 1;
  const [smallest] = found.counterexample ?? [];
  process.stdout.write(`seed ${found.seed}, path ${found.counterexamplePath}: ${JSON.stringify(smallest)}\n`);
  process.stdout.write(`- ${found.errorInstance instanceof Error ? found.errorInstance.message : 'unknown'}\n`);
}

const seconds = Math.round((performance.now() - begun) / 1000);
process.stdout.write(
  `runs ${count.runs} (${singleRuns} with a single fault, ${count.runs - singleRuns} with random ones, seed ${seed}), ` +
    `faults injected ${count.injected}, violations ${count.violations}, ended as wished ${count['as wished']}, ` +
    `in a clean failure ${count['clean failure']}, ${seconds} s\n`,
);
process.exitCode = count.violations > 0 ? 1 : 0;
