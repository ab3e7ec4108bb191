import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunName, RunResult } from './runs.ts';
import type { Hired } from './worker.ts';

/** How a crew works. */
export interface CrewOptions extends Hired {
  readonly workers: number;
  /** How many runs a worker plays before another takes its place: a fresh one has the memory of none. */
  readonly renewAfter: number;
  /** Hears of each run as it is done. */
  readonly tell: (result: RunResult) => void;
}

/** Plays runs on several threads, each run once. Throws what a worker throws: a bug of the suite, not of what it looks at. */
export async function playAll(runs: Iterable<RunName>, options: CrewOptions): Promise<void> {
  const { seed, tour, workers, renewAfter, tell } = options;
  const rest = runs[Symbol.iterator]();
  let over = false;
  const work = async (): Promise<void> => {
    while (!over) {
      const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { seed, tour } satisfies Hired });
      try {
        for (let count = 0; count < renewAfter; count += 1) {
          const { value: run, done } = rest.next();
          if (done) return;
          worker.postMessage(run);
          const [result] = await once(worker, 'message');
          tell(result as RunResult);
        }
      } finally {
        await worker.terminate();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    over = true;
  }
}
