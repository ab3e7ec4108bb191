import { parentPort, workerData } from 'node:worker_threads';
import { playRun, type RunName } from './runs.ts';
import type { Tour } from './tour.ts';

/** What a worker is begun with. */
export interface Hired {
  readonly seed: number;
  readonly tour: Tour;
}

// Plays one run after another, as it is asked; a run that cannot be played ends the worker with its error.
const { seed, tour } = workerData as Hired;
parentPort?.on('message', async (run: RunName) => {
  parentPort?.postMessage(await playRun(run, seed, tour));
});
