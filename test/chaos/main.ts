import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { playAll } from './crew.ts';
import { playRun, type RunName, type RunResult } from './runs.ts';
import { singles } from './singles.ts';
import { tour } from './tour.ts';

/*
 * npm run chaos -- --runs 10000 --seed 1: every single fault, then random combinations, on all cores. Prints runs, faults
 * injected, violations, and how many ended as wished or in a clean failure; ends with 1 after a violation, with the smallest
 * case and with the command that plays it again.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    'no-singles': { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const [runs, seed, workers] = [Number(values.runs), Number(values.seed), Number(values.workers)];
const { only } = values;
if (![runs, seed, workers].every(Number.isInteger) || runs < 0 || workers < 1) {
  process.stderr.write('--runs, --seed and --workers must be whole numbers.\n');
  process.exit(1);
}
if (only !== undefined && !/^(single|random):\d+$/.test(only)) {
  process.stderr.write('--only must be the name of a run: single:17, random:4711.\n');
  process.exit(1);
}

const count = { runs: 0, singles: 0, injected: 0, violations: 0, 'as wished': 0, 'clean failure': 0 };
const begun = performance.now();
const seconds = () => Math.round((performance.now() - begun) / 1000);
const summary = () =>
  `runs ${count.runs} (${count.singles} with a single fault, ${count.runs - count.singles} with random ones, seed ${seed}), ` +
  `faults injected ${count.injected}, violations ${count.violations}, ended as wished ${count['as wished']}, ` +
  `in a clean failure ${count['clean failure']}, ${seconds()} s\n`;

function tell({ run, played, ended, injected, violations, shown }: RunResult): void {
  count.runs += 1;
  if (run.startsWith('single')) count.singles += 1;
  count.injected += injected;
  count[ended] += 1;
  if (count.runs % 1000 === 0) process.stderr.write(`${summary()}`);
  if (violations.length === 0) return;
  count.violations += 1;
  const again = `npm run chaos -- --seed ${seed} --only ${run}`;
  process.stdout.write(`${run}: ${JSON.stringify(shown)}\n- ${violations.join('\n- ')}\n`);
  process.stdout.write(`Played ${played} times to find the smallest case. Once more: ${again}\n`);
}

function* names(kind: 'single' | 'random', length: number): Generator<RunName> {
  for (let number = 0; number < length; number += 1) yield `${kind}:${number}`;
}

const made = await tour();
if (only !== undefined) {
  tell(await playRun(only as RunName, seed, made));
} else {
  const options = { seed, tour: made, workers, renewAfter: 250, tell };
  if (!values['no-singles']) await playAll(names('single', singles(made).length), options);
  await playAll(names('random', runs), options);
}
process.stdout.write(summary());
process.exitCode = count.violations > 0 ? 1 : 0;
