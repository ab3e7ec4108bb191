import type { Output, StopSignal, Surroundings } from '../../src/cli/surroundings.ts';

/** Surroundings without a process: what is written is kept, nobody really sleeps, signals are given by hand. */
export function stage(given: Partial<Surroundings> & { live?: boolean; rows?: number; columns?: number } = {}) {
  const { live = false, rows = 60, columns = 100, ...overrides } = given;
  const out: string[] = [];
  const err: string[] = [];
  const slept: number[] = [];
  const frames = new Set<() => void>();
  const hearing = new Set<(signal: StopSignal) => void>();
  const output = (texts: string[]): Output => ({ write: (text) => texts.push(text), live, rows, columns });
  const surroundings: Surroundings = {
    stdout: output(out),
    stderr: output(err),
    env: {},
    fetch: () => Promise.reject(new Error('This test has no network.')),
    now: () => Date.UTC(2026, 5, 1),
    async sleep(ms, stop) {
      slept.push(ms);
      await new Promise(setImmediate);
      stop.throwIfAborted();
    },
    every(_, work) {
      frames.add(work);
      return () => frames.delete(work);
    },
    onSignal(heard) {
      hearing.add(heard);
      return () => hearing.delete(heard);
    },
    ask: () => Promise.resolve(undefined),
    openSandbox: () => Promise.reject(new Error('This test has no sandbox.')),
    liveHosts: {
      installationIn: () => Promise.reject(new Error('This test has no live host.')),
      open: () => Promise.reject(new Error('This test has no live host.')),
    },
    openAws: () => Promise.reject(new Error('This test has no AWS.')),
    ...overrides,
  };
  return {
    surroundings,
    slept,
    hearing,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    /** Lets the spinner's timer tick once. */
    tick: () => {
      for (const work of frames) work();
    },
    frames,
    signal: (signal: StopSignal) => {
      for (const heard of [...hearing]) heard(signal);
    },
  };
}
